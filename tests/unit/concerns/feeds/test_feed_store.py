"""The store: whole editions only, damage noticed before it is believed, one writer at a time."""

import os
import subprocess
import sys
from pathlib import Path

import feed_files as made
import pytest

from custodes.concerns.feeds import store as store_module
from custodes.concerns.feeds.kev import kev
from custodes.concerns.feeds.lock import only_one
from custodes.concerns.feeds.pull import from_folder
from custodes.concerns.feeds.records import nvd_records
from custodes.concerns.feeds.status import overview
from custodes.concerns.feeds.store import Store, open_store
from custodes.errors import FeedError


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "kev.json").write_bytes(made.kev())
    return folder


def stored_file(store: Store) -> Path:
    (path,) = store.files("kev")
    return path


def test_an_empty_store_has_no_edition_and_no_records(store: Store) -> None:
    assert store.edition() == ""
    assert store.manifest("nvd") is None
    assert list(nvd_records(store)) == []
    assert kev(store) == {}
    assert not store.folder.exists()


def test_the_edition_follows_the_content_and_nothing_else(
    store: Store, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_folder(store, given, "one place")
    first = store.edition()
    monkeypatch.setenv("CUSTODES_TODAY", "2026-03-09")
    from_folder(store, given, "another")
    assert store.edition() == first
    (given / "kev.json").write_bytes(made.kev("2026.03.08"))
    from_folder(store, given, "another")
    assert store.edition() != first


@pytest.mark.parametrize("damage", ["changed", "shortened", "deleted"])
def test_a_damaged_feed_is_refused_shown_and_mended_by_a_pull(damage: str, store: Store, given: Path) -> None:
    from_folder(store, given, "x")
    path = stored_file(store)
    if damage == "deleted":
        path.unlink()
    else:
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b"Known", b"Knowm") if damage == "changed" else whole[:-1])
    fresh = open_store(store.folder)
    with pytest.raises(FeedError, match="kev is damaged") as caught:
        kev(fresh)
    assert "feeds pull" in caught.value.mend
    assert {feed.feed: feed.state for feed in overview(fresh)}["kev"] == "damaged"
    from_folder(fresh, given, "x")
    assert set(kev(fresh)) == {"CVE-2025-0001"}


def test_an_unreadable_manifest_is_damage_not_absence(store: Store, given: Path) -> None:
    from_folder(store, given, "x")
    (store.folder / "kev" / "manifest.json").write_text("{")
    with pytest.raises(FeedError, match="cannot be read"):
        kev(store)
    assert {feed.feed: feed.state for feed in overview(store)}["kev"] == "damaged"


def test_a_crash_before_the_last_step_leaves_the_old_edition(
    store: Store, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_folder(store, given, "x")
    (given / "kev.json").write_bytes(made.kev("2026.02.28", "CVE-2025-0009"))

    def crash(path: Path, text: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store_module, "_write_whole", crash)
        with pytest.raises(KeyboardInterrupt):
            from_folder(store, given, "x")
    assert set(kev(open_store(store.folder))) == {"CVE-2025-0001"}
    from_folder(store, given, "x")
    assert set(kev(store)) == {"CVE-2025-0009"}
    assert len(list((store.folder / "kev").iterdir())) == 2


def test_two_pulls_at_once_are_refused(store: Store, given: Path) -> None:
    with only_one(store.folder), pytest.raises(FeedError, match="Another pull"):
        from_folder(store, given, "x")
    assert from_folder(store, given, "x").pulled


@pytest.mark.parametrize("left", ["dead process", "nonsense", "empty"])
def test_a_lock_left_by_a_crash_is_taken_over(left: str, store: Store, given: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    store.folder.mkdir(parents=True)
    content = {"dead process": ended.stdout.decode().strip(), "nonsense": "x", "empty": ""}[left]
    (store.folder / "pull.lock").write_text(content)
    assert from_folder(store, given, "x").pulled
    assert not (store.folder / "pull.lock").exists()


def test_the_lock_of_a_living_process_holds(store: Store, given: Path) -> None:
    store.folder.mkdir(parents=True)
    (store.folder / "pull.lock").write_text(str(os.getppid()))
    with pytest.raises(FeedError, match=str(os.getppid())):
        from_folder(store, given, "x")


def test_states_follow_the_age_of_what_is_in_the_feed(
    store: Store, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_folder(store, given, "x")
    for today, age, state in (("2026-03-01", 9, "ok"), ("2026-03-13", 21, "ok"), ("2026-03-14", 22, "old")):
        monkeypatch.setenv("CUSTODES_TODAY", today)
        feeds = {feed.feed: feed for feed in overview(store)}
        assert (feeds["kev"].age_days, feeds["kev"].state) == (age, state)
        assert (feeds["epss"].age_days, feeds["epss"].state) == (None, "missing")

"""Mirrors and bundles: every file checked, none of them able to write where it should not."""

import hashlib
import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import feed_files as made
import pytest
from feed_server import Cut, FeedServer

from custodes.concerns.feeds import mirror
from custodes.concerns.feeds.fetch import Fetcher
from custodes.concerns.feeds.kev import kev
from custodes.concerns.feeds.mirror import from_bundle, from_url, is_bundle
from custodes.concerns.feeds.pull import Report, from_folder
from custodes.concerns.feeds.store import Store
from custodes.errors import FeedError

FILES = {"kev/known.json": made.kev(), "mac/oui #1.csv": made.MA_L}


def publish(server: FeedServer, **changes: object) -> None:
    entries = [
        {"name": name, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body)} | changes
        for name, body in FILES.items()
    ]
    server.files = {
        f"/m/{name.replace(' ', '%20').replace('#', '%23')}": body for name, body in FILES.items()
    }
    server.files["/m/index.json"] = json.dumps({"files": entries}).encode()


@pytest.mark.parametrize("ending", ["/m", "/m/", "/m/index.json"])
def test_a_mirror_is_pulled(ending: str, store: Store, fetcher: Fetcher, server: FeedServer) -> None:
    publish(server)
    server.faults["/m/kev/known.json"] = [Cut(20)]
    report = from_url(store, server.url + ending, fetcher)
    assert [held.feed for held in report.pulled] == ["kev", "mac"]
    held = store.manifest("mac")
    assert held
    assert held.source == f"{server.url}/m/"
    assert sorted(path.name for path in store.folder.iterdir()) == ["kev", "mac"]


def test_a_mirror_with_a_wrong_file_replaces_nothing(
    store: Store, fetcher: Fetcher, server: FeedServer
) -> None:
    publish(server)
    server.files["/m/kev/known.json"] += b" "
    with pytest.raises(FeedError, match=r"kev/known.json does not have the SHA-256"):
        from_url(store, f"{server.url}/m", fetcher)
    assert store.edition() == ""
    publish(server)
    server.asked.clear()
    assert len(from_url(store, f"{server.url}/m", fetcher).pulled) == 2
    assert server.times_asked("/m/mac/oui%20%231.csv") == 0  # it was whole, and is not fetched again


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "../escape"},
        {"name": "/etc/x"},
        {"name": "a/../../x"},
        {"name": ""},
        {"sha256": "x"},
        {"size": "?"},
    ],
)
def test_a_bad_index_is_refused(
    changes: dict[str, str], store: Store, fetcher: Fetcher, server: FeedServer, tmp_path: Path
) -> None:
    publish(server, **changes)
    with pytest.raises(FeedError, match="not an index"):
        from_url(store, f"{server.url}/m", fetcher)
    assert not (tmp_path / "escape").exists()


def test_a_missing_index_is_told(store: Store, fetcher: Fetcher, server: FeedServer) -> None:
    with pytest.raises(FeedError, match="404"):
        from_url(store, server.url, fetcher)


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


def make_tar(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return path


@pytest.mark.parametrize("make", [make_zip, make_tar])
class TestBundle:
    def test_is_pulled(self, make: type, store: Store, fetcher: Fetcher, tmp_path: Path) -> None:
        bundle = make(tmp_path / "bundle", FILES)
        assert is_bundle(bundle)
        report = from_bundle(store, bundle, "bundle", fetcher)
        assert [held.feed for held in report.pulled] == ["kev", "mac"]
        assert sorted(path.name for path in store.folder.iterdir()) == ["kev", "mac"]

    @pytest.mark.parametrize("name", ["../../escape.json", "/tmp/escape.json", "a/../../escape.json"])
    def test_cannot_escape(
        self, make: type, name: str, store: Store, fetcher: Fetcher, tmp_path: Path
    ) -> None:
        with pytest.raises(FeedError, match="not a name inside"):
            from_bundle(store, make(tmp_path / "b", {name: made.kev()}), "b", fetcher)
        assert list(tmp_path.rglob("escape.json")) == []
        assert store.edition() == ""

    def test_cannot_flood(
        self, make: type, store: Store, fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mirror, "MAX_TOTAL", 1 << 20)
        bundle = make(tmp_path / "b", {"kev.json": b" " * (1 << 23)})
        with pytest.raises(FeedError, match="over"):
            from_bundle(store, bundle, "b", fetcher)
        assert [path.name for path in store.folder.iterdir()] == []

    @pytest.mark.parametrize("lost", [1, 40, 300])
    def test_cut_short(self, make: type, lost: int, store: Store, fetcher: Fetcher, tmp_path: Path) -> None:
        cut = make(tmp_path / "b", {"kev.json": made.kev(), "noise": os.urandom(2000)})
        cut.write_bytes(cut.read_bytes()[:-lost])
        with pytest.raises(FeedError):
            pull_anything(store, cut, fetcher)
        assert kev(store) == {}


def pull_anything(store: Store, path: Path, fetcher: Fetcher) -> Report:
    """As the command does: a bundle if it looks like one, else a feed file."""
    return from_bundle(store, path, "b", fetcher) if is_bundle(path) else from_folder(store, path, "b")


def test_a_tar_cut_between_two_files_is_noticed(store: Store, fetcher: Fetcher, tmp_path: Path) -> None:
    path = tmp_path / "b.tar"
    with tarfile.open(path, "w") as archive:
        for name, body in {"kev.json": made.kev(), "epss.csv": made.EPSS}.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    path.write_bytes(path.read_bytes()[:1024])
    with pytest.raises(FeedError, match="cut short"):
        from_bundle(store, path, "b", fetcher)


def test_links_in_a_bundle_are_passed_over(store: Store, fetcher: Fetcher, tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_bytes(made.kev("2030.01.01"))
    path = tmp_path / "b.tar"
    with tarfile.open(path, "w") as archive:
        link = tarfile.TarInfo("kev.json")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "outside.json")
        archive.addfile(link)
        info = tarfile.TarInfo("epss.csv")
        info.size = len(made.EPSS)
        archive.addfile(info, io.BytesIO(made.EPSS))
    assert [held.feed for held in from_bundle(store, path, "b", fetcher).pulled] == ["epss"]


def test_a_feed_file_is_not_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "e").write_bytes(made.EPSS_GZ)
    assert not is_bundle(tmp_path / "e")
    assert not is_bundle(tmp_path)

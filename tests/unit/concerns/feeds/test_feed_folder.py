"""Feeds from a folder: what is loaded, what is passed over, what is wrong, and that none of it is silent."""

import json
import os
import shutil
from pathlib import Path

import feed_files as made
import pytest

from custodes.concerns.feeds.epss import Epss, epss
from custodes.concerns.feeds.kev import KevEntry, kev
from custodes.concerns.feeds.lists import ListedEntry, listed, own_lists
from custodes.concerns.feeds.pull import from_folder
from custodes.concerns.feeds.records import csaf_documents, cve5_records, nvd_records
from custodes.concerns.feeds.registry import mac_registry
from custodes.concerns.feeds.store import Store
from custodes.errors import FeedError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "given"
    place.mkdir()
    return place


def write(folder: Path, **named: bytes) -> None:
    for name, body in named.items():
        (folder / name).write_bytes(body)


def lines(*records: made.Record) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_the_shared_data_is_read_whole(store: Store, shared_data: Path) -> None:
    report = from_folder(store, shared_data, "shared")
    assert {held.feed: held.records for held in report.pulled} == {
        "nvd": 787,  # 726 and 62 lines, one CVE in both files
        "cve5": len(list((shared_data / "cve5").iterdir())),
        "csaf": 64,
        "kev": 1404,
        "watchlists": 21,
    }
    assert report.problems == []
    assert {passed.where for passed in report.ignored} == {
        "bodies/police_bodies_2022.csv",
        "bodies/uk_local_authorities.csv",
        "nvd/camera_cpe_products.csv",
    }
    assert len(list(nvd_records(store))) == 787
    assert len(list(csaf_documents(store))) == 64
    assert len(list(cve5_records(store))) == 146
    assert kev(store)["CVE-2021-36260"].date_added == "2022-01-10"
    held = store.manifest("kev")
    assert held
    assert (held.edition, held.source) == ("2025.08.25", "shared")


def test_a_record_with_an_affected_statement_beats_a_partial_one(store: Store, shared_data: Path) -> None:
    from_folder(store, shared_data, "shared")
    record = next(r for r in nvd_records(store) if r["id"] == "CVE-2023-6951")
    assert len(record["affectedV5"]) == 7


def test_every_configuration_given_is_read_back(store: Store, shared_data: Path) -> None:
    from_folder(store, shared_data, "shared")
    stored = {r["id"]: r.get("configurations") for r in nvd_records(store)}
    for name in ("camera_cves.jsonl", "camera_cves_without_cpe.jsonl"):
        for line in (shared_data / "nvd" / name).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            assert not record.get("configurations") or stored[record["id"]] == record["configurations"]


def test_a_broken_line_is_told_and_the_rest_kept(store: Store, folder: Path) -> None:
    good = [made.nvd(f"CVE-2025-000{n}") for n in range(4)]
    broken = lines(good[0]) + b'{"id": "CVE-2025-9999", "desc\n\n' + b"[]\n" + lines(*good[1:])
    write(folder, a=broken)
    report = from_folder(store, folder, "x")
    assert [problem.where for problem in report.problems] == ["a, line 2", "a, line 4"]
    assert report.problems[0].what.startswith("not JSON at character 25 (Unterminated string")
    assert len(list(nvd_records(store))) == 4
    held = store.manifest("nvd")
    assert held
    assert held.problems == tuple(report.problems)


def test_a_broken_file_does_not_take_others_with_it(store: Store, folder: Path) -> None:
    write(folder, good=made.csaf("A-1"), bad=made.csaf("A-2")[:-8], kev=made.kev())
    report = from_folder(store, folder, "x")
    assert [held.feed for held in report.pulled] == ["csaf", "kev"]
    assert [problem.where for problem in report.problems] == ["bad"]
    assert report.problems[0].mend
    held = store.manifest("csaf")
    assert held
    assert held.problems == tuple(report.problems)  # remembered: the feed is not whole


def test_a_feed_that_shrinks_is_seen_to(store: Store, folder: Path) -> None:
    write(folder, nvd=lines(made.nvd("CVE-2025-0001"), made.nvd("CVE-2025-0002")))
    assert from_folder(store, folder, "x").before == {"nvd": 0}
    write(folder, nvd=lines(made.nvd("CVE-2025-0001")))
    report = from_folder(store, folder, "x")
    assert (report.before["nvd"], report.pulled[0].records) == (2, 1)


@pytest.mark.parametrize(
    "bad",
    [
        made.kev("2026.03.01", count=7),
        made.kev("2026.03.01")[:-5],
        made.kev("2026.03.01").replace(b"cveID", b"id"),
        made.kev("2026.03.01").replace(b'"CVE-2025-0001"', b'""'),
    ],
)
def test_an_unusable_feed_leaves_the_old_one(bad: bytes, store: Store, folder: Path) -> None:
    write(folder, kev=made.kev())
    from_folder(store, folder, "x")
    before = store.manifest("kev")
    write(folder, kev=bad)
    report = from_folder(store, folder, "x")
    assert report.pulled == []
    assert len(report.problems) == 1
    assert store.manifest("kev") == before
    assert set(kev(store)) == {"CVE-2025-0001"}


def test_feeds_that_are_not_in_the_folder_are_left_alone(store: Store, folder: Path) -> None:
    write(folder, epss=made.EPSS_GZ, kev=made.kev())
    from_folder(store, folder, "x")
    (folder / "epss").unlink()
    write(folder, kev=made.kev("2026.02.27"))
    from_folder(store, folder, "y")
    assert len(epss(store)) == 2
    held = store.manifest("kev")
    assert held
    assert (held.edition, held.source) == ("2026.02.27", "y")


def test_the_newest_record_wins_and_what_it_lacks_is_filled(store: Store, folder: Path) -> None:
    old = made.nvd("CVE-2025-0001", "2025-01-01", configurations=[made.CONFIGURATION], sourceIdentifier="old")
    new = made.nvd("CVE-2025-0001", "2026-01-01", sourceIdentifier="new")
    write(folder, a=lines(new), b=made.nvd_page([old]))
    from_folder(store, folder, "x")
    (record,) = nvd_records(store)
    assert record["sourceIdentifier"] == "new"
    assert record["configurations"] == [made.CONFIGURATION]


def test_a_complete_record_wins_over_a_newer_partial_one(store: Store, folder: Path) -> None:
    whole = made.nvd("CVE-2025-0001", "2025-01-01", configurations=[made.CONFIGURATION] * 2)
    part = made.nvd(
        "CVE-2025-0001", "2026-01-01", configurations=[made.CONFIGURATION], _provenance={"partial": True}
    )
    write(folder, a=lines(whole, part))
    from_folder(store, folder, "x")
    (record,) = nvd_records(store)
    assert len(record["configurations"]) == 2


def test_the_order_of_files_and_lines_does_not_matter(store: Store, tmp_path: Path) -> None:
    one, two = made.nvd("CVE-2025-0001"), made.nvd("CVE-2025-0002")
    editions = []
    for number, body in enumerate((lines(one, two), lines(two, one), lines(two, one, two))):
        place = tmp_path / str(number)
        place.mkdir()
        write(place, nvd=body)
        from_folder(store, place, str(number))
        editions.append(store.edition())
    assert len(set(editions)) == 1
    assert len(editions[0]) == 12


def test_exploited_and_likely_vulnerabilities(store: Store, folder: Path) -> None:
    write(
        folder,
        k=made.kev("2026.02.20", "CVE-2025-0001"),
        older=made.kev("2026.01.01", "CVE-2024-1"),
        e=made.EPSS_GZ,
    )
    from_folder(store, folder, "x")
    name = "Made-up camera command injection"
    assert kev(store) == {
        "CVE-2025-0001": KevEntry("CVE-2025-0001", "2026-02-01", "2026-02-22", "Known", name)
    }
    assert epss(store)["CVE-2025-0001"] == Epss(0.94321, 0.9991)
    held = store.manifest("epss")
    assert held
    assert held.edition == "2026-02-28"


@pytest.mark.parametrize(("cut", "reason"), [(b",0.05", "line 4"), (b"0.00042,0.05", "line 4")])
def test_scores_with_a_torn_line_are_refused(cut: bytes, reason: str, store: Store, folder: Path) -> None:
    write(folder, e=made.EPSS.replace(cut, b""))
    report = from_folder(store, folder, "x")
    assert reason in report.problems[0].what
    assert store.manifest("epss") is None


REGISTRY = {"00ABCD": "Acme Cameras, Ltd", "0011223": "Small Maker", "001122334": "Tiny Maker"}


def test_the_mac_registry_from_ieee(store: Store, folder: Path) -> None:
    cid = made.MA_M.replace(b"MA-M,0011223", b"CID,0A1122")
    write(folder, large=made.MA_L, medium=made.MA_M, small=made.MA_S, company=cid)
    from_folder(store, folder, "x")
    assert mac_registry(store) == REGISTRY | {"001122": "IEEE Registration Authority"}


def test_the_mac_registry_from_wireshark(store: Store, folder: Path) -> None:
    write(folder, manuf=made.MANUF)
    from_folder(store, folder, "x")
    assert mac_registry(store) == REGISTRY


def test_watchlists(store: Store, folder: Path) -> None:
    write(folder, **{"fcc.csv": made.FCC, "ndaa.csv": made.NDAA, "own.toml": made.OWN_LIST})
    write(folder, **{"Our Partners.csv": made.NDAA.replace(b"Section 889 of some Act", b"Another programme")})
    report = from_folder(store, folder, "x")
    assert report.problems == []
    found = listed(store)
    assert [(e.text, str(e.from_date), str(e.changed)) for e in found["fcc-covered-list"]] == [
        ('Video equipment produced by Acme "Cams", and others.', "2025-12-22", "2026-01-07"),
        ("Routers made by Nobody.", "2021-03-12", "2021-03-12"),
    ]
    (act,) = found["ndaa-889"]
    assert (act.text, str(act.from_date), act.source) == (
        "Acme Cameras",
        "2018-08-13",
        "https://example.org/act",
    )
    assert list(found) == ["Our_Partners", "fcc-covered-list", "ndaa-889"]
    assert [path.read_bytes() for path in own_lists(store)] == [made.OWN_LIST]
    assert report.pulled[0].records == 2 + 1 + 1 + 2


def test_a_list_that_no_assessment_could_use_is_not_stored(store: Store, folder: Path) -> None:
    """One that names a maker nobody knows would stop every run from then on."""
    write(folder, **{"fcc.csv": made.FCC, "own.toml": made.OWN_LIST.replace(b"Hikvision", b"Hik Vison")})
    report = from_folder(store, folder, "x")
    assert [p.where for p in report.problems] == ["own.toml"]
    assert "Hik Vison" in report.problems[0].what
    assert own_lists(store) == []


def test_an_unreadable_date_keeps_the_entry_and_is_told(store: Store, folder: Path) -> None:
    write(folder, **{"fcc.csv": made.FCC.replace(b"March 12, 2021", b"Marzo 12, 2021")})
    report = from_folder(store, folder, "x")
    assert ["Marzo" in problem.what for problem in report.problems] == [True]
    entry: ListedEntry = listed(store)["fcc-covered-list"][1]
    assert (entry.text, entry.from_date) == ("Routers made by Nobody.", None)


def test_nothing_to_read_is_an_error_that_says_what_to_do(store: Store, folder: Path) -> None:
    with pytest.raises(FeedError, match="Nothing in") as caught:
        from_folder(store, folder, "x")
    assert "feeds status" in caught.value.mend
    with pytest.raises(FeedError, match="There is no"):
        from_folder(store, folder / "none", "x")


def test_links_and_hidden_files_are_not_followed(store: Store, folder: Path, tmp_path: Path) -> None:
    write(tmp_path, outside=made.kev())
    (folder / "link").symlink_to(tmp_path / "outside")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    write(folder, **{".hidden": made.kev(), "epss": made.EPSS})
    report = from_folder(store, folder, "x")
    assert [held.feed for held in report.pulled] == ["epss"]
    assert {passed.where for passed in report.ignored} == {"link", "loop"}
    assert all("links are not followed" in passed.what for passed in report.ignored)


def test_folders_are_looked_into_but_not_for_ever(store: Store, folder: Path) -> None:
    deep = folder.joinpath(*"abcdef")
    deeper = deep / "g"
    deeper.mkdir(parents=True)
    write(deep, kev=made.kev())
    write(deeper, epss=made.EPSS)
    report = from_folder(store, folder, "x")
    assert [held.feed for held in report.pulled] == ["kev"]
    assert [(passed.where, passed.what) for passed in report.ignored] == [
        ("a/b/c/d/e/f", "folders too deep to look into")
    ]


def test_an_unreadable_file_is_told(store: Store, folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    write(folder, kev=made.kev(), epss=made.EPSS)
    (folder / "kev").chmod(0)
    report = from_folder(store, folder, "x")
    assert "cannot be read" in report.problems[0].what


def test_a_pull_leaves_no_scaffolding(store: Store, folder: Path) -> None:
    write(folder, kev=made.kev(), bad=made.csaf("A")[:-3])
    from_folder(store, folder, "x")
    shutil.rmtree(folder)
    assert [path.name for path in store.folder.iterdir()] == ["kev"]
    assert len(list((store.folder / "kev").iterdir())) == 2

"""The shipped facts about concerns hold together: dates, sources, makers that exist, bounds that read."""

import json
import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from custodes import packs
from custodes.register.versions import exactly, interval, readings
from custodes.register.versions.reading import Reading, place
from custodes.register.versions.tracks import track_interval, tracks

KEV = Path(__file__).parents[3].parent / "shared" / "data" / "kev" / "known_exploited_vulnerabilities.json"
TECHNOLOGIES = {
    "cctv_external",
    "cctv_internal",
    "anpr",
    "body_worn",
    "drone",
    "helicopter",
    "facial_recognition",
}
LIST_KEYS = {"id", "title", "issuer", "basis", "source", "published", "about", "binds", "affiliates"}
ITEM_KEYS = {"id", "from", "to", "basis", "technologies", "uses", "source", "note"}
MAKERS = {row["maker"] for row in packs.table("makers")}

Item = dict[str, Any]


def lists() -> list[Item]:
    folder = files("custodes.packs") / "watchlists"
    return [
        tomllib.loads(f.read_text(encoding="utf-8")) for f in folder.iterdir() if f.name.endswith(".toml")
    ]


def listed(id_: str) -> Item:
    return next(found for found in lists() if found["id"] == id_)


LISTS = lists()


@pytest.mark.parametrize("watchlist", LISTS, ids=[found["id"] for found in LISTS])
def test_a_watchlist_says_who_what_when_and_where(watchlist: Item) -> None:
    assert watchlist.keys() >= LIST_KEYS
    assert watchlist["basis"] in {"security", "ethical", "legal"}
    assert watchlist["source"].startswith("https://")
    assert type(watchlist["published"]) is date
    items = watchlist.get("entry", []) + watchlist.get("criterion", [])
    assert len({item["id"] for item in items}) == len(items) > 0
    for item in items:
        assert type(item["from"]) is date
        assert item["from"] >= watchlist["published"]
        assert set(item.get("technologies", [])) <= TECHNOLOGIES
        assert item.get("source", "https://").startswith("https://")


@pytest.mark.parametrize("watchlist", LISTS, ids=[found["id"] for found in LISTS])
def test_entries_name_known_makers_and_criteria_a_property(watchlist: Item) -> None:
    for entry in watchlist.get("entry", []):
        assert entry["maker"] in MAKERS
        assert entry.keys() <= ITEM_KEYS | {"maker"}
    for criterion in watchlist.get("criterion", []):
        assert criterion["property"] == "country"
        assert ("values" in criterion) != ("values_not" in criterion)
        codes = criterion.get("values", []) + criterion.get("values_not", [])
        assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)


def test_the_lists_are_told_apart() -> None:
    survey = {entry["maker"]: entry for entry in listed("survey-2022")["entry"]}
    assert survey.keys() == {"Dahua Technology", "Hikvision", "Honeywell", "Huawei", "NUUO", "DJI"}
    assert survey["DJI"]["technologies"] == ["drone"]
    named_by_law = {entry["maker"] for entry in listed("ndaa-889")["entry"]}
    assert named_by_law == {"Huawei", "ZTE", "Hytera", "Hikvision", "Dahua Technology"}
    assert "entry" not in listed("cabinet-office-2022")  # it names no company
    assert listed("cabinet-office-2022")["site_classes"] == ["sensitive"]


def test_the_covered_list_grew_in_december_2025() -> None:
    covered = {entry["maker"]: entry["from"] for entry in listed("fcc-covered-list")["entry"]}
    assert covered["Hikvision"] == date(2021, 3, 12)
    assert covered["DJI"] == covered["Autel Robotics"] == date(2025, 12, 22)


ADVISORIES = {row["advisory"]: row for row in packs.table("advisories")}
SUPPLEMENTS = packs.table("supplements")


def test_every_advisory_is_dated_scored_and_cited() -> None:
    assert len(ADVISORIES) == len(packs.table("advisories"))
    for row in ADVISORIES.values():
        assert re.fullmatch(r"CVE-\d{4}-\d{4,6}", row["advisory"])
        assert date.fromisoformat(row["published"]) < date(2026, 1, 1)
        assert row["source"].startswith("https://")
        assert row["title"]
        score = float(row["cvss"] or 0)
        rating = next(
            name
            for least, name in ((9, "critical"), (7, "high"), (4, "medium"), (0, "low"))
            if score >= least
        )
        assert row["severity"] == (rating if row["cvss"] else "")


@pytest.mark.skipif(
    not KEV.exists(), reason="the catalogue of exploited vulnerabilities is not beside this repository"
)
def test_exploited_since_agrees_with_the_catalogue() -> None:
    entries = json.loads(KEV.read_text(encoding="utf-8"))["vulnerabilities"]
    added = {entry["cveID"]: entry["dateAdded"] for entry in entries}
    assert {id_: row["kev_added"] for id_, row in ADVISORIES.items()} == {
        id_: added.get(id_, "") for id_ in ADVISORIES
    }
    assert sum(1 for row in ADVISORIES.values() if row["kev_added"]) >= 15


@pytest.mark.parametrize("row", SUPPLEMENTS, ids=[f"{r['advisory']}-{r['product']}" for r in SUPPLEMENTS])
def test_every_supplement_reads(row: dict[str, str]) -> None:
    assert row["advisory"] in ADVISORIES
    assert row["maker"] in MAKERS
    assert row["status"] in {"affected", "unaffected"}
    assert row["source"].startswith("https://")
    assert (row["low_inclusive"] in {"yes", "no"}) == bool(row["low"])
    assert (row["high_inclusive"] in {"yes", "no"}) == bool(row["high"])
    if row["low"] or row["high"]:
        span = interval_of(row)
        assert span is not None
        assert not span.scheme.startswith("text:")


def interval_of(row: dict[str, str]) -> Any:
    return interval(
        row["maker"],
        low=row["low"] or None,
        low_inclusive=row["low_inclusive"] == "yes",
        high=row["high"] or None,
        high_inclusive=row["high_inclusive"] == "yes",
    )


def affected(advisory: str, product: str, firmware: str) -> bool:
    """Whether the rows of one product say so, reading nothing into what cannot be compared."""
    rows = [r for r in SUPPLEMENTS if r["advisory"] == advisory and r["product"] == product]
    assert rows, f"no rows for {product}"
    return any(inside(interval_of(row), readings(row["maker"], firmware)) for row in rows)


def inside(span: Any, found: tuple[Reading, ...]) -> bool:
    return any(place(reading, span) == "inside" for reading in found if reading.scheme == span.scheme)


@pytest.mark.parametrize(
    ("advisory", "product", "firmware", "expected"),
    [
        ("CVE-2021-36260", "DS-2CD2186G2-ISU", "V5.5.800 build 210115", True),
        ("CVE-2021-36260", "DS-2CD2186G2-ISU", "V5.5.800 build 210625", False),
        ("CVE-2021-36260", "DS-2CD2143G2-I(S)", "V5.5.800_210507", True),
        ("CVE-2021-36260", "DS-2DF8242IX-AELW(T3)", "V5.5.41 build 200911", True),
        ("CVE-2021-36260", "DS-7616NI-Q2", "V4.30.216 build 210305", True),
        ("CVE-2021-36260", "DS-7616NI-Q2", "V4.31.102 build 210918", False),
        ("CVE-2017-7921", "DS-2CD2032-I", "V5.3.0 build 150513", True),
        ("CVE-2017-7921", "DS-2CD2xx2F-I*", "V5.4.0 build 160530", True),
        ("CVE-2017-7921", "DS-2CD2xx2F-I*", "V5.4.5 build 170124", False),
        ("CVE-2017-7921", "DS-2CD2332-I", "V5.1.0 build 131202", False),
        ("CVE-2016-7834", "SNC-CH115", "1.85.00", True),
        ("CVE-2016-7834", "SNC-CH115", "1.86.00", False),
        ("CVE-2016-7834", "SNC-VB630", "2.7.0", True),
        ("CVE-2016-7834", "SNC-VB630", "2.7.2", False),
        ("CVE-2021-33044", "IPC-HX3XXX", "2.800.0000000.27.R, build: 2021-03-01", True),
        ("CVE-2021-33044", "IPC-HX3XXX", "2.800.0000000.29.R.210630", False),
        ("CVE-2021-31986", "axis_os", "9.80.2.2", True),
        ("CVE-2021-31986", "axis_os", "9.80.3.5", False),
        ("CVE-2021-31986", "axis_os", "10.6.0", True),
        ("CVE-2021-31986", "axis_os", "8.45.1", True),
        ("CVE-2021-31986", "axis_os", "6.50.5.5", False),
        ("CVE-2021-31986", "axis_os", "10.12.182", False),
        ("CVE-2020-25078", "DCS-2530L", "v1.04.02", True),
        ("CVE-2020-25078", "DCS-2670L", "2.02", True),
        ("CVE-2023-28808", "DS-A71024", "V2.3.8-10", False),
        ("CVE-2023-6951", "Mavic 3 Enterprise", "v07.01.10.02", True),
        ("CVE-2023-6951", "Mavic 3 Classic", "v01.00.0500", False),
        ("CVE-2019-3948", "NVR4XXX-4KS2", "V3.216.0000006.0.R, build 2019-06-20", False),
        ("CVE-2021-23847", "cpp6", "7.72.0008", True),
        ("CVE-2021-23847", "cpp6", "7.62.0005", False),
    ],
)
def test_known_devices(advisory: str, product: str, firmware: str, expected: bool) -> None:
    assert affected(advisory, product, firmware) is expected


def test_every_version_is_said_by_leaving_both_bounds_out() -> None:
    unbounded = {row["advisory"] for row in SUPPLEMENTS if not row["low"] and not row["high"]}
    assert unbounded == {"CVE-2024-6047", "CVE-2024-11120", "CVE-2025-1316"}


@pytest.mark.parametrize(
    ("maker", "model", "platform"),
    [
        ("Axis Communications", "P3245-LV", "axis_os"),
        ("Axis Communications", "AXIS Q1615 Mk III", "axis_os"),
        ("Axis Communications", "M1025", "axis_os"),
        ("Axis Communications", "A1001", ""),
        ("Axis Communications", "S1116", ""),
        ("Bosch Security Systems", "DINION HD 720p", ""),
    ],
)
def test_platforms(maker: str, model: str, platform: str) -> None:
    rows = [row for row in packs.table("platforms") if row["maker"] == maker]
    listed = [row for row in rows if row["model_pattern"]]
    found = {row["platform"] for row in listed if re.search(row["model_pattern"], model.upper())}
    assert found == ({platform} if platform else set())
    assert all("https://" in row["source"] for row in rows)


def test_tracks_read_and_their_makers_exist() -> None:
    for maker in {row["maker"] for row in packs.table("tracks")}:
        assert maker in MAKERS
        for track in tracks(maker):
            span = exactly(maker, track.prefix + ".1")
            assert span
            assert track_interval(maker, track).scheme == span.scheme

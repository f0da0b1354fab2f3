"""Packs and pulled feeds compiled into claims: what is in, what the cache gives back, what was known on a day."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import feed_files as made
import pytest

from custodes import packs
from custodes.concerns.feeds import pull
from custodes.concerns.feeds.store import Store, open_store
from custodes.concerns.knowledge import ADVISORIES, CLAIMS, Knowledge, compile_all, load

EARLY, LATE, CSAF_ONLY = "CVE-2025-0001", "CVE-2025-0002", "CVE-2025-0003"
SHIPPED = "CVE-2021-36260"


def configuration(product: str, **bounds: str) -> dict[str, Any]:
    match = {"vulnerable": True, "criteria": f"cpe:2.3:o:dlink:{product}_firmware:*:*:*:*:*:*:*:*", **bounds}
    return {"nodes": [{"operator": "OR", "cpeMatch": [match]}]}


def nvd_record(cve: str, published: str, product: str, **bounds: str) -> dict[str, Any]:
    return made.nvd(
        cve, published=f"{published}T00:00:00.000", configurations=[configuration(product, **bounds)]
    )


def csaf_document() -> bytes:
    """An advisory about one product and one version."""
    document = json.loads(made.csaf("ACME-1"))
    leaf = {"category": "product_version", "name": "3.0", "product": {"name": "P", "product_id": "P"}}
    product = {"category": "product_name", "name": "DCS-300", "branches": [leaf]}
    document["product_tree"] = {"branches": [{"category": "vendor", "name": "D-Link", "branches": [product]}]}
    document["document"]["title"] = "A flaw in DCS-300"
    document["document"]["tracking"]["initial_release_date"] = "2025-05-05T00:00:00Z"
    document["vulnerabilities"] = [{"cve": CSAF_ONLY, "product_status": {"known_affected": ["P"]}}]
    return json.dumps(document).encode()


def cve5_record() -> bytes:
    """The assigner's word on the later advisory."""
    record = json.loads(made.cve5(LATE))
    version = {"version": "0", "status": "affected", "lessThan": "2.5"}
    record["containers"]["cna"] = {
        "affected": [{"vendor": "D-Link", "product": "DCS-200", "versions": [version]}],
        "descriptions": [{"lang": "en", "value": "DCS-200 before 2.5 lets anyone in."}],
    }
    return json.dumps(record).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small feeds of every kind that advisories come from."""
    place = tmp_path_factory.mktemp("feeds")
    records = [
        nvd_record(EARLY, "2025-02-01", "dcs-100", versionEndExcluding="1.5"),
        nvd_record(LATE, "2025-08-01", "dcs-200", versionEndExcluding="2.0"),
        nvd_record(SHIPPED, "2021-09-22", "dcs-100", versionEndExcluding="9.9"),
        nvd_record("CVE-2025-0009", "2025-02-01", "nothing") | {"configurations": []},
    ]
    for name, content in {
        "nvd.json": made.nvd_page(records),
        "cve5.json": cve5_record(),
        "csaf.json": csaf_document(),
        "kev.json": made.kev("2026.02.20", EARLY),
        "epss.csv": made.EPSS,
    }.items():
        (place / name).write_bytes(content)
    return place


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Store:
    found = open_store(tmp_path / "feeds")
    report = pull.from_folder(found, folder, str(folder))
    assert not report.problems
    return found


def about(knowledge: Knowledge, advisory: str) -> dict[str, Any]:
    row: dict[str, Any]
    (row,) = (row for row in knowledge.advisories.to_pylist() if row["advisory"] == advisory)
    return row


def claimed(knowledge: Knowledge, advisory: str) -> set[tuple[str, str, str, str]]:
    rows = knowledge.claims.to_pylist()
    return {(r["maker"], r["product"], r["source"], r["says"]) for r in rows if r["advisory"] == advisory}


def test_the_packs_alone(tmp_path: Path) -> None:
    found = compile_all(open_store(tmp_path / "feeds"))
    assert (found.claims.schema, found.advisories.schema) == (CLAIMS, ADVISORIES)
    shipped = {row["advisory"]: row for row in packs.table("advisories")}
    assert set(found.advisories["advisory"].to_pylist()) == set(shipped)
    assert set(found.claims["source"].to_pylist()) == {"supplement"}
    assert set(found.claims["advisory"].to_pylist()) == {r["advisory"] for r in packs.table("supplements")}
    row = about(found, SHIPPED)
    assert row["kev_added"] == dt.date.fromisoformat(shipped[SHIPPED]["kev_added"])
    assert (row["cvss"], row["epss"], row["url"]) == (
        float(shipped[SHIPPED]["cvss"]),
        None,
        shipped[SHIPPED]["source"],
    )


def test_every_supplement_makes_a_claim_of_its_own_maker(packs_alone: Any) -> None:
    made_claims = {(r["advisory"], r["maker"], r["url"]) for r in packs_alone.knowledge.claims.to_pylist()}
    for row in packs.table("supplements"):
        assert (row["advisory"], row["maker"], row["source"]) in made_claims


def test_every_feed_is_heard_beside_the_packs(store: Store) -> None:
    found = compile_all(store)
    assert claimed(found, EARLY) == {("D-Link", "dcs-100_firmware", "nvd", "versions before 1.5")}
    assert claimed(found, LATE) == {
        ("D-Link", "dcs-200_firmware", "nvd", "versions before 2.0"),
        ("D-Link", "DCS-200", "cna", "versions before 2.5"),
        ("D-Link", "DCS-200", "text", "versions before 2.5"),
    }
    assert ("D-Link", "DCS-300", "csaf", "version 3.0") in claimed(found, CSAF_ONLY)
    assert {source for _, _, source, _ in claimed(found, SHIPPED)} == {"nvd", "supplement"}


def test_exploitation_and_likelihood_come_from_their_feeds(store: Store) -> None:
    found = compile_all(store)
    assert (about(found, EARLY)["kev_added"], about(found, EARLY)["epss"]) == (dt.date(2026, 2, 1), 0.94321)
    assert (about(found, LATE)["kev_added"], about(found, LATE)["epss"]) == (None, 0.00042)
    assert about(found, SHIPPED)["kev_added"], (
        "a catalogue that lacks it does not take back what the pack says"
    )
    assert about(found, CSAF_ONLY)["epss"] is None


def test_an_advisory_told_twice_is_one_with_its_gaps_filled(store: Store) -> None:
    shipped = next(row for row in packs.table("advisories") if row["advisory"] == SHIPPED)
    found = about(compile_all(store), SHIPPED)
    assert found["title"] == "A flaw in a made-up camera (CVE-2021-36260)."
    assert found["cvss"] == float(shipped["cvss"])


def test_every_claim_is_about_an_advisory_that_is_described(store: Store) -> None:
    found = compile_all(store)
    named = found.advisories["advisory"].to_pylist()
    assert len(set(named)) == len(named)
    assert set(found.claims["advisory"].to_pylist()) <= set(named)


def test_what_is_kept_is_what_was_compiled(store: Store) -> None:
    first, again = load(store), load(store)
    fresh = compile_all(store, first.edition)
    assert first == again == fresh
    (kept,) = (store.folder / "compiled").iterdir()
    assert kept.name == first.edition
    assert {f.name for f in kept.iterdir()} == {"claims.parquet", "advisories.parquet"}


def test_an_interrupted_compilation_is_done_again(store: Store) -> None:
    whole = load(store)
    kept = store.folder / "compiled" / whole.edition
    (kept / "claims.parquet").rename(kept / "claims.partial")
    (kept / "advisories.parquet").write_bytes(b"")
    assert load(store) == whole


def test_the_same_sources_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    def bytes_of(name: str) -> dict[str, bytes]:
        store = open_store(tmp_path / name)
        pull.from_folder(store, folder, name)
        edition = load(store).edition
        files = (store.folder / "compiled" / edition).iterdir()
        return {f"{edition}/{file.name}": file.read_bytes() for file in sorted(files)}

    assert bytes_of("one") == bytes_of("two")


def test_a_changed_feed_is_another_edition(store: Store, tmp_path: Path) -> None:
    before = load(store)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "kev.json").write_bytes(made.kev("2026.02.28", LATE))
    pull.from_folder(store, tmp_path / "new", "new")
    after = load(store)
    assert after.edition != before.edition
    assert about(after, LATE)["kev_added"] == dt.date(2026, 2, 1)
    assert about(after, EARLY)["kev_added"] is None


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2025-01-31", set()),
        ("2025-02-01", {EARLY}),
        ("2025-07-31", {EARLY, CSAF_ONLY}),
        ("2025-08-01", {EARLY, LATE, CSAF_ONLY}),
    ],
)
def test_later_advisories_are_not_known_yet(store: Store, day: str, known: set[str]) -> None:
    found = load(store).as_of(dt.date.fromisoformat(day))
    assert set(found.advisories["advisory"].to_pylist()) & {EARLY, LATE, CSAF_ONLY} == known
    assert set(found.claims["advisory"].to_pylist()) & {EARLY, LATE, CSAF_ONLY} == known
    assert SHIPPED in found.claims["advisory"].to_pylist()


def test_later_exploitation_is_not_known_yet(store: Store) -> None:
    known = load(store)
    assert about(known.as_of(dt.date(2026, 1, 31)), EARLY)["kev_added"] is None
    assert about(known.as_of(dt.date(2026, 2, 1)), EARLY)["kev_added"] == dt.date(2026, 2, 1)


def test_scores_of_a_later_day_are_not_known_yet(store: Store) -> None:
    assert about(load(store).as_of(dt.date(2026, 2, 1)), EARLY)["epss"] is None


def test_nothing_was_known_before_anything_was_published(store: Store) -> None:
    found = load(store).as_of(dt.date(1990, 1, 1))
    assert set(found.advisories["published"].to_pylist()) <= {None}
    assert (found.claims.schema, found.advisories.schema) == (CLAIMS, ADVISORIES)


def test_a_damaged_compilation_is_made_again(store: Store) -> None:
    """Another run may be writing it at this moment, or have been stopped while it did."""
    before = load(store)
    (kept,) = (store.folder / "compiled").glob("*/claims.parquet")
    kept.write_bytes(b"PAR1 cut short")
    assert load(store).claims.equals(before.claims)
    assert load(store).claims.equals(before.claims)

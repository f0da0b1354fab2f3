"""From small lists to findings: every row accounted for, every finding reasoned, nothing unknown called clean."""

import csv
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_estates import Row, assessed, by_row, knowledge, said, write_csv, write_xlsx

from custodes import packs
from custodes.assessment import Assessment, Sources, assess, sources, summary_sources
from custodes.concerns.feeds import pull
from custodes.concerns.feeds.store import open_store
from custodes.concerns.index import Index
from custodes.concerns.matching import says_which
from custodes.concerns.products import MIN_TRUNCATED
from custodes.concerns.products import model as model_of
from custodes.concerns.watchlists import shipped
from custodes.evidence.intake import take_in

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "outputs.md").read_text(encoding="utf-8")
OWN_CASES = Path(__file__).parents[1] / "spec" / "own_match_cases.csv"

LIST: list[dict[str, str]] = [
    {"brand": "HIK vision", "model": "DS-2CD2186G2-ISU", "firmware": "V5.5.800 build 210115", "technology": "CCTV external", "site class": "sensitive"},
    {"brand": "Hikvision", "model": "DS-2CD2186G2-ISU", "firmware": ""},
    {"brand": "Honeywell", "model": "HBW2PER1", "firmware": "1.000.HW01.3"},
    {"brand": "Axis", "model": "P3245-LV", "firmware": "9.80.2.2", "quantity": "12"},
    {"brand": "Axis", "model": "P3245-LV", "firmware": "9.80.3.5"},
    {"brand": "various", "model": ""},
    {"brand": "Canon Street depot"},
    {"mac": "44:19:B6:01:02:03", "serial": "00012"},
    {"brand": "Axon", "model": "Body 3", "technology": "body worn"},
    {"brand": "Hikvision / Dahua", "model": "IPC-HDW1431T1-S4"},
    {"brand": "TP-Link", "model": "Tapo C200 V3", "firmware": "1.1.15 Build 211130 Rel.15378n"},
    {"brand": "Swann", "model": "SWNHD-887", "firmware": "1.0"},
]  # fmt: skip


@pytest.fixture(scope="module")
def everything(shared: Path, tmp_path_factory: pytest.TempPathFactory, packs_alone: Sources) -> Sources:
    """Packs and the real records beside the repository."""
    store = open_store(tmp_path_factory.mktemp("pulled") / "feeds")
    pull.from_folder(store, shared / "data", "shared")
    return sources(store, packs_alone.as_of)


@pytest.fixture(scope="module")
def found(packs_alone: Sources, tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return assessed(tmp_path_factory.mktemp("estate"), LIST, packs_alone)


def named(heading: str) -> list[str]:
    """What stands in backticks in the first column of the table under a heading of the reference."""
    part = re.split(r"^#+ ", REFERENCE.split(f"# `{heading}`\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    cells = [line.split("|")[1] for line in part.splitlines() if line.startswith("|")]
    return re.findall(r"`(\w+)`", " ".join(cells))


def test_columns_are_those_of_the_reference(found: Assessment) -> None:
    assert set(found.identifications.column_names) == set(named("identifications.csv"))
    assert found.findings.column_names == named("findings.csv")
    first = [
        "row",
        "body",
        "system",
        "brand_as_given",
        "model_as_given",
        "firmware_as_given",
        "maker",
        "status",
    ]
    assert found.identifications.column_names[:8] == first


def test_every_row_is_identified_once_and_in_order(tmp_path: Path, packs_alone: Sources) -> None:
    files = [write_csv(tmp_path / "one.csv", LIST), write_xlsx(tmp_path / "two.xlsx", LIST[:4])]
    intake = take_in(files)
    found = assess(intake.table, packs_alone)
    rows = found.identifications.to_pylist()
    assert [r["row"] for r in rows] == intake.table["row"].to_pylist()
    assert len(rows) == sum(f.rows_accepted for f in intake.files) == len(LIST) + 4
    for given_row, row in zip([*LIST, *LIST[:4]], rows, strict=True):
        for column in ("brand", "model", "firmware"):
            assert row[f"{column}_as_given"] == given_row.get(column, "")
    assert Counter(r["file"] for r in rows) == {"one.csv": len(LIST), "two.xlsx": 4}


def test_the_same_row_in_another_file_has_the_same_findings(tmp_path: Path, packs_alone: Sources) -> None:
    files = [write_csv(tmp_path / "one.csv", LIST), write_xlsx(tmp_path / "two.xlsx", LIST)]
    rows = by_row(assess(take_in(files).table, packs_alone))
    for number in range(1, len(LIST) + 1):
        one, two = ({k: f | {"row": 0} for k, f in rows[n].items()} for n in (number, number + len(LIST)))
        assert one == two


def test_findings_are_in_order_and_about_rows_there_are(found: Assessment) -> None:
    keys = [(f["row"], f["kind"] == "vulnerability", f["concern"]) for f in found.findings.to_pylist()]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert {row for row, *_ in keys} <= set(found.identifications["row"].to_pylist())


def test_every_finding_says_why_and_where(found: Assessment) -> None:
    for finding in found.findings.to_pylist():
        assert finding["verdict"] in {"affected", "unknown", "not_affected"}
        assert finding["reasons"].strip().endswith(".")
        assert "None" not in finding["reasons"]
        assert finding["source"].startswith("https://")
        assert all(finding[column] for column in ("basis", "title", "concern"))


def test_every_identification_says_why(found: Assessment) -> None:
    for row in found.identifications.to_pylist():
        assert row["reasons"].strip()
        assert bool(row["maker"]) == (row["status"] == "identified")
        assert 0 <= row["confidence"] <= 1
        assert row["coverage"] in {"covered", "not_covered", "not_identified"}


def test_who_made_it_and_who_is_on_the_label(found: Assessment) -> None:
    rows = {r["row"]: r for r in found.identifications.to_pylist()}
    assert (rows[1]["maker"], rows[1]["brand"], rows[1]["made_by"]) == ("Hikvision", "Hikvision", "")
    assert (rows[3]["brand"], rows[3]["made_by"]) == ("Honeywell", "Dahua Technology")
    assert rows[8]["maker"] == "Hikvision"
    assert rows[12]["made_by"].startswith("possibly ")


def test_coverage_tells_clean_from_not_looked_up(found: Assessment) -> None:
    coverage = {r["row"]: r["coverage"] for r in found.identifications.to_pylist()}
    assert coverage[5] == "covered"
    assert coverage[9] == "not_covered"
    assert coverage[6] == coverage[7] == coverage[8] == "not_identified"


def test_a_missing_version_is_unknown_and_stops_nothing(found: Assessment) -> None:
    rows = by_row(found)
    verdicts = [rows[n]["CVE-2021-36260"]["verdict"] for n in (1, 2)]
    assert verdicts == ["affected", "unknown"]
    assert "No firmware version was recorded" in rows[2]["CVE-2021-36260"]["reasons"]


def test_a_maker_nobody_knows_is_unknown_on_each_list(found: Assessment) -> None:
    rows = by_row(found)
    statuses = {r["row"]: r["status"] for r in found.identifications.to_pylist()}
    nobody = [row for row, status in statuses.items() if status in ("not_an_answer", "unknown")]
    assert set(nobody) >= {6, 7}
    for row in nobody:
        assert {c: f["verdict"] for c, f in rows[row].items()} == {w.id: "unknown" for w in shipped()}


def test_a_device_with_its_mac_alone_may_have_any_flaw_of_its_maker(found: Assessment) -> None:
    flaws = {c: f for c, f in by_row(found)[8].items() if f["kind"] == "vulnerability"}
    assert "CVE-2021-36260" in flaws
    assert {(f["verdict"], f["basis"]) for f in flaws.values()} == {("unknown", "product not known")}


def test_what_the_lists_ask_of_the_place_is_asked(found: Assessment) -> None:
    rows = by_row(found)
    sensitive = "cabinet-office-2022/prc-national-intelligence-law"
    assert [rows[n][sensitive]["verdict"] for n in (1, 2)] == ["affected", "unknown"]


def test_an_empty_list_has_no_findings(tmp_path: Path, packs_alone: Sources) -> None:
    table = take_in([write_csv(tmp_path / "one.csv", LIST)]).table.slice(0, 0)
    found = assess(table, packs_alone)
    assert (found.identifications.num_rows, found.findings.num_rows) == (0, 0)
    assert found.findings.column_names == named("findings.csv")


def test_no_knowledge_is_not_covered_and_never_clean(tmp_path: Path, packs_alone: Sources) -> None:
    ignorant = packs_alone._replace(knowledge=knowledge([]), lists=())
    found = assessed(tmp_path, LIST, ignorant)
    assert found.findings.num_rows == 0
    assert "covered" not in found.identifications["coverage"].to_pylist()


def test_as_of_reaches_lists_and_advisories(tmp_path: Path, packs_alone: Sources) -> None:
    store = open_store(tmp_path / "feeds")
    early = sources(store, packs_alone.as_of.replace(year=2019))
    then = assessed(tmp_path, LIST, early)
    assert "CVE-2021-36260" not in by_row(then)[1]
    assert {c.split("/")[0] for c in by_row(then)[6]} == {"ndaa-889"}


def test_the_summary_names_what_it_rests_on(packs_alone: Sources) -> None:
    about = summary_sources(packs_alone)
    assert (about["as_of"], about["packs"]) == (packs_alone.as_of.isoformat(), packs.edition())
    assert about["advisories"] == len(packs.table("advisories"))
    assert {w["id"] for w in about["watchlists"]} == {w.id for w in shipped()}


def test_a_quantity_changes_no_finding(tmp_path: Path, packs_alone: Sources) -> None:
    rows = [LIST[0] | {"quantity": n} for n in ("1", "250", "approx 40", "0", "")]
    found = by_row(assessed(tmp_path, rows, packs_alone))
    assert len({tuple((c, f["verdict"]) for c, f in row.items()) for row in found.values()}) == 1


def test_products_made_up_by_a_feed_are_joined_by_number(tmp_path: Path, packs_alone: Sources) -> None:
    """A version is asked once, however many rows and clues have it."""
    known = knowledge([said(high="2.0"), said("DCS-200", "CVE-2020-0002", high="3.0")])
    devices = [
        {"brand": brand, "model": model, "firmware": firmware}
        for brand in ("D-Link", "DLINK", "d link")
        for model in ("DCS-100", "dcs 100", "DCS-200")
        for firmware in ("1.0", "2.5", "")
    ]
    found = by_row(assessed(tmp_path, devices, packs_alone._replace(knowledge=known, lists=())))
    expected = {"1.0": "affected", "2.5": "not_affected", "": "unknown"}
    for number, device in enumerate(devices, 1):
        cve = "CVE-2020-0002" if device["model"] == "DCS-200" else "CVE-2020-0001"
        verdict = (
            "affected"
            if (cve, device["firmware"]) == ("CVE-2020-0002", "2.5")
            else expected[device["firmware"]]
        )
        assert {c: f["verdict"] for c, f in found[number].items()} == {cve: verdict}


# what is typed around a row changes nothing about it

NOTHING_SAID = [
    {"brand": "various"},
    {"brand": "n/a", "model": "-"},
    {"brand": "see installer", "firmware": "1.0"},
    {"site": "Depot"},
    {"brand": "Unknown", "quantity": "3"},
]
Known = dict[str, tuple[Any, ...]]


def known_by_system(given_sources: Sources, order: tuple[int, ...] | None, columns: tuple[str, ...]) -> Known:
    """Identification and findings of each row of `LIST` by its `system`, for one way of arranging them."""
    wanted = [LIST[n] | {"system": f"row {n}"} for n in range(len(LIST))]
    rows: list[Row] = [wanted[n] if n >= 0 else NOTHING_SAID[n] for n in order or range(len(LIST))]
    arranged = [{c: row.get(c, "") for c in columns} for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        result = assessed(Path(folder), arranged, given_sources)
    findings = by_row(result)
    return {
        row["system"]: (
            {k: v for k, v in row.items() if k not in ("row", "line")},
            {c: f | {"row": 0} for c, f in findings[row["row"]].items()},
        )
        for row in result.identifications.to_pylist()
        if row["system"]
    }


ALL_COLUMNS = tuple(dict.fromkeys(["system", "site", *(c for row in LIST for c in row)]))


@pytest.fixture(scope="module")
def plain(packs_alone: Sources) -> Known:
    """The list as it stands."""
    known = known_by_system(packs_alone, None, ALL_COLUMNS)
    assert len(known) == len(LIST)
    return known


@settings(max_examples=12)
@given(
    st.permutations([*range(len(LIST)), *range(-len(NOTHING_SAID), 0)]),
    st.permutations(ALL_COLUMNS),
)
def test_order_and_rows_that_say_nothing_change_no_other_row(
    packs_alone: Sources, plain: Known, order: list[int], columns: list[str]
) -> None:
    assert known_by_system(packs_alone, tuple(order), tuple(columns)) == plain


# knowing less never makes clean


def pool(given_sources: Sources, most: int) -> list[tuple[str, str, str]]:
    """(brand, model, firmware) at and round the bounds of what is known, and the labelled cases."""
    chance = random.Random(889)
    rows: set[tuple[str, str, str]] = set()
    for claim in given_sources.knowledge.claims.select(["maker", "product", "says"]).to_pylist():
        model = re.sub(r"\\|_firmware$", "", claim["product"])
        model = re.sub(r"[xX](?=[xX\d-]|$)|(?<=\d)[xX]", lambda _: chance.choice("0124"), model).rstrip("*")
        for bound in re.findall(
            r"(?:before|including|version|from|after) (\S.*?)(?= before| up to|$)", claim["says"]
        ):
            rows.add((claim["maker"], model.upper(), bound))
    with OWN_CASES.open(encoding="utf-8", newline="") as lines:
        cases = [(c["vendor"], c["model"], c["firmware"]) for c in csv.DictReader(lines)]
    return [*cases, *chance.sample(sorted(rows), min(most, len(rows)))]


def shortened(model: str) -> Iterator[str]:
    """The model up to each of its separators."""
    yield from (model[: m.start()] for m in re.finditer(r"(?<=\w)[\s_/-]", model))


Device = tuple[str, str, str]


def losses(given_sources: Sources, pairs: list[tuple[Device, Device]]) -> list[str]:
    """Where something is said of the first device of a pair and the second comes out clean of it.

    Clean is a verdict of not affected, and also silence about a product that counts as covered.
    """
    devices = list(dict.fromkeys(device for pair in pairs for device in pair))
    rows = [
        dict(zip(("system", "brand", "model", "firmware"), (str(n), *d), strict=True))
        for n, d in enumerate(devices)
    ]
    with tempfile.TemporaryDirectory() as folder:
        result = assessed(Path(folder), rows, given_sources)
    findings = by_row(result)
    numbered = {
        devices[int(row["system"])]: (findings[row["row"]], row["coverage"])
        for row in result.identifications.select(["row", "system", "coverage"]).to_pylist()
    }
    return [
        f"{more} {finding['verdict']} by {concern}, {less} clean{'' if concern in numbered[less][0] else ' (silent)'}"
        for more, less in pairs
        if more in numbered and less in numbered
        for concern, finding in numbered[more][0].items()
        if finding["kind"] == "vulnerability" and finding["verdict"] != "not_affected"
        if _is_clean(concern, *numbered[less])
    ]


def _is_clean(concern: str, findings: dict[str, Any], coverage: str) -> bool:
    return findings[concern]["verdict"] == "not_affected" if concern in findings else coverage == "covered"


@pytest.fixture(scope="module", params=["packs_alone", "everything"])
def given_sources(request: pytest.FixtureRequest) -> Sources:
    chosen: Sources = request.getfixturevalue(request.param)
    return chosen


def test_leaving_out_the_firmware_never_makes_clean(given_sources: Sources) -> None:
    pairs = [((b, m, f), (b, m, "")) for b, m, f in pool(given_sources, 1500)]
    assert losses(given_sources, pairs) == []


def test_leaving_out_the_model_never_makes_clean(given_sources: Sources) -> None:
    pairs = [((b, m, f), (b, "", f)) for b, m, f in pool(given_sources, 1500)]
    assert losses(given_sources, pairs) == []


def test_leaving_out_the_brand_never_makes_clean_of_what_affects(given_sources: Sources) -> None:
    pairs = [((b, m, f), ("", m, f)) for b, m, f in pool(given_sources, 1500)]
    assert [loss for loss in losses(given_sources, pairs) if " affected by " in loss] == []


@pytest.mark.parametrize("model", ["bullet camera", "PTZ", "camera"])
def test_a_model_that_says_nothing_silences_nothing(given_sources: Sources, model: str) -> None:
    pairs = [((b, "", f), (b, model, f)) for b, m, f in pool(given_sources, 300)]
    assert [loss for loss in losses(given_sources, pairs) if "(silent)" in loss] == []


def test_cutting_a_model_short_never_makes_clean(given_sources: Sources) -> None:
    """Unless what is left is itself the name of another product: then that is what the register says it is."""
    catalogues = Index(given_sources.knowledge).catalogues
    pairs = [
        ((b, m, f), (b, short, f))
        for b, m, f in pool(given_sources, 1500)
        for short in shortened(m)
        if says_which(short) and len(model_of(short, b).squeezed) >= MIN_TRUNCATED and b in catalogues
        if not any(named.certain for named in catalogues[b].find(short))
    ]
    assert losses(given_sources, pairs) == []

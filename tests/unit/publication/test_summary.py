import json
from typing import Any

import made_up_estate
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from custodes.publication.summary import STANDINGS, VERDICTS, counts

DEVICES = made_up_estate.identifications(3000)
FINDINGS = made_up_estate.findings(DEVICES)


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return counts(DEVICES, FINDINGS)


def devices_of(rows: set[int]) -> dict[str, int]:
    """The oracle: plain Python over the rows."""
    quantity = dict(zip(DEVICES["row"].to_pylist(), DEVICES["quantity"].to_pylist(), strict=True))
    return {"devices": sum(quantity[row] for row in rows), "rows": len(rows)}


def rows_where(**wanted: Any) -> set[int]:
    return {f["row"] for f in FINDINGS.to_pylist() if all(f[name] == value for name, value in wanted.items())}


def test_devices_are_the_sum_of_quantity(found: dict[str, Any]) -> None:
    assert found["estate"] == {"devices": pc.sum(DEVICES["quantity"]).as_py(), "rows": 3000}
    assert found["estate"]["devices"] > found["estate"]["rows"]


def test_standings_on_watchlists_are_those_of_a_plain_count(found: dict[str, Any]) -> None:
    affected = rows_where(kind="watchlist", verdict="affected")
    not_identified = {
        d["row"] for d in DEVICES.select(["row", "status"]).to_pylist() if d["status"] != "identified"
    }
    unknown = (rows_where(kind="watchlist", verdict="unknown") | not_identified) - affected
    assert found["watchlists"]["affected"] == devices_of(affected)
    assert found["watchlists"]["unknown"] == devices_of(unknown)


def test_standings_on_vulnerabilities_are_those_of_a_plain_count(found: dict[str, Any]) -> None:
    affected = rows_where(kind="vulnerability", verdict="affected")
    unknown = rows_where(kind="vulnerability", verdict="unknown") - affected
    exploited = rows_where(kind="vulnerability", verdict="affected", exploited=True)
    assert found["vulnerabilities"]["affected"] == devices_of(affected)
    assert found["vulnerabilities"]["unknown"] == devices_of(unknown)
    assert found["exploited"]["affected"] == devices_of(exploited)


def test_one_vulnerability_and_one_list_entry(found: dict[str, Any]) -> None:
    for verdict in VERDICTS:
        rows = rows_where(concern="CVE-2021-36260", verdict=verdict)
        assert found["by_vulnerability"]["CVE-2021-36260"][verdict] == devices_of(rows)
    entry = found["by_entry"]["ndaa-889/hikvision"]["affected"]
    assert entry == devices_of(rows_where(concern="ndaa-889/hikvision", verdict="affected"))


@pytest.mark.parametrize("section", ["by_maker", "by_technology", "by_body"])
def test_the_parts_add_up_to_the_whole(found: dict[str, Any], section: str) -> None:
    for unit in ("devices", "rows"):
        assert sum(part["devices"][unit] for part in found[section].values()) == found["estate"][unit]
        for part in found[section].values():
            for question, answers in (("watchlists", VERDICTS), ("vulnerabilities", STANDINGS)):
                assert sum(part[question][answer][unit] for answer in answers) == part["devices"][unit]


def test_every_list_divides_the_whole_estate(found: dict[str, Any]) -> None:
    for answers in found["by_list"].values():
        assert sum(answer["devices"] for answer in answers.values()) == found["estate"]["devices"]


def one_device(**facts: Any) -> pa.Table:
    plain = made_up_estate.identifications(1).to_pylist()[0]
    return pa.Table.from_pylist([plain | facts])


def one_finding(**facts: Any) -> pa.Table:
    plain = dict.fromkeys(made_up_estate.SCHEMA.names) | {
        "row": 1,
        "exploited": False,
        "inferred": False,
    }
    return pa.Table.from_pylist([plain | facts], made_up_estate.SCHEMA)


NOTHING = made_up_estate.SCHEMA.empty_table()


@pytest.mark.parametrize("status", ["not_an_answer", "unknown"])
def test_a_device_nobody_could_identify_is_never_counted_as_off_a_list(status: str) -> None:
    """Even where no finding says so: the list's only finding is about another device."""
    devices = pa.concat_tables([one_device(status="identified"), one_device(row=2, status=status, maker="")])
    listed = one_finding(kind="watchlist", concern="a-list/x", verdict="affected")
    found = counts(devices, listed)
    assert found["by_list"]["a-list"]["unknown"]["rows"] == 1
    assert found["by_list"]["a-list"]["not_affected"]["rows"] == 0
    assert found["watchlists"]["unknown"]["rows"] == 1


def test_a_device_of_two_possible_makers_stands_on_a_list_as_its_findings_say() -> None:
    devices = pa.concat_tables(
        [one_device(status="identified"), one_device(row=2, status="ambiguous", maker="")]
    )
    listed = one_finding(kind="watchlist", concern="a-list/x", verdict="affected")
    found = counts(devices, listed)["by_list"]["a-list"]
    assert {verdict: count["rows"] for verdict, count in found.items()} == {
        "affected": 1,
        "unknown": 0,
        "not_affected": 1,
    }


@pytest.mark.parametrize("coverage", ["not_covered", "not_identified"])
def test_no_finding_on_a_product_no_source_covers_is_not_clean(coverage: str) -> None:
    found = counts(one_device(coverage=coverage), NOTHING)["vulnerabilities"]
    assert found[coverage]["rows"] == 1
    assert found["not_affected"]["rows"] == 0


def test_what_is_missing_is_told_apart() -> None:
    devices = pa.concat_tables(
        [
            one_device(status="identified", coverage="not_identified"),
            one_device(row=2, status="not_an_answer", maker="", coverage="not_identified"),
            one_device(row=3, status="identified", coverage="covered", firmware_as_given=""),
            one_device(row=4, status="identified", coverage="covered", firmware_as_given="V5.5.82"),
        ]
    )
    unknown = {"kind": "vulnerability", "concern": "CVE-2021-36260", "verdict": "unknown"}
    found = counts(devices, pa.concat_tables([one_finding(row=row, **unknown) for row in (3, 4)]))["gaps"]
    assert {name: count["rows"] for name, count in found.items()} == {"no_maker": 1, "no_model": 1, "no_firmware": 1, "undecided": 1}  # fmt: skip


def test_a_coverage_or_verdict_nobody_defined_is_not_clean() -> None:
    assert counts(one_device(coverage="?"), NOTHING)["vulnerabilities"]["not_affected"]["rows"] == 0
    odd = one_finding(kind="vulnerability", concern="CVE-2021-36260", verdict="?")
    assert counts(one_device(coverage="covered"), odd)["vulnerabilities"]["unknown"]["rows"] == 1


def test_the_worst_of_two_verdicts_on_one_concern_counts() -> None:
    both = pa.concat_tables(
        [
            one_finding(kind="vulnerability", concern="CVE-2021-36260", verdict=v)
            for v in ("not_affected", "affected")
        ]
    )
    found = counts(one_device(coverage="covered"), both)
    assert found["by_vulnerability"]["CVE-2021-36260"]["affected"]["rows"] == 1
    assert found["by_vulnerability"]["CVE-2021-36260"]["not_affected"]["rows"] == 0


def test_a_row_without_a_quantity_counts_once_and_is_owned_up_to() -> None:
    table = one_device()
    table = table.set_column(table.column_names.index("quantity"), "quantity", pa.array([None], pa.int64()))
    found = counts(table, NOTHING)
    assert (found["estate"]["devices"], found["rows_without_quantity"]) == (1, 1)


def test_a_list_that_found_nothing_is_told_from_one_that_was_not_asked() -> None:
    found = counts(one_device(status="identified"), NOTHING, ["asked-list"])["by_list"]
    assert found == {"asked-list": {"affected": {"devices": 0, "rows": 0}, "unknown": {"devices": 0, "rows": 0}, "not_affected": {"devices": 1, "rows": 1}}}  # fmt: skip


def test_an_empty_register_and_no_findings_give_noughts() -> None:
    found = counts(DEVICES.slice(0, 0), NOTHING)
    assert found["estate"] == {"devices": 0, "rows": 0}
    assert found["by_maker"] == {}


def test_counts_are_json_and_the_same_every_time(found: dict[str, Any]) -> None:
    assert json.dumps(counts(DEVICES, FINDINGS)) == json.dumps(found)

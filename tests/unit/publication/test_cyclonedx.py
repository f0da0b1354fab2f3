import json
import time
from pathlib import Path
from typing import Any

import made_up_estate
import pyarrow.compute as pc
import pytest
from bill_of_materials import wrong_with

from custodes.publication.cyclonedx import write_cyclonedx

DEVICES = made_up_estate.identifications(1500)
FINDINGS = made_up_estate.findings(DEVICES)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("bom") / "estate.cdx.json"
    write_cyclonedx(DEVICES, FINDINGS, made_up_estate.SUMMARY, path)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bom(text: str) -> dict[str, Any]:
    return dict(json.loads(text))


def facts(component: dict[str, Any]) -> dict[str, str]:
    return {item["name"].removeprefix("custodes:"): item["value"] for item in component["properties"]}


def test_it_is_valid_by_the_strict_schema(text: str) -> None:
    assert wrong_with(text) is None


def test_an_empty_estate_is_valid_too(tmp_path: Path) -> None:
    write_cyclonedx(DEVICES.slice(0, 0), FINDINGS.slice(0, 0), made_up_estate.SUMMARY, tmp_path / "bom.json")
    empty = (tmp_path / "bom.json").read_text()
    assert wrong_with(empty) is None


@pytest.mark.parametrize(("address", "sound"), [("https://bücher.example/ä", True), ("https://a b", False)])
def test_what_is_no_address_would_be_found(bom: dict[str, Any], address: str, sound: bool) -> None:
    told = bom | {"externalReferences": [{"type": "website", "url": address}]}
    assert (wrong_with(json.dumps(told)) is None) == sound


def test_no_device_is_lost(bom: dict[str, Any]) -> None:
    assert sum(int(facts(c)["quantity"]) for c in bom["components"]) == pc.sum(DEVICES["quantity"]).as_py()
    assert sum(int(facts(c)["rows"]) for c in bom["components"]) == DEVICES.num_rows


def test_every_verdict_reaches_the_component_it_is_about(bom: dict[str, Any]) -> None:
    """By rows: each device row's findings, seen through the component that stands for it."""
    states = {"affected": "exploitable", "unknown": "in_triage", "not_affected": "not_affected"}
    component = {c["bom-ref"]: int(facts(c)["rows"]) for c in bom["components"]}
    for verdict, state in states.items():
        chosen = pc.and_(pc.equal(FINDINGS["kind"], "vulnerability"), pc.equal(FINDINGS["verdict"], verdict))
        through = [
            a["ref"] for v in bom["vulnerabilities"] if v["analysis"]["state"] == state for a in v["affects"]
        ]
        assert sum(component[ref] for ref in through) == pc.sum(chosen).as_py() > 0


def test_entries_carry_scores_exploitation_and_reasons(bom: dict[str, Any]) -> None:
    entry = next(v for v in bom["vulnerabilities"] if v["id"] == "CVE-2021-33044" and v["analysis"]["state"] == "exploitable")  # fmt: skip
    assert facts(entry)["exploited"] == "true"
    assert {rating["source"]["name"] for rating in entry["ratings"]} == {"CVSS", "EPSS"}
    assert "Firmware" in entry["analysis"]["detail"]
    assert entry["source"]["url"].startswith("https://nvd.nist.gov/")


def test_devices_name_maker_firmware_and_watchlists(bom: dict[str, Any]) -> None:
    relabel = next(
        c for c in bom["components"] if facts(c).get("hardware_made_by") == "Dahua" and "components" in c
    )
    assert relabel["manufacturer"] == {"name": "Honeywell"}
    assert relabel["components"][0]["type"] == "firmware"
    assert facts(relabel)["watchlist:ndaa-889/dahua"] == "affected"


def test_it_says_what_it_rests_on_and_that_it_is_fictional(bom: dict[str, Any]) -> None:
    said = facts(bom["metadata"])
    assert said["notice"] == made_up_estate.NOTICE
    assert said["feed:kev"] == "2022.11.20"
    assert said["feed:csaf"] == "missing"


def test_devices_no_source_covers_are_named_so(bom: dict[str, Any]) -> None:
    unchecked = {c["bom-ref"] for c in bom["components"] if facts(c)["coverage"] != "covered"}
    assert unchecked
    assert bom["compositions"] == [{"aggregate": "unknown", "assemblies": [c["bom-ref"] for c in bom["components"] if c["bom-ref"] in unchecked]}]  # fmt: skip
    assert not unchecked & {a["ref"] for v in bom["vulnerabilities"] for a in v["affects"]}


def test_the_same_estate_is_the_same_document_and_another_has_another_serial(
    text: str, tmp_path: Path
) -> None:
    write_cyclonedx(DEVICES, FINDINGS, made_up_estate.SUMMARY, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text(encoding="utf-8") == text
    write_cyclonedx(DEVICES.slice(1), FINDINGS, made_up_estate.SUMMARY, tmp_path / "other.json")
    other = json.loads((tmp_path / "other.json").read_text())
    assert other["serialNumber"] != json.loads(text)["serialNumber"]
    assert other["metadata"]["timestamp"] == "2022-11-24T00:00:00Z"


def test_it_stays_quick_for_many_product_versions(tmp_path: Path) -> None:
    devices = made_up_estate.identifications(10_000, variety=40)
    findings = made_up_estate.findings(devices)
    started = time.process_time()
    write_cyclonedx(devices, findings, made_up_estate.SUMMARY, tmp_path / "bom.json")
    assert time.process_time() - started < 10  # about 1.5 s on an idle machine

"""`custodes explain`: the device that is meant, by anything it is known by, and its reasons in plain words."""

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from small_estates import write_csv
from typer.testing import CliRunner

from custodes.cli import app

HIK = {"Make": "HIK vision", "Model": "DS-2CD2186G2-ISU", "Firmware": "V5.5.800 build 210115"}
LIST = [
    HIK | {"Serial": "SN-0001", "MAC": "44:19:B6:01:02:03", "IP": "10.0.0.5", "Hostname": "cam-gate"},
    {"Make": "Axis", "Model": "P3245-LV", "Firmware": "9.80.3.5", "Serial": "ACCC8E000001", "IP": "10.0.0.6"},
    {"Make": "various", "Site": "[bold]Depot[/]"},
    {"Make": "Axon", "Model": "Body 3", "Serial": "4"},
    {"Make": "Swann", "Model": "SWNHD-887", "Firmware": "1.0"},
    {"Make": "Axis", "Model": "P3245-LV", "Firmware": "9.80.2.2", "Serial": "000123456789"},
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    estate = write_csv(folder / "estate.csv", [{"Site": "Town hall", **row} for row in LIST])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODES_DATA", str(folder / "data"))
        patch.setenv("CUSTODES_TODAY", "2026-03-01")
        result = CliRunner().invoke(app, ["assess", str(estate), "--out", str(folder / "out")])
    assert result.exit_code == 0, result.output
    return folder / "out"


def explain(out: Path, device: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["explain", str(out), device])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


@pytest.mark.parametrize(
    "device",
    [
        "1",
        "SN-0001",
        "sn-0001",
        "44:19:B6:01:02:03",
        "44-19-b6-01-02-03",
        "4419.b601.0203",
        "4419b6010203",
        "10.0.0.5",
        "cam-gate",
        "CAM-GATE",
        "DS-2CD2186G2-ISU",
        "ds-2cd2186g2-isu",
    ],
)
def test_a_device_by_anything_it_is_known_by(out: Path, device: str) -> None:
    assert explain(out, device).startswith("Row 1: estate.csv, line 2")


def test_the_whole_chain_of_reasons(out: Path) -> None:
    said = explain(out, "1")
    for words in (
        "As given: brand “HIK vision”, model “DS-2CD2186G2-ISU”, firmware “V5.5.800 build 210115”",
        "site Town hall, serial SN-0001, mac 4419B6010203, ip 10.0.0.5",
        "Maker: Hikvision, ",
        "identified, confidence 0.99",
        "MAC block 4419B6 is registered to",
        "Applies (3)",
        "ndaa-889/hikvision (legal)",
        "CVE-2021-36260 (CVSS 9.8, known exploited)",
        "The recorded firmware “V5.5.800 build 210115” is one of them.",
    ):
        assert words.removesuffix(", ") in said, words
    assert "which is not clean" not in said


def test_every_finding_is_told_with_its_reason(out: Path) -> None:
    findings = pq.read_table(out / "findings.parquet").to_pylist()
    for row in range(1, len(LIST) + 1):
        said = explain(out, str(row))
        for finding in (f for f in findings if f["row"] == row):
            assert finding["concern"] in said
            assert finding["reasons"] in said


def test_every_source_is_told(out: Path) -> None:
    findings = pq.read_table(out / "findings.parquet").to_pylist()
    for row in range(1, len(LIST) + 1):
        said = explain(out, str(row))
        assert not {f["source"] for f in findings if f["row"] == row and f["source"] not in said}


def test_what_nobody_knows_is_not_called_clean(out: Path) -> None:
    assert "not known (not an answer" in explain(out, "3")
    assert "Cannot be ruled out (4)" in explain(out, "3")
    assert "The product is not known well enough to look it up" in explain(out, "3")
    assert "No source of vulnerabilities lists this product" in explain(out, "4")
    assert "None found." in explain(out, "4")


def test_a_possible_relabel_is_told(out: Path) -> None:
    said = explain(out, "5")
    assert re.search(r"Hardware: .*possibly Hikvision", said)
    assert "Swann has sold Hikvision hardware" in said


def test_text_of_the_register_is_shown_as_typed(out: Path) -> None:
    assert "site [bold]Depot[/]" in explain(out, "3")


def test_several_that_are_meant_are_listed(out: Path) -> None:
    said = explain(out, "P3245-LV", 5)
    assert "2 rows have model_as_given “P3245-LV”." in said
    assert "Name one by its row: 2, 6" in said


def test_a_number_is_a_row_first_and_a_serial_after(out: Path) -> None:
    assert explain(out, "4").startswith("Row 4:")
    assert explain(out, "000123456789").startswith("Row 6:")


@pytest.mark.parametrize("device", ["999", "SN-9999", "10.0.0.99", "44:19:B6", "", " ", "%", "' or 1=1 --"])
def test_a_device_that_is_not_there(out: Path, device: str) -> None:
    said = explain(out, device, 5)
    assert said.startswith(f"Error: No device “{device}” in ")
    assert "identifications.csv" in said


@pytest.mark.parametrize("device", ["²", "9" * 47])
def test_a_number_that_is_no_row_number(out: Path, device: str) -> None:
    explain(out, device, 5)


def test_a_folder_without_an_assessment(tmp_path: Path) -> None:
    said = explain(tmp_path, "1", 5)
    assert f"There is no assessment in {tmp_path}." in said
    assert "custodes assess" in said


@pytest.mark.parametrize("damage", ["findings missing", "identifications cut short"])
def test_an_assessment_that_is_damaged(out: Path, tmp_path: Path, damage: str) -> None:
    whole = (out / "identifications.parquet").read_bytes()
    (tmp_path / "identifications.parquet").write_bytes(whole[:100] if damage.endswith("short") else whole)
    assert "is missing or damaged" in explain(tmp_path, "1", 3)

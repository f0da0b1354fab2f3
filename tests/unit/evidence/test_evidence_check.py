from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evidence_files import column, said, taken, taken_text, written_csv, written_xlsx

from custodes.evidence.no_devices import NOTHING_TO_GO_BY
from custodes.evidence.shapes import Intake
from custodes.evidence.text import LONGEST

HEADERS = [
    "Make",
    "Model",
    "MAC address",
    "IP",
    "Technology",
    "Site class",
    "Qty",
    "Installed",
    "EoL",
    "Firmware",
]


def one(tmp_path: Path, **cells: Any) -> Intake:
    """A row that is Axis unless told otherwise."""
    row = {"Make": "Axis", **{name.replace("_", " "): value for name, value in cells.items()}}
    return taken(written_csv(tmp_path, [HEADERS, [row.get(name, "") for name in HEADERS]]))


@pytest.mark.parametrize(
    "cells", [{"Make": "Axis"}, {"Make": "", "Model": "P1"}, {"Make": "", "MAC_address": "4419B6010203"}]
)
def test_a_brand_or_a_model_or_a_mac_is_enough(tmp_path: Path, cells: dict[str, str]) -> None:
    assert one(tmp_path, **cells).table.num_rows == 1


def test_without_any_of_them_the_row_is_rejected(tmp_path: Path) -> None:
    intake = one(tmp_path, Make="", IP="10.0.0.5", Qty="3")
    assert intake.rejects.select(["problem", "mend"]).to_pylist() == [
        dict(zip(("problem", "mend"), NOTHING_TO_GO_BY, strict=True))
    ]


def test_a_mac_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    intake = one(tmp_path, Make="", MAC_address="44:19:B6")
    assert intake.table.num_rows == 0
    assert [(p.kind, p.value) for p in intake.problems] == [("warning", "44:19:B6"), ("rejected", "")]


def test_answers_that_say_nothing_are_left_to_identification(tmp_path: Path) -> None:
    assert column(one(tmp_path, Make="see installer"), "brand") == ["see installer"]


@pytest.mark.parametrize(
    ("header", "typed", "name", "kept", "problem"),
    [
        ("MAC_address", "zz", "mac", "", "is not a MAC address of twelve hexadecimal digits"),
        ("IP", "10.0.0.999", "ip", "", "is not an IP address"),
        ("Technology", "wombat", "technology", "wombat", "is not a technology we know; it was kept as typed"),
        (
            "Site_class",
            "perhaps",
            "site_class",
            "",
            "says neither sensitive nor not; it was read as not known",
        ),
        ("Installed", "31/02/2019", "installed", "", "is not a date there is (days come before months)"),
        (
            "EoL",
            "01/01/2999",
            "supported_until",
            "",
            "lies too far in the future to be meant (after 2076-12-31)",
        ),
        (
            "Installed",
            "01/01/2029",
            "installed",
            "",
            "lies too far in the future to be meant (after 2027-12-31)",
        ),
        ("Qty", "n/k", "quantity", 1, "says that the number is not known; one device was assumed"),
        ("Firmware", "#REF!", "firmware", "", "is the error of a formula and was read as blank"),
        ("Model", "P1\x07", "model", "P1", "holds invisible control characters, which were taken out"),
        ("Model", "P\u200b1", "model", "P1", "holds invisible control characters, which were taken out"),
    ],
)
def test_warnings_keep_the_row_and_the_value_as_typed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    header: str,
    typed: str,
    name: str,
    kept: Any,
    problem: str,
) -> None:
    monkeypatch.setenv("CUSTODES_TODAY", "2026-11-23")
    intake = one(tmp_path, **{header: typed})
    assert column(intake, name) == [kept]
    (only,) = intake.problems
    assert (only.kind, only.row, only.line, only.column, only.problem) == (
        "warning",
        1,
        2,
        header.replace("_", " "),
        problem,
    )
    assert only.value == typed.replace("\x07", "").replace("\u200b", "")
    assert only.mend


@pytest.mark.parametrize(
    ("header", "typed", "name", "kept"),
    [
        ("Model", "  P1\n LV ", "model", "P1 LV"),
        ("Model", "P1\xa0LV", "model", "P1 LV"),
        ("Make", "海康威视", "brand", "海康威视"),
        ("MAC_address", "n/a", "mac", ""),
        ("Installed", "unknown", "installed", ""),
        ("EoL", "2031", "supported_until", "2031"),
        ("Site_class", "Yes", "site_class", "sensitive"),
        ("Technology", "BWV", "technology", "body_worn"),
    ],
)
def test_what_needs_no_warning(tmp_path: Path, header: str, typed: str, name: str, kept: str) -> None:
    intake = one(tmp_path, **{header: typed})
    assert (column(intake, name), intake.problems) == ([kept], ())


def test_very_long_cells_are_cut_with_a_warning(tmp_path: Path) -> None:
    intake = one(tmp_path, Model="x" * 5_000)
    assert len(column(intake, "model")[0]) == LONGEST
    assert intake.problems[0].problem == "is 5,000 characters long; the first 1,000 were kept"
    assert len(intake.problems[0].value) <= 200


def test_an_unreadable_quantity_rejects_the_row(tmp_path: Path) -> None:
    intake = one(tmp_path, Qty="lots")
    assert intake.rejects.select(["column", "value", "problem"]).to_pylist() == [
        {"column": "Qty", "value": "lots", "problem": "is not a number of devices"}
    ]


def test_several_reasons_stand_together(tmp_path: Path) -> None:
    intake = one(tmp_path, Make="", Qty="lots")
    assert intake.rejects.column("problem").to_pylist() == [
        "is not a number of devices; " + NOTHING_TO_GO_BY[0]
    ]
    assert len(intake.problems) == 2


@pytest.mark.parametrize(
    ("quantity", "basis", "expected"),
    [
        ("5", "", (5, "counted")),
        ("5", "Estimated", (5, "estimated")),
        ("5", "counted", (5, "counted")),
        ("c.5", "counted", (5, "estimated")),
        ("", "not held", (0, "not_held")),
        ("", "", (1, "assumed")),
        ("0", "counted", (0, "not_held")),
    ],
)
def test_how_the_number_is_known(
    tmp_path: Path, quantity: str, basis: str, expected: tuple[int, str]
) -> None:
    intake = taken_text(tmp_path, f"Make,Qty,Quantity basis\nAxis,{quantity},{basis}\n")
    assert (*column(intake, "quantity"), *column(intake, "quantity_basis")) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("AB1234567,,", (1, "counted")),
        (",44:19:B6:01:02:03,", (1, "counted")),
        ("AB1234567,,3", (3, "counted")),
        ("AB1234567,,approx 3", (3, "estimated")),
        ("AB1234567,,n/k", (1, "assumed")),
        ("AB1234567,,0", (0, "not_held")),
        ("see label,,", (1, "assumed")),
        ("12,,", (1, "assumed")),
        (",,", (1, "assumed")),
    ],
)
def test_a_row_with_a_serial_number_or_a_mac_is_that_one_device(
    tmp_path: Path, row: str, expected: tuple[int, str]
) -> None:
    intake = taken_text(tmp_path, f"Make,Serial number,MAC address,Qty\nAxis,{row}\n")
    assert (*column(intake, "quantity"), *column(intake, "quantity_basis")) == expected
    if row.endswith(","):  # no column of numbers is the same as blanks in one
        intake = taken_text(tmp_path, f"Make,Serial number,MAC address\nAxis,{row[:-1]}\n")
        assert (*column(intake, "quantity"), *column(intake, "quantity_basis")) == expected


def test_a_device_that_is_not_held_is_not_one_for_its_serial_number(tmp_path: Path) -> None:
    text = "Make,Serial number,Qty,Quantity basis\nAxis,AB1234567,,not held\n"
    intake = taken_text(tmp_path, text)
    assert (*column(intake, "quantity"), *column(intake, "quantity_basis")) == (0, "not_held")


@pytest.mark.parametrize(
    "typed", ["approx 40", "about 12", "40 cameras", "c. 40", "~40", "a dozen cameras", "20 to 30 units"]
)
def test_a_number_of_devices_is_no_brand(tmp_path: Path, typed: str) -> None:
    """With a model the row is a device; with nothing else it is none, and the reason says what to do."""
    intake = taken_text(tmp_path, f"Make,Model,Site\n{typed},P3245-LV,Hall\n{typed},,Hall\n")
    assert (column(intake, "brand"), column(intake, "model")) == ([""], ["P3245-LV"])
    assert said(intake) == [
        ("warning", 2, "Make", "is a number of devices and not a brand; it was read as blank"),
        (
            "rejected",
            3,
            "",
            "has a number of devices where the brand belongs, and neither a model nor a MAC address",
        ),
    ]
    assert intake.problems[0].value == typed


@pytest.mark.parametrize(
    "name",
    ["360", "360 camera", "3M", "C40", "Bosch 40", "2N", "Camera 12", "About Time Ltd", "3 Sixty cameras"],
)
def test_a_brand_with_a_number_in_it_stays(tmp_path: Path, name: str) -> None:
    intake = taken_text(tmp_path, f"Make,Site\n{name},Hall\n")
    assert (column(intake, "brand"), said(intake)) == ([name], [])


def test_without_a_quantity_column_each_row_is_one_device(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make\nAxis\n")
    assert (column(intake, "quantity"), column(intake, "quantity_basis")) == ([1], ["assumed"])


def test_yes_under_standalone(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Standalone?\nAxis,Yes\nBosch,No\nSony,4G\n")
    assert column(intake, "connectivity") == ["standalone", "networked", "cellular"]


def test_a_firmware_that_a_spreadsheet_holds_as_a_number_is_doubtful(tmp_path: Path) -> None:
    intake = taken(written_xlsx(tmp_path, {"One": [["Make", "Firmware"], ["Axis", 5.1]]}))
    assert column(intake, "firmware") == ["5.1 (number cell)"]
    assert ("warning", 1, "Firmware", "holds numbers, so that 5.10 cannot be told from 5.1") in said(intake)


def test_only_numbers_with_decimals_in_the_firmware_column_are_marked(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Make", "Model", "Firmware", "Hardware"]]
    rows += [["Axis", 1.5, cell, 2.5] for cell in (1.1, "1.1", "1.10", 5, 5.0, "", "V5.5 build 2", -0.5)]
    intake = taken(written_xlsx(tmp_path, {"One": rows}))
    marked = ["1.1 (number cell)", "1.1", "1.10", "5", "5", "", "V5.5 build 2", "-0.5 (number cell)"]
    assert column(intake, "firmware") == marked
    assert set(column(intake, "model")) == {"1.5"}
    assert set(column(intake, "hardware")) == {"2.5"}


def test_number_cells_are_known_by_row_in_long_lists_and_below_titles(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Cameras"], ["Make", "Firmware"]]
    rows += [["Axis", 1.1 if at in {3, 900} else "1.1"] for at in range(1200)]
    intake = taken(written_xlsx(tmp_path, {"One": rows}))
    marked = [at for at, text in enumerate(column(intake, "firmware")) if text == "1.1 (number cell)"]
    assert marked == [3, 900]


def test_number_cells_of_records(tmp_path: Path) -> None:
    text = '{"make": "Axis", "firmware": 1.10}\n{"make": "Axis", "firmware": "1.10"}\n{"make": "Axis", "firmware": [1.5, "x"]}\n'
    (tmp_path / "a.jsonl").write_text(text)
    assert column(taken(tmp_path / "a.jsonl"), "firmware") == ["1.1 (number cell)", "1.10", "1.5; x"]
    numbers = pa.table({"make": ["Axis"] * 4, "firmware": [1.1, 2.0, None, float("nan")]})
    pq.write_table(numbers, tmp_path / "a.parquet")
    assert column(taken(tmp_path / "a.parquet"), "firmware") == ["1.1 (number cell)", "2", "", ""]


@pytest.mark.parametrize("typed", ["none", "None", "n/k"])
def test_a_site_class_of_nothing_is_not_known(tmp_path: Path, typed: str) -> None:
    intake = taken_text(tmp_path, f"Make,Site class\nAxis,{typed}\n")
    assert (column(intake, "site_class"), said(intake)) == ([""], [])


@pytest.mark.parametrize("typed", ["0", "low", "open", "standard", "Normal", "public", "low sensitivity"])
def test_a_site_class_that_says_nothing_certain_is_not_known_and_said(tmp_path: Path, typed: str) -> None:
    intake = taken_text(tmp_path, f"Make,Site class\nAxis,{typed}\n")
    assert column(intake, "site_class") == [""]
    problem = "says neither sensitive nor not; it was read as not known"
    assert said(intake) == [("warning", 2, "Site class", problem)]


def test_two_technologies_in_a_cell_are_kept_as_typed_and_said(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Technology\nAxis,CCTV and drone\n")
    assert column(intake, "technology") == ["CCTV and drone"]
    problem = "is not a technology we know; it was kept as typed"
    assert said(intake) == [("warning", 2, "Technology", problem)]


def test_every_problem_reads_as_a_sentence_when_a_full_stop_is_added(tmp_path: Path) -> None:
    text = (
        "Inventory\nMake,Model,Vendor,MAC,IP,Qty,Basis,Technology,Site class,Installed,Firmware,Password,Notes\n"
        "Total,,,,,9\n,,,,,lots\nAxis,P1,x,zz,nope,n/k,wombat,wombat,wombat,31/02/2020,#REF!,x,admin/Pass1\n"
        "Axis,P1,x,00:00:00:00:00:00,,2000000,,,,1900,\x07a,,\nAxis,,,,,,,,,2999,,,,x,y\n"
        "Make,Model,Vendor,MAC,IP,Qty,Basis,Technology,Site class,Installed,Firmware,Password,Notes\n"
    )
    problems = taken_text(tmp_path, text).problems
    assert len({problem.problem for problem in problems}) > 12
    for problem in problems:
        assert problem.problem[-1] not in ".!?:;,", problem
        assert problem.problem[0].islower(), problem
        assert problem.mend.endswith("."), problem
        assert ".." not in f"{problem.problem}. {problem.mend}", problem

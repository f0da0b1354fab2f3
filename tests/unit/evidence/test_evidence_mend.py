import csv
from pathlib import Path

import pytest
from evidence_files import column, mapped, taken, taken_text, written_csv, written_text, written_xlsx

from custodes.errors import OutputError
from custodes.evidence.intake import take_in
from custodes.evidence.mapping import parse
from custodes.evidence.mend import REJECT_COLUMNS, write_mend_file
from custodes.evidence.shapes import Intake


def mend_rows(intake: Intake, path: Path) -> list[list[str]]:
    write_mend_file(intake, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_rejected_rows_keep_their_own_cells(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, 'Make,Qty,Remarks\nAxis,1,a\nBosch,lots,"b, c"\n')
    (row,) = intake.rejects.to_pylist()
    assert list(row) == [*REJECT_COLUMNS, "Make", "Qty", "Remarks"]
    assert (row["row"], row["file"], row["line"], row["column"], row["value"]) == (
        2,
        "estate.csv",
        3,
        "Qty",
        "lots",
    )
    assert (row["Make"], row["Qty"], row["Remarks"]) == ("Bosch", "lots", "b, c")


def test_a_mend_file_corrected_and_fed_back(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Qty,Remarks\nAxis,1,a\nBosch,lots,b\n,,c\n")
    header, first, second = mend_rows(intake, tmp_path / "mend.csv")
    assert header == ["reason", "mend", "Make", "Qty", "Remarks"]
    assert first[0] == "is not a number of devices"
    assert first[1].startswith("Type a whole number")
    first[3], second[2] = "c.12", "Sony"
    again = taken(written_csv(tmp_path, [header, first, second], "mend.csv"))
    assert again.rejects.num_rows == 0
    assert (column(again, "brand"), column(again, "quantity")) == (["Bosch", "Sony"], [12, 1])
    assert mapped(again) == {"brand": "Make", "quantity": "Qty"}


def test_not_corrected_it_is_rejected_again_with_the_same_cells(tmp_path: Path) -> None:
    first = taken_text(tmp_path, "Make,Qty,Vendor,Type\nBosch,lots,ADT,Dome\n,2,=x,-5\n")
    mend_rows(first, tmp_path / "mend.csv")
    again = taken(tmp_path / "mend.csv")
    place = ["row", "file", "line"]
    assert again.rejects.drop_columns(place).equals(first.rejects.drop_columns(place))


@pytest.mark.parametrize("cell", ["=1+1", "+44 20", "-5", "@SUM(A1)", "'=1", '=HYPERLINK("http://x")', "-"])
def test_cells_cannot_start_formulas_and_come_back_as_they_were(tmp_path: Path, cell: str) -> None:
    path = written_csv(tmp_path, [["Make", "Notes", cell], ["", cell, "x"]])
    intake = take_in([path])
    header, row = mend_rows(intake, tmp_path / "mend.csv")
    assert (header[4], row[3]) == ("'" + cell, "'" + cell)
    again = taken(tmp_path / "mend.csv")
    assert again.rejects.column("Notes").to_pylist() == [cell]
    assert mend_rows(again, tmp_path / "again.csv")[1] == row


def test_a_mapping_given_or_found_by_content_is_kept(tmp_path: Path) -> None:
    text = "Vendor,Kamera,Typ,Wombat,Qty\nADT,Axis,P1,44:19:B6:01:02:03,lots\n"
    first = taken_text(tmp_path, text, parse(["Kamera=brand", "Typ=model", "Vendor=supplier"]))
    header, row = mend_rows(first, tmp_path / "mend.csv")
    assert header[2:] == ["Vendor [supplier]", "Kamera [brand]", "Typ [model]", "Wombat [mac]", "Qty"]
    row[-1] = "3"
    again = taken(written_csv(tmp_path, [header, row], "mend.csv"))
    (device,) = again.table.to_pylist()
    assert (device["brand"], device["model"], device["mac"]) == ("Axis", "P1", "4419B6010203")
    assert (device["supplier"], device["quantity"]) == ("ADT", 3)


def test_the_same_mapping_may_be_given_with_the_mend_file(tmp_path: Path) -> None:
    mapping = parse(["Kamera=brand"])
    mend_rows(taken_text(tmp_path, "Kamera,Qty\nAxis,lots\n", mapping), tmp_path / "mend.csv")
    assert taken(tmp_path / "mend.csv", mapping).files[0].rows_rejected == 1


def test_rows_of_several_files_stand_in_one_mend_file(tmp_path: Path) -> None:
    paths = [
        written_text(tmp_path, "Vendor,Qty\nAxis,lots\n", "a.csv"),
        written_text(tmp_path, "Vendor,Make,Count\nADT,Bosch,many\n", "b.csv"),
    ]
    header, first, second = mend_rows(take_in(paths), tmp_path / "mend.csv")
    assert header[2:] == [
        "Vendor [brand]",
        "Qty [quantity]",
        "Vendor [supplier]",
        "Make [brand]",
        "Count [quantity]",
    ]
    first[3], second[6] = "2", "3"
    again = taken(written_csv(tmp_path, [header, first, second], "mend.csv"))
    assert (column(again, "brand"), column(again, "quantity")) == (["Axis", "Bosch"], [2, 3])
    assert column(again, "supplier") == ["", "ADT"]


def test_a_column_that_lost_to_a_better_one_does_not_win_the_second_time(tmp_path: Path) -> None:
    text = "Make,Model,Model number,Qty\nHik,Dome,DS-2CD2143G2-I,lots\n"
    header, row = mend_rows(taken_text(tmp_path, text), tmp_path / "mend.csv")
    row[-1] = "1"
    again = taken(written_csv(tmp_path, [header, row], "mend.csv"))
    assert column(again, "model") == ["DS-2CD2143G2-I"]


def test_a_firmware_number_keeps_saying_so_in_the_mend_file_until_someone_types_what_it_is(
    tmp_path: Path,
) -> None:
    rows: list[list[object]] = [["Make", "Firmware", "Qty"], ["Axis", 1.1, "lots"]]
    header, row = mend_rows(taken(written_xlsx(tmp_path, {"One": rows})), tmp_path / "mend.csv")
    assert (header[3], row[3]) == ("Firmware", "1.1 (number cell)")
    for typed, read in ((row[3], row[3]), ("1.10", "1.10")):
        again = taken(written_csv(tmp_path, [header, [*row[:3], typed, "2"]], "mend.csv"))
        assert column(again, "firmware") == [read]


def test_the_list_of_rejects_can_be_fed_back_too(tmp_path: Path) -> None:
    rejects = taken_text(tmp_path, "Make,Qty\nBosch,lots\n").rejects
    rows = [rejects.column_names, *([str(cell) for cell in row.values()] for row in rejects.to_pylist())]
    rows[1][-1] = "4"
    again = taken(written_csv(tmp_path, rows, "rejects.csv"))
    assert (column(again, "brand"), column(again, "quantity")) == (["Bosch"], [4])


def test_a_mend_file_saved_as_a_spreadsheet(tmp_path: Path) -> None:
    header, row = mend_rows(taken_text(tmp_path, "Make,Qty,Notes\nBosch,lots,=x\n"), tmp_path / "mend.csv")
    row[3] = "4"
    again = taken(written_xlsx(tmp_path, {"mend": [header, row]}, "mend.xlsx"))
    assert column(again, "quantity") == [4]


def test_nothing_rejected_gives_a_file_of_headers(tmp_path: Path) -> None:
    assert mend_rows(taken_text(tmp_path, "Make\nAxis\n"), tmp_path / "mend.csv") == [["reason", "mend"]]
    assert taken(tmp_path / "mend.csv").files[0].rows_in == 0


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_mend_file(taken_text(tmp_path, "Make\nAxis\n"), tmp_path / "absent" / "mend.csv")

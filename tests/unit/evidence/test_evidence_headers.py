from pathlib import Path

import pytest
from evidence_files import column, mapped, said, taken, taken_text, written_xlsx


def test_headers_below_titles_and_blank_rows(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Camera list\n\nAs at June 2026,,\n\nMake,Model,Qty\nAxis,P1,3\n")
    assert intake.files[0].sheets[0].header_line == 5
    assert column(intake, "line") == [6]
    assert ("warning", 1, "", "lines 1 to 3 are over the headers and were taken as titles") in said(intake)


def test_many_rows_over_the_headers_are_no_titles(tmp_path: Path) -> None:
    text = "Axis camera on the wall,x\n" * 40 + "Make,Model\nAxis,P1\n"
    intake = taken_text(tmp_path, text)
    assert (intake.files[0].rows_in, intake.files[0].rows_rejected) == (41, 40)


def test_a_merged_title_row_in_a_spreadsheet(tmp_path: Path) -> None:
    rows = [["Cameras of the Fictional Council"], [], ["Make", "Model", "Site"], ["Axis", "P1", "Hall"]]
    intake = taken(written_xlsx(tmp_path, {"One": rows}))
    assert (column(intake, "brand"), column(intake, "line")) == (["Axis"], [4])


def test_blank_rows_are_no_rows(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Model\nAxis,P1\n,\n  , \nBosch,N1\n\n")
    assert (column(intake, "row"), column(intake, "line")) == ([1, 2], [2, 5])


def test_repeated_headers_are_no_rows_and_are_reported(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Model,Qty\nAxis,P1,1\nmake,model,qty\nBosch,N1,1\n")
    assert intake.files[0].rows_in == 2
    assert ("warning", 3, "", "holds headers again; it is no device") in said(intake)


@pytest.mark.parametrize(
    "row",
    [
        "Total,,557",
        "Grand total:,,557",
        ",Sub-total,557",
        "Hikvision Total,,12",
        "Totals,,",
        "Total,120,",
        "TOTAL CAMERAS,120,",
        "Total CCTV and ANPR cameras,,120",
        'Total number of cameras,"1,200",',
        "120,Total,",
        "Total (all sites),approx 120,",
        "Hikvision total,12 cameras,",
        "Total: 120,,",
    ],
)
def test_totals_are_rejected_with_a_reason(tmp_path: Path, row: str) -> None:
    intake = taken_text(tmp_path, f"Make,Model,Qty\nAxis,P1,1\n{row}\n")
    assert column(intake, "brand") == ["Axis"]
    assert ("rejected", 3, "", "is a total of other rows, not a device") in said(intake)


@pytest.mark.parametrize(
    "row",
    [
        "Total Security Ltd,,5",
        "Total Security Ltd,120,5",
        "Total,P3245-LV,5",
        "Axis,120,5",
        "Totalphase,120,",
    ],
)
def test_a_brand_or_a_model_of_its_own_is_no_total(tmp_path: Path, row: str) -> None:
    intake = taken_text(tmp_path, f"Make,Model,Qty\n{row}\n")
    assert column(intake, "brand") == [row.partition(",")[0]]


def test_a_total_in_another_column_with_its_number_in_the_brands(tmp_path: Path) -> None:
    text = "Site,Make,Model\nHall,Axis,P1\nTotal,120,\nTotal Fitness gym,,211\n"
    intake = taken_text(tmp_path, text)
    assert (column(intake, "brand"), column(intake, "model")) == (["Axis", ""], ["P1", "211"])


def test_a_site_called_total_is_no_total(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Site,Make,Model\nTotal Fitness gym,Axis,P1\n")
    assert column(intake, "site") == ["Total Fitness gym"]


def test_one_table_below_another(tmp_path: Path) -> None:
    text = "Make,Model,Site\nAxis,P1,Hall\n\nMAC address,IP,Location\n44:19:B6:01:02:03,10.0.0.5,Lobby\n"
    intake = taken_text(tmp_path, text)
    assert [sheet.header_line for sheet in intake.files[0].sheets] == [1, 4]
    assert column(intake, "site") == ["Hall", "Lobby"]
    assert column(intake, "mac") == ["", "4419B6010203"]


def test_sheets_with_different_headers(tmp_path: Path) -> None:
    sheets = {
        "CCTV": [["Make", "Model", "Qty"], ["Axis", "P1", 2]],
        "ANPR": [["ANPR list"], ["Location", "Manufacturer", "Part number"], ["A1", "Bosch", "N1"]],
        "Notes": [["Please fill in by Friday"], ["Ask if unsure"]],
    }
    intake = taken(written_xlsx(tmp_path, sheets))
    assert column(intake, "sheet") == ["CCTV", "ANPR"]
    assert column(intake, "brand") == ["Axis", "Bosch"]
    skipped = intake.files[0].sheets[2]
    assert (skipped.sheet, skipped.header_line, skipped.mapping) == ("Notes", 0, ())
    assert "no columns that we know" in skipped.note
    assert any(p.sheet == "Notes" and p.kind == "warning" and p.mend for p in intake.problems)


def test_a_file_without_any_headers_is_read_by_its_content(tmp_path: Path) -> None:
    text = "Hikvision,DS-2CD2143G2-I,44:19:B6:01:02:03,10.0.0.1,Hall\nDahua,IPC-HFW1230S,44:19:B6:01:02:04,10.0.0.2,Lobby\n"
    intake = taken_text(tmp_path, text)
    assert column(intake, "line") == [1, 2]
    expected = {"brand": "column A", "model": "column B", "mac": "column C", "ip": "column D"}
    assert mapped(intake) == expected
    assert {match.how for match in intake.files[0].sheets[0].mapping} == {"content"}


def test_the_first_device_is_not_taken_for_headers(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Hikvision,Town hall,dome\nDahua,Library,dome\n")
    assert column(intake, "brand") == ["Hikvision", "Dahua"]


def test_unknown_headers_over_known_content(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Kamera,Ort\nHikvision,Halle\nDahua,Foyer\n")
    assert (column(intake, "brand"), mapped(intake)) == (["Hikvision", "Dahua"], {"brand": "Kamera"})


def test_where_nothing_is_recognised_every_row_is_rejected(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Foo,Bar\nx,y\nz,w\n")
    assert (intake.files[0].rows_in, intake.files[0].rows_rejected) == (2, 2)
    assert intake.rejects.column("Foo").to_pylist() == ["x", "z"]
    assert any("no column could be recognised" in p.problem and "--map" in p.mend for p in intake.problems)


@pytest.mark.parametrize("row", ["IP camera,Networked,Building,Contractor", "Camera,Council,Site,x"])
def test_a_device_whose_words_are_also_headers_is_a_device(tmp_path: Path, row: str) -> None:
    intake = taken_text(
        tmp_path, f"Make,Technology,Connectivity,Site,Supplier\nAxis,x,x,x,x\nHikvision,{row}\n"
    )
    assert column(intake, "brand") == ["Axis", "Hikvision"]


def test_two_columns_of_one_name_stay_apart(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Notes,Notes,,\n,a,b,c,d\n")
    assert intake.rejects.column_names[8:] == ["Make", "Notes", "Notes (2)", "column D", "column E"]
    assert intake.rejects.select([9, 10, 11, 12]).to_pylist() == [
        {"Notes": "a", "Notes (2)": "b", "column D": "c", "column E": "d"}
    ]


def test_a_list_of_one_column(tmp_path: Path) -> None:
    assert column(taken_text(tmp_path, "Model\nDS-2CD2143G2-I\nP1\n"), "model") == ["DS-2CD2143G2-I", "P1"]

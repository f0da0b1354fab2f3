import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import odfdo
import pytest
import xlsxwriter

from custodes.errors import UnreadableInput
from custodes.evidence.readers import read, spreadsheet, zipped
from custodes.evidence.shapes import Grid


def rows(grid: Grid) -> list[list[str]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in grid.columns), strict=True)]


def made(path: Path, fill: Any, **options: Any) -> tuple[Grid, ...]:
    with xlsxwriter.Workbook(path, options) as book:
        fill(book)
    return read(path).grids


def test_cells_of_every_type_as_a_person_reads_them(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["text", 2019, 2.5, 441234567890, True, -3, ""])
        sheet.write_datetime(0, 7, dt.datetime(2019, 4, 3), day)
        sheet.write_datetime(
            0, 8, dt.datetime(2019, 4, 3, 10, 30), book.add_format({"num_format": "dd/mm/yy hh:mm"})
        )
        sheet.write_formula(0, 9, "=1+1", None, 2)

    (grid,) = made(tmp_path / "a.xlsx", fill)
    day = ["2019-04-03", "2019-04-03 10:30:00"]
    assert rows(grid) == [["text", "2019", "2.5", "441234567890", "TRUE", "-3", "", *day, "2"]]
    assert {at: found.to_pylist() for at, found in grid.decimal.items()} == {2: [0]}


def test_every_sheet_is_read_hidden_ones_too(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name in ("Seen & heard", "Hidden", "Very hidden", "Empty"):
            sheet = book.add_worksheet(name)
            if name != "Empty":
                sheet.write(0, 0, name)
        book.get_worksheet_by_name("Hidden").hide()
        book.get_worksheet_by_name("Very hidden").very_hidden()
        book.add_chartsheet("Chart")

    grids = made(tmp_path / "a.xlsx", fill)
    assert [(grid.sheet, rows(grid)) for grid in grids] == [
        ("Seen & heard", [["Seen & heard"]]),
        ("Hidden", [["Hidden"]]),
        ("Very hidden", [["Very hidden"]]),
        ("Empty", []),
    ]


def test_lines_are_the_spreadsheets_own_row_numbers(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(4, 2, "Make")
        sheet.write(9, 3, "Axis")

    (grid,) = made(tmp_path / "a.xlsx", fill)
    assert dict(zip(grid.lines.to_pylist(), rows(grid), strict=True))[10] == ["", "Axis"]
    assert grid.first_column == 2


def test_a_cell_merged_over_rows_is_read_in_each_of_them(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A2:A4", "Town hall")
        sheet.merge_range("C2:C4", 30)
        for at, model in enumerate(["Model", "P1", "P2", "P3"]):
            sheet.write(at, 1, model)

    (grid,) = made(tmp_path / "a.xlsx", fill)
    assert [row[0] for row in rows(grid)] == ["", "Town hall", "Town hall", "Town hall"]
    assert [row[2] for row in rows(grid)] == ["", "30", "", ""]  # thirty together, not thirty each


def test_formula_errors_are_blank_and_reported(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 1, ["Make", "Model"])
        sheet.write(1, 1, "Axis")
        sheet.write_formula(1, 2, "=VLOOKUP(1,A1:A2,2)", None, "#N/A")

    (grid,) = made(tmp_path / "a.xlsx", fill)
    assert rows(grid)[1] == ["Axis", ""]
    assert [(trouble.at, trouble.column) for trouble in grid.troubles] == [(1, 1)]


def test_ods_by_whatever_name(tmp_path: Path) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    for name in ("One", "Two"):
        table = odfdo.Table(name)
        row = odfdo.Row()
        row.set_values([name, 2019, dt.date(2019, 4, 3), True])
        table.append(row)
        document.body.append(table)
    document.save(str(tmp_path / "estate.csv"))
    grids = read(tmp_path / "estate.csv").grids
    assert [(grid.sheet, rows(grid)) for grid in grids] == [
        ("One", [["One", "2019", "2019-04-03", "TRUE"]]),
        ("Two", [["Two", "2019", "2019-04-03", "TRUE"]]),
    ]


def test_shared_and_inline_strings_read_alike(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_row(0, 0, ["Make", "海康威视", " x "])

    shared, inline = made(tmp_path / "a.xlsx", fill), made(tmp_path / "b.xlsx", fill, constant_memory=True)
    assert rows(shared[0]) == rows(inline[0]) == [["Make", "海康威视", "x"]]


def fails(path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=says) as caught:
        read(path)
    assert caught.value.mend


def zip_of(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return stream.getvalue()


def test_what_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "estate.xlsx"
    fails(path, zip_of(word__document_xml="<w/>"), "word-processor document")
    fails(path, zip_of(estate="Make,Model"), "zip archive, not a spreadsheet")
    fails(path, spreadsheet.OLE2 + b"\0" * 600, "is not a spreadsheet")
    fails(path, b"PK\x03\x04" + b"\0" * 60, "damaged or was cut off")


def test_locked_files(tmp_path: Path) -> None:
    path = tmp_path / "estate.xlsx"
    fails(path, spreadsheet.OLE2 + "EncryptedPackage".encode("utf-16-le"), "locked with a password")
    manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    fails(path, zip_of(content_xml="x", **{"META-INF__manifest_xml": manifest}), "locked with a password")


def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "estate.xlsx"
    made(path, lambda book: book.add_worksheet().write_row(0, 0, ["Make", "Model"]))
    fails(path, path.read_bytes()[:-40], "damaged or was cut off")


def test_a_zip_that_would_unpack_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "estate.xlsx"
    made(path, lambda book: book.add_worksheet().write_row(0, 0, ["Make" * 1000, "Model" * 1000]))
    monkeypatch.setattr(zipped, "LARGEST", 5_000)
    fails(path, path.read_bytes(), "would unpack to over")


def test_a_zip_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = bytearray(zip_of(**{"xl__workbook_xml": "x" * 3_000_000, "xl___rels__workbook_xml.rels": ""}))
    size = (3_000_000).to_bytes(4, "little")
    while size in bomb:
        bomb[bomb.index(size) : bomb.index(size) + 4] = (100).to_bytes(4, "little")
    monkeypatch.setattr(zipped, "LARGEST", 2_000_000)
    fails(tmp_path / "estate.xlsx", bytes(bomb), "damaged|unpack to over")


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 700), (60_000, 16_383)])
def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(
    tmp_path: Path, row: int, column: int
) -> None:
    path = tmp_path / "estate.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Make")
        sheet.write(row, column, "x")
    fails(path, path.read_bytes(), "reaches over more than 60,000,000 cells")


def test_one_cell_of_an_ods_cannot_stand_for_billions(tmp_path: Path) -> None:
    content = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    manifest = {"META-INF__manifest_xml": "<manifest/>"}
    fails(tmp_path / "estate.ods", zip_of(content_xml=content, **manifest), "reaches over more than")


def test_blank_rows_repeated_to_the_end_of_an_ods_cost_nothing(tmp_path: Path) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("One")
    row = odfdo.Row()
    row.set_values(["Make", "Model"])
    table.append(row)
    table.append(odfdo.Row(width=16_000, repeated=1_000_000))
    document.body.append(table)
    document.save(str(tmp_path / "estate.ods"))
    (grid,) = read(tmp_path / "estate.ods").grids
    assert rows(grid) == [["Make", "Model"]]

"""What is opened as a questionnaire, and what is refused before it is unpacked."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from odfdo import Document, Table
from xlsforms import SETTINGS, YES_NO, ask, write

from custodes.errors import UnreadableInput
from custodes.survey import sheets, xlsform

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableInput) as caught:
        xlsform.read(path)
    assert caught.value.mend
    return caught.value.message


def good(path: Path) -> Path:
    return write(path, [ask("a"), ask("b", "select_one yes_no")], YES_NO)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not a workbook"),
        (b"type,name,label\ntext,a,A?\n", "is not a workbook"),
        (b"%PDF-1.7", "is not a workbook"),
        (b"PK\x03\x04 and no more", "is damaged or was cut off"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
        (OLE2 + b"something else", "is not a spreadsheet"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(data)
    assert said in refusal(tmp_path / "form.xlsx")


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert "There is no file form.xlsx" in refusal(tmp_path / "form.xlsx")
    assert "is a folder" in refusal(tmp_path)


def test_a_workbook_cut_off_in_the_middle_is_refused(tmp_path: Path) -> None:
    whole = good(tmp_path / "form.xlsx").read_bytes()
    (tmp_path / "form.xlsx").write_bytes(whole[: len(whole) // 2])
    assert "is damaged or was cut off" in refusal(tmp_path / "form.xlsx")


def with_part(path: Path, name: str, data: bytes) -> Path:
    """A good workbook with one part more."""
    with zipfile.ZipFile(good(path), "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return path


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = with_part(tmp_path / "form.xlsx", "xl/media/map.bin", bytes(sheets.LARGEST))
    assert bomb.stat().st_size < 1_000_000
    assert "would unpack to over 64 MB" in refusal(bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    bomb = with_part(tmp_path / "form.xlsx", "xl/media/map.bin", bytes(sheets.LARGEST))
    size = sheets.LARGEST.to_bytes(4, "little")
    lie = bomb.read_bytes().replace(size, (1000).to_bytes(4, "little"))
    bomb.write_bytes(lie)
    assert "is damaged or was cut off" in refusal(bomb)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [(sheets.MOST_ROWS + 5, 0, "more than 20,000 rows"), (1, sheets.MOST_COLUMNS, "more than 200 columns")],
)
def test_a_sheet_that_is_too_long_or_wide_is_refused(
    row: int, column: int, said: str, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "form.xlsx")) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name", "label"])
        sheet.write_string(row, column, "text")
    assert said in refusal(tmp_path / "form.xlsx")


def test_a_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "form.xlsx")) as book:
        book.add_worksheet("survey").write_string(1_048_575, 16_383, "x")
    assert "reaches over more than" in refusal(tmp_path / "form.xlsx")


def test_an_ods_is_read_and_judged_too_and_said_not_to_go_to_odk(tmp_path: Path) -> None:
    document = Document("spreadsheet")
    document.body.clear()
    for name, rows in (
        ("survey", [ask("a"), ask("b", "select_one yes_no")]),
        ("choices", YES_NO),
        ("settings", SETTINGS),
    ):
        table = Table(name)
        table.append_row(_row(list(rows[0])))
        for row in rows:
            table.append_row(_row([str(cell) for cell in row.values()]))
        document.body.append(table)
    document.save(str(tmp_path / "form.ods"))
    reading = xlsform.read(tmp_path / "form.ods")
    assert [problem.what for problem in reading.problems] == [
        "ODK and Kobo do not open workbooks of this kind."
    ]
    assert reading.instrument == xlsform.read(good(tmp_path / "form.xlsx")).instrument


def _row(cells: list[str]) -> "object":
    from odfdo import Row

    row = Row()
    row.set_values(cells)
    return row


def test_the_first_row_holds_the_headings_wherever_the_first_cell_is(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "form.xlsx")) as book:
        sheet = book.add_worksheet("survey")
        for number, cells in enumerate((["type", "name", "label"], ["tekst", "a", "A?"])):
            sheet.write_row(number, 2, cells)
    (problem, *_) = (p for p in xlsform.read(tmp_path / "form.xlsx").problems if p.sheet == "survey")
    assert problem.place == "survey, row 2, type (C2)"


def test_formulas_count_as_what_they_show(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "form.xlsx")) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name", "label"])
        sheet.write_row(1, 0, ["text", "a"])
        sheet.write_formula(1, 2, '="A"&"?"', None, "A?")
    (question,) = xlsform.read(tmp_path / "form.xlsx").found.questions()
    assert question.label == {"": "A?"}

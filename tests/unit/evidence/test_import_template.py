"""The workbook to fill in is read as what it says it is."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from evidence_files import column, mapped, taken
from python_calamine import CalamineWorkbook

from custodes.evidence.shapes import CANONICAL
from custodes.evidence.template import ASKED, SHEET, TECHNOLOGIES, write_template
from custodes.register.terms import Connectivity, SiteClass, Technology

ROW = {
    "Brand": "Axis",
    "Model": "P3245-LV",
    "Technology": "Internal CCTV",
    "Site class": "Not sensitive",
    "Connectivity": "Closed network",
    "Quantity": 3,
    "Quantity basis": "Estimated",
}


def filled(folder: Path, rows: list[dict[str, object]]) -> Path:
    """The template as somebody has filled it in: the same sheets, headings and notes, and rows."""
    made = BytesIO()
    write_template(made)
    made.seek(0)
    book = CalamineWorkbook.from_filelike(made)
    path = folder / "filled.xlsx"
    with xlsxwriter.Workbook(path) as copy:
        for name in book.sheet_names:
            sheet, cells = copy.add_worksheet(name), book.get_sheet_by_name(name).to_python()
            if name == SHEET:
                cells += [[row.get(heading, "") for heading in cells[0]] for row in rows]
            for at, line in enumerate(cells):
                sheet.write_row(at, 0, line)
    return path


def test_every_column_is_recognised_by_its_name_and_the_notes_are_no_list(tmp_path: Path) -> None:
    intake = taken(filled(tmp_path, [ROW]))
    assert intake.table.num_rows == 1
    assert intake.rejects.num_rows == 0
    assert mapped(intake) == {asked.canonical: asked.heading for asked in ASKED}
    assert {match.how for match in intake.files[0].sheets[0].mapping} == {"name"}
    assert {asked.canonical for asked in ASKED} == set(CANONICAL) - {"body"}


def test_what_it_offers_is_read_as_our_words(tmp_path: Path) -> None:
    offered = {asked.heading: asked.choices for asked in ASKED if asked.choices}
    rows = [{**ROW, heading: word} for heading, words in offered.items() for word in words]
    rows.append({**ROW, "Quantity": "", "Quantity basis": "Not held"})
    intake = taken(filled(tmp_path, rows))
    assert set(column(intake, "technology")) == set(Technology.values)
    assert set(column(intake, "connectivity")) == set(Connectivity.values)
    assert set(column(intake, "site_class")) == set(SiteClass.values)
    assert set(column(intake, "quantity_basis")) >= {"estimated", "not_held"}


def test_every_technology_can_be_chosen() -> None:
    assert len(TECHNOLOGIES) == len(Technology)


@pytest.mark.parametrize("heading", ["Firmware", "MAC address", "Serial number", "Date installed"])
def test_cells_that_a_spreadsheet_would_turn_into_numbers_are_text(tmp_path: Path, heading: str) -> None:
    made = BytesIO()
    write_template(made)
    at = [asked.heading for asked in ASKED].index(heading) + 1
    sheet = zipfile.ZipFile(made).read("xl/worksheets/sheet1.xml").decode()
    tags = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall("<col [^>]*>", sheet)]
    assert ["style" in tag for tag in tags if int(tag["min"]) <= at <= int(tag["max"])] == [True]
    assert ["style" in tag for tag in tags if tag["min"] == "12"] == [False], "numbers of devices are numbers"


def test_an_empty_template_holds_no_rows(tmp_path: Path) -> None:
    intake = taken(filled(tmp_path, []))
    assert intake.table.num_rows == intake.rejects.num_rows == 0

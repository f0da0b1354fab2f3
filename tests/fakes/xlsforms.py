"""Real workbooks of questionnaires, written for one test each."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

Rows = Sequence[Mapping[str, str | float]]

SETTINGS: Rows = [{"form_title": "A form (fictional)", "form_id": "fictional", "version": "1"}]
YES_NO: Rows = [
    {"list_name": "yes_no", "name": "yes", "label": "Yes"},
    {"list_name": "yes_no", "name": "no", "label": "No"},
]


def write(path: Path, survey: Rows, choices: Rows = (), settings: Rows = SETTINGS, **others: Rows) -> Path:
    """A workbook with these sheets; one without rows is left out. Row 2 of a sheet is the first of its rows."""
    sheets = {"survey": survey, "choices": choices, "settings": settings, **others}
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            if rows:
                _fill(book.add_worksheet(name), rows)
        if not any(sheets.values()):
            book.add_worksheet("survey")
    return path


def _fill(sheet: "xlsxwriter.worksheet.Worksheet", rows: Rows) -> None:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    _write(sheet, 0, headings)
    for number, row in enumerate(rows, 1):
        _write(sheet, number, [row.get(heading, "") for heading in headings])


def _write(sheet: "xlsxwriter.worksheet.Worksheet", number: int, cells: Iterable[str | float]) -> None:
    for at, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(number, at, cell)
        else:
            sheet.write_number(number, at, cell)


def ask(name: str, kind: str = "text", **cells: str) -> dict[str, str | float]:
    """A row that asks something."""
    return {"type": kind, "name": name, "label": f"What about {name}?", **cells}

"""A downloaded workbook of a return, filled in as people do: read as rows, changed, written again by another program."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from odfdo import Cell, Document, Row, Table
from python_calamine import CalamineWorkbook

Sheets = dict[str, list[list[Any]]]
KEY = "custodes::key"


def sheets_of(workbook: bytes) -> Sheets:
    """Every sheet as rows of cells."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def as_xlsx(sheets: Sheets) -> bytes:
    """Written without any of our formats, validations or protection: only what is in the cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell != "":
                        write = sheet.write_datetime if hasattr(cell, "isoformat") else sheet.write
                        write(at, column, cell, *([day] if hasattr(cell, "isoformat") else []))
    return buffer.getvalue()


def as_ods(sheets: Sheets) -> bytes:
    """As LibreOffice would save it."""
    document = Document("spreadsheet")
    document.body.clear()
    for name, rows in sheets.items():
        table = Table(name)
        for row in rows:
            made = Row()
            for cell in row:
                made.append_cell(Cell(cell if cell != "" else None))
            table.append_row(made)
        document.body.append(table)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def filled_in(
    workbook: bytes,
    answers: Mapping[str, Mapping[str, Any] | Any],
    write: Callable[[Sheets], bytes] = as_xlsx,
) -> bytes:
    """The workbook with other cells. `answers`: by key, the answer's cell, or cells by their headings."""
    sheets = sheets_of(workbook)
    left = dict(answers)
    for rows in sheets.values():
        head = next((row for row in rows if KEY in row), None)
        for row in rows if head else ():
            key = row[head.index(KEY)] if head else ""
            if head and key in left:
                cells = left.pop(key)
                for heading, cell in (cells if isinstance(cells, dict) else {"Your answer": cells}).items():
                    row[head.index(heading)] = cell
    assert not left, f"the workbook has no row for {list(left)}"
    return write(sheets)

"""Tables as an Excel workbook: a sheet each, written row by row so that memory stays small.

Text is written as text: no cell is a formula or a link, whatever it begins with, and nothing is put in
front of it as `cells.safe_cell` does for CSV, where a spreadsheet program decides what a cell is. Days and
times are text in ISO form, which every program sorts alike and none shows in another time zone.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter  # type: ignore[import-untyped]

from custodes.publication.files import replacing

MOST_ROWS = 1_048_575
"""Rows below the headings that Excel opens; a table with more goes on in another sheet."""
LONGEST = 32_767
"""Characters of a cell that Excel opens; a longer text ends in "…"."""
BATCH = 5_000
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def write_workbook(tables: Mapping[str, pa.Table], path: Path, notice: str = "") -> None:
    """`tables` by the name of their sheet. `notice` stands in a sheet before the others.

    Raises OutputError where `path` cannot be written.
    """
    with replacing(path) as part, xlsxwriter.Workbook(str(part), OPTIONS) as book:
        if notice:
            book.set_properties({"comments": notice})
            book.add_worksheet("notice").write_string(0, 0, notice)
        for name, table in tables.items():
            for number, start in enumerate(range(0, max(1, table.num_rows), MOST_ROWS), 1):
                sheet = book.add_worksheet(f"{name} {number}" if number > 1 else name)
                _fill(book, sheet, table.slice(start, MOST_ROWS))


def _fill(book: Any, sheet: Any, table: pa.Table) -> None:
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, name in enumerate(table.column_names):
        sheet.write_string(0, column, name, bold)
    for place, row in enumerate(_rows(table), 1):
        for column, value in enumerate(row):
            _write(sheet, place, column, value)


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, value if len(value) <= LONGEST else value[: LONGEST - 1] + "…")
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, dt.date):
        sheet.write_string(row, column, value.isoformat())
    elif value is not None:
        sheet.write_number(row, column, value)

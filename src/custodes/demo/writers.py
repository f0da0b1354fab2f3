"""Sheets to bytes: the formats people send. Nothing written here depends on the clock."""

import csv
import datetime as dt
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter  # type: ignore[import-untyped]

from custodes.demo.layout import Sheet
from custodes.demo.mistakes import Cell
from custodes.demo.names import FICTIONAL_NOTICE

WRITTEN = dt.datetime(2022, 6, 30, tzinfo=dt.UTC).replace(tzinfo=None)
"""The creation date inside workbooks, fixed so that the same estate has the same bytes."""

TWO_PART_NUMBER = re.compile(r"\d+\.\d+")


def _as_text(cell: Cell) -> str:
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else str(cell)


def write_csv(path: Path, sheets: list[Sheet], *, encoding: str, delimiter: str) -> None:
    """One sheet as delimited text. Trailing empty cells are left off some lines, as hand-made files do.

    What the encoding cannot hold becomes "?", as it does in old spreadsheet programs.
    """
    (sheet,) = sheets
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        out = csv.writer(file, delimiter=delimiter)
        out.writerows([title] for title in sheet.titles)
        if len(sheet.titles) > 1:
            out.writerow([])
        out.writerow(sheet.headings)
        out.writerows(_ragged(line, number) for number, line in enumerate(sheet.lines))


def _ragged(line: list[Cell], number: int) -> list[str]:
    texts = [_as_text(cell) for cell in line]
    if number % 50 == 7:
        while texts and not texts[-1]:
            texts.pop()
    if number % 400 == 11:
        texts += ["", "checked"]
    return texts


def write_xlsx(path: Path, sheets: list[Sheet]) -> None:
    """A workbook: merged title rows, then headings, then lines; dates as dates."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": WRITTEN, "comments": FICTIONAL_NOTICE})
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for sheet in sheets:
        _add_sheet(book, sheet, bold, day)
    book.close()


def _add_sheet(book: Any, sheet: Sheet, bold: object, day: object) -> None:
    page = book.add_worksheet(sheet.name)
    last = len(sheet.headings) - 1
    for number, title in enumerate(sheet.titles):
        if last:
            page.merge_range(number, 0, number, last, title, bold)
        else:
            page.write_string(number, 0, title, bold)
    start = len(sheet.titles) + 1
    page.write_row(start, 0, sheet.headings, bold)
    for number, line in enumerate(sheet.lines, start + 1):
        for column, cell in enumerate(line):
            _add_cell(page, number, column, cell, day)
    if sheet.hidden:
        page.hide()


def _add_cell(page: Any, row: int, column: int, cell: Cell, day: object) -> None:
    """One cell. Text like "7.80" becomes the number 7.8, as it does when people type it."""
    if isinstance(cell, dt.date):
        page.write_datetime(row, column, cell, day)
    elif isinstance(cell, int) or (cell and TWO_PART_NUMBER.fullmatch(cell)):
        page.write_number(row, column, float(cell))
    elif cell:
        page.write_string(row, column, cell)


def write_parquet(path: Path, sheets: list[Sheet]) -> None:
    """One sheet as text columns, the notice in a `note` column and in the file's metadata."""
    (sheet,) = sheets
    texts = [[_as_text(cell) or None for cell in line] for line in sheet.lines]
    named = dict(zip(sheet.headings, map(list, zip(*texts, strict=True)), strict=True))
    written = pa.table({**named, "note": [FICTIONAL_NOTICE] * len(texts)})
    pq.write_table(written.replace_schema_metadata({"note": FICTIONAL_NOTICE}), path)


def write_jsonl(path: Path, sheets: list[Sheet]) -> None:
    """One sheet as an object a line without its empty cells, the notice in a `note` member of each."""
    (sheet,) = sheets
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in sheet.lines:
            named = zip(sheet.headings, map(_as_text, line), strict=True)
            row = {heading: text for heading, text in named if text} | {"note": FICTIONAL_NOTICE}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


FORMATS: dict[str, tuple[str, Callable[[Path, list[Sheet]], None]]] = {
    "xlsx": (".xlsx", write_xlsx),
    "csv": (".csv", partial(write_csv, encoding="utf-8", delimiter=",")),
    "csv-excel": (".csv", partial(write_csv, encoding="utf-8-sig", delimiter=",")),
    "csv-latin": (".csv", partial(write_csv, encoding="cp1252", delimiter=",")),
    "csv-semicolon": (".csv", partial(write_csv, encoding="cp1252", delimiter=";")),
    "tsv-utf16": (".tsv", partial(write_csv, encoding="utf-16", delimiter="\t")),
    "parquet": (".parquet", write_parquet),
    "jsonl": (".jsonl", write_jsonl),
}
"""The forms in which lists arrive: file suffix and writer, by the name that bodies.csv uses."""

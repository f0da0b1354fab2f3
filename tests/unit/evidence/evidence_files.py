"""Real files made on the fly, and what comes of taking them in."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from custodes.evidence.intake import take_in
from custodes.evidence.mapping import Mapping
from custodes.evidence.shapes import Intake

Sheet = Sequence[Sequence[Any]]


def written_text(folder: Path, text: str, name: str = "estate.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def written_csv(folder: Path, rows: Sheet, name: str = "estate.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def written_xlsx(folder: Path, sheets: dict[str, Sheet], name: str = "estate.xlsx") -> Path:
    path = folder / name
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", "strings_to_urls": False}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def taken(path: Path, mapping: Mapping | None = None) -> Intake:
    intake = take_in([path], mapping)
    for file in intake.files:
        assert file.rows_in == file.rows_accepted + file.rows_rejected
    return intake


def taken_text(folder: Path, text: str, mapping: Mapping | None = None) -> Intake:
    return taken(written_text(folder, text), mapping)


def column(intake: Intake, name: str) -> list[Any]:
    found: list[Any] = intake.table.column(name).to_pylist()
    return found


def mapped(intake: Intake, table: int = 0) -> dict[str, str]:
    """Canonical column to header, of one table of the first file."""
    return {match.canonical: match.header for match in intake.files[0].sheets[table].mapping}


def said(intake: Intake) -> list[tuple[str, int, str, str]]:
    return [(p.kind, p.line, p.column, p.problem) for p in intake.problems]

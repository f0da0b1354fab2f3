"""How rows stand in a file: title rows, headings, sheets, blank rows, totals, ragged ends."""

from random import Random
from typing import NamedTuple

from custodes.demo.mistakes import Cell, Row
from custodes.demo.names import FICTIONAL_NOTICE, Body, table

PASSWORD_BODIES = frozenset({"Cindershire Police (fictional)", "Harrowmere Constabulary (fictional)"})
"""Whose lists keep a column of (fake) passwords, which the reader must refuse."""

SHEETED_STYLES = frozenset({"register", "survey"})
"""Workbooks of these styles have a sheet per technology."""

REPEATED_HEADING_STYLES = frozenset({"register", "asset"})
ROWS_PER_PRINTED_PAGE = 500
TOTALLED_STYLES = frozenset({"survey", "thin"})


class Sheet(NamedTuple):
    """One sheet: title rows, then headings, then lines of cells in heading order."""

    name: str
    titles: list[str]
    headings: list[str]
    lines: list[list[Cell]]
    hidden: bool = False


EXTRA_SHEETS = {
    "register": [
        Sheet("Lookups", [FICTIONAL_NOTICE], ["Status"], [["Live"], ["Faulty"], ["Removed"]], hidden=True)
    ],
    "survey": [
        Sheet(
            "Notes",
            [FICTIONAL_NOTICE],
            ["Notes"],
            [["Figures are from the help desk."], ["Leased sites left out."]],
        )
    ],
}
"""Sheets of a workbook that list no devices, by style."""


def columns(body: Body) -> dict[str, str]:
    """Canonical column to its heading in this body's list, in the order of the file."""
    row = next(row for row in table("headings") if row["style"] == body.style)
    return {
        column: heading
        for column, heading in row.items()
        if heading and column != "style" and (column != "password" or body.name in PASSWORD_BODIES)
    }


def _cells(row: Row, wanted: list[str], style: str) -> list[Cell]:
    cells = row.cells
    if style == "combined":
        cells = cells | {"brand": f"{cells.get('brand', '')} {cells.get('model', '')}".strip()}
    return [cells.get(column) for column in wanted]


def _untidy(lines: list[list[Cell]], headings: list[str], style: str, rng: Random) -> list[list[Cell]]:
    """The lines with blank rows, and headings repeated at every printed page."""
    untidy: list[list[Cell]] = []
    for number, line in enumerate(lines, 1):
        untidy.append(line)
        if rng.random() < 0.003:
            untidy.append([None] * len(headings))
        if style in REPEATED_HEADING_STYLES and number % ROWS_PER_PRINTED_PAGE == 0:
            untidy.append(list(headings))
    return untidy


def _total(part: list[Row], wanted: list[str]) -> list[Cell]:
    """The line under a list that adds up its quantities."""
    devices = sum(row.devices for row in part)
    return ["Total", *[devices if column == "quantity" else None for column in wanted[1:]]]


def _titles(body: Body) -> list[str]:
    about = f"{body.name}: surveillance camera list"
    match body.style:
        case "vms":
            return [FICTIONAL_NOTICE]
        case "survey":
            return [FICTIONAL_NOTICE, about, "One row per purchase, as at 30 June 2022"]
        case _:
            return [FICTIONAL_NOTICE, about]


def _parts(body: Body, rows: list[Row]) -> dict[str, list[Row]]:
    """Rows by the sheet they stand on."""
    if body.format != "xlsx" or body.style not in SHEETED_STYLES:
        return {"Cameras": rows}
    parts: dict[str, list[Row]] = {}
    for row in rows:
        typed = str(row.cells.get("technology", "")).casefold()
        name = next((name for word, name in SHEET_WORDS.items() if word in typed), "Other equipment")
        parts.setdefault(name, []).append(row)
    return parts


SHEET_WORDS = {"external": "External CCTV", "internal": "Internal CCTV", "anpr": "ANPR"}
"""A word of the typed technology to the sheet its rows go on."""


def sheets(body: Body, rows: list[Row], rng: Random) -> list[Sheet]:
    """The sheets of this body's file; one where its format has no sheets."""
    wanted = columns(body)
    headings = list(wanted.values())
    tidy = body.format in ("parquet", "jsonl")
    laid_out = []
    for name, part in _parts(body, rows).items():
        lines = [_cells(row, list(wanted), body.style) for row in part]
        if not tidy:
            lines = _untidy(lines, headings, body.style, rng)
        if body.style in TOTALLED_STYLES:
            lines.append(_total(part, list(wanted)))
        laid_out.append(Sheet(name, _titles(body), headings, lines))
    return laid_out + (EXTRA_SHEETS.get(body.style, []) if body.format == "xlsx" else [])

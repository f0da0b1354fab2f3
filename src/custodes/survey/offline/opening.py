"""An uploaded workbook opened safely: its sheets as rows of texts by their headings."""

from collections.abc import Iterator
from typing import NamedTuple

from custodes.errors import UnreadableInput
from custodes.evidence.readers import spreadsheet, zipped
from custodes.evidence.shapes import Grid
from custodes.survey.offline.columns import ANSWER, KEY, QUESTION, plain

LARGEST_FILE = 20_000_000
"""Bytes that are taken at all. A return of 119 questions has 40 thousand."""
LARGEST = 128 * 1024**2
"""Bytes that all parts of a workbook may unpack to."""
MOST_ROWS = 50_000
"""Rows of a sheet: a form of 10,000 questions with a row for each choice has fewer."""
MOST_COLUMNS = 100
_LOOKED_AT = 50
"""Rows in which the headings are looked for."""


class RowRead(NamedTuple):
    """A row below the headings. `number`: as the spreadsheet has it."""

    number: int
    cells: dict[str, str]
    """Heading to text, of the cells that are filled."""
    fault: str
    """A formula that gives an error stands in it: in which column, else ""."""


class SheetRead(NamedTuple):
    """A sheet of a return. `headings`: those that it has, as we call them."""

    name: str
    headings: frozenset[str]
    rows: list[RowRead]


def open_return(data: bytes, name: str) -> list[SheetRead]:
    """The sheets that are of a return: others are nobody's answers. Raises UnreadableInput."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06", spreadsheet.OLE2)):
        raise UnreadableInput(f"{name} is not a workbook.", "Upload the one you downloaded: xlsx or ods.")
    _refuse_large(data, name)
    grids = spreadsheet.read(data, name)
    for grid in grids:
        if len(grid.lines) > MOST_ROWS or len(grid.columns) > MOST_COLUMNS:
            what = f"The sheet “{grid.sheet}” of {name} is too large to be of a return."
            raise UnreadableInput(what, "Delete what stands below and beside the questions.")
    return [sheet for grid in grids if (sheet := _sheet(grid)) is not None]


def _refuse_large(data: bytes, name: str) -> None:
    """Before anything is unpacked; what lies about its size is found out while it is."""
    parts = {} if data.startswith(spreadsheet.OLE2) else zipped.parts(data, name)
    if max(len(data), sum(part.file_size for part in parts.values())) > LARGEST:
        what = f"{name} would unpack to over {LARGEST // 1024**2} MB, too much for a return."
        raise UnreadableInput(what, "Delete pictures and stray cells from it, then save it again.")
    for part in parts:
        for _ in zipped.unpacked(data, part, name):
            pass


def _sheet(grid: Grid) -> SheetRead | None:
    """None for a sheet without the headings of a return."""
    columns = [column.to_pylist() for column in grid.columns]
    lines = grid.lines.to_pylist()
    for at in range(min(_LOOKED_AT, len(lines))):
        headings = {here: column[at].strip() for here, column in enumerate(columns) if column[at].strip()}
        if KEY in headings.values() or {QUESTION, ANSWER} <= set(headings.values()):
            faults = {trouble.at: headings.get(trouble.column or 0, "") for trouble in grid.troubles}
            rows = list(_rows(columns, lines, at, headings, faults))
            return SheetRead(grid.sheet, frozenset(headings.values()), rows)
    return None


def _rows(
    columns: list[list[str]], lines: list[int], top: int, headings: dict[int, str], faults: dict[int, str]
) -> Iterator[RowRead]:
    for at in range(top + 1, len(lines)):
        cells = {heading: plain(columns[here][at]) for here, heading in headings.items()}
        filled = {heading: text for heading, text in cells.items() if text}
        if filled:
            yield RowRead(lines[at], filled, faults.get(at, ""))

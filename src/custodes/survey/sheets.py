"""A workbook opened safely, and its sheets as rows of named cells."""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from custodes.errors import UnreadableInput
from custodes.evidence.readers import bytes_of, spreadsheet, zipped
from custodes.evidence.shapes import Grid
from custodes.survey import vocabulary
from custodes.survey.instrument import Words
from custodes.survey.problems import Problem, Severity
from custodes.survey.vocabulary import Column, nearest

SHEETS = ("survey", "choices", "settings")
NOT_READ = {
    "external_choices": "choices in another sheet or file are not read",
    "entities": "entities are not kept",
    "osm": "a page has no map to pick from",
}
"""Sheets that XLSForm has and we do not read."""

LARGEST = 64 * 1024**2
"""Bytes that all parts of a questionnaire may unpack to. One of 10,000 questions has 5 MB."""
MOST_ROWS = 20_000
"""Rows that a sheet of a questionnaire may have."""
MOST_COLUMNS = 200
"""Columns that a sheet of a questionnaire may have."""
MOST_BLANK = 60
"""Blank rows in a sheet beyond which pyxform takes it to have ended."""


class Workbook(NamedTuple):
    """A file that was opened: its bytes, and its sheets by their name in lower case."""

    name: str
    data: bytes
    grids: Mapping[str, Grid]
    merged: Mapping[str, tuple[str, ...]]
    """Ranges of merged cells by sheet, as "A2:A5"."""

    @property
    def names(self) -> list[str]:
        """Sheets as the file calls them, in its order."""
        return [grid.sheet for grid in self.grids.values()]


class Heading(NamedTuple):
    """A column of a sheet. `column` is None for one that nobody knows."""

    at: int
    given: str
    name: str
    language: str
    column: Column | None

    @property
    def letter(self) -> str:
        return letters(self.at)


def open_workbook(path: Path) -> Workbook:
    """The sheets of a file. Raises UnreadableInput: missing, damaged, locked, too large, or no spreadsheet."""
    data = bytes_of(path)
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06", spreadsheet.OLE2)):
        raise UnreadableInput(
            f"{path.name} is not a workbook.", "A questionnaire is an XLSForm: save it as xlsx."
        )
    _refuse_large(data, path.name)
    grids = spreadsheet.read(data, path.name)
    for grid in grids:
        if grid.sheet.strip().lower() in SHEETS:
            _refuse_long_or_wide(grid, path.name)
    return Workbook(path.name, data, {grid.sheet.strip().lower(): grid for grid in grids}, _merged(data))


def _refuse_long_or_wide(grid: Grid, name: str) -> None:
    if len(grid.lines) > MOST_ROWS:
        what, mend = f"more than {MOST_ROWS:,} rows", "Delete what is below the last question."
    elif len(grid.columns) > MOST_COLUMNS:
        what, mend = f"more than {MOST_COLUMNS} columns", "Delete what is right of the last heading."
    else:
        return
    raise UnreadableInput(f"The sheet “{grid.sheet}” of {name} has {what}.", mend)


def _refuse_large(data: bytes, name: str) -> None:
    """A questionnaire is small: what would unpack to more than `LARGEST`, or lies about its size, is none."""
    parts = {} if data.startswith(spreadsheet.OLE2) else zipped.parts(data, name)
    if max(len(data), sum(part.file_size for part in parts.values())) > LARGEST:
        raise UnreadableInput(
            f"{name} would unpack to over {LARGEST // 1024**2} MB, too much for a questionnaire.",
            "Delete pictures and stray cells from it, then save it again.",
        )
    for part in parts:
        for _ in zipped.unpacked(data, part, name):
            pass  # to its end: a part that is longer than the zip says is found out there


def _merged(data: bytes) -> dict[str, tuple[str, ...]]:
    """Other programs see only the top left cell of those, so that the same form would differ there."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name.strip().lower(): tuple(
            f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
            for (top, left), (bottom, right) in book.get_sheet_by_name(name).merged_cell_ranges or ()
        )
        for name in book.sheet_names
        if name.strip().lower() in SHEETS
    }


def letters(at: int) -> str:
    """The letters of a column that is counted from 0: 27 is AB."""
    before, last = divmod(at, 26)
    return (letters(before - 1) if before else "") + chr(65 + last)


Say = Callable[[Problem], None]


@dataclass(frozen=True)
class Row:
    """One row below the headings."""

    sheet: "Sheet"
    number: int
    cells: Mapping[int, str]
    """Position of the heading -> text, of the cells that are filled."""

    def text(self, column: str) -> str:
        """What stands in a column that is not translated, "" where nothing does."""
        return next((self.cells[h.at] for h in self.sheet.of(column) if h.at in self.cells), "")

    def words(self, column: str) -> Words:
        """Language to text, of the languages in which there is one."""
        return {h.language: self.cells[h.at] for h in self.sheet.of(column) if h.at in self.cells}

    def error(self, column: str, what: str, mend: str) -> None:
        """Say what is wrong in a column of this row."""
        self._say("error", column, what, mend)

    def warn(self, column: str, what: str, mend: str) -> None:
        """Say what somebody should know of a column of this row."""
        self._say("warning", column, what, mend)

    def _say(self, severity: Severity, column: str, what: str, mend: str) -> None:
        found = self.sheet.of(column)
        heading = next((h for h in found if h.at in self.cells), found[0] if found else None)
        given, cell = (heading.given, f"{heading.letter}{self.number}") if heading else (column, "")
        self.sheet.say(Problem(severity, self.sheet.name, self.number, given, cell, what, mend))


@dataclass(frozen=True)
class Sheet:
    """A sheet with its headings understood."""

    name: str
    headings: tuple[Heading, ...]
    say: Say
    rows: list[Row] = field(default_factory=list)

    @cached_property
    def _by_name(self) -> dict[str, list[Heading]]:
        found: dict[str, list[Heading]] = {}
        for heading in self.headings:
            found.setdefault(heading.name, []).append(heading)
        return found

    def of(self, column: str) -> Sequence[Heading]:
        """The headings of a column: several where it is translated, none where the sheet lacks it."""
        return self._by_name.get(column, ())

    def problem(self, severity: Severity, what: str, mend: str) -> None:
        """Say what is wrong with the sheet as a whole."""
        self.say(Problem(severity, self.name, 0, "", "", what, mend))


def read_sheet(book: Workbook, name: str, say: Say, language: str = "") -> Sheet | None:
    """A sheet of the workbook, its headings looked at; None where there is none of that name.

    `language`: what a translated column is in whose heading names none.
    """
    grid = book.grids.get(name)
    if grid is None:
        return None
    columns = [column.to_pylist() for column in grid.columns]
    given = {at + grid.first_column: cells[0] for at, cells in enumerate(columns) if cells}
    sheet = Sheet(grid.sheet, tuple(_headings(name, given, language)), say)
    _look_at_headings(sheet, name)
    for place in book.merged.get(name, ()):
        sheet.problem(
            "warning",
            f"Cells {place} are merged: other programs read the first of them and find the others blank.",
            "Unmerge them and fill each cell.",
        )
    sheet.rows.extend(_rows(sheet, grid, columns))
    _look_at_gaps(sheet)
    _look_at_unread(sheet)
    return sheet


def _headings(sheet: str, given: Mapping[int, str], language: str) -> Iterator[Heading]:
    """Headings as `label`, `label::English (en)`, `custodes::theme`; with a single colon in old forms."""
    known = vocabulary.columns(sheet)
    for at, text in given.items():
        if not text:
            continue
        parts = re.split(r"\s*::\s*", " ".join(text.split()))
        if len(parts) == 1 and text.count(":") == 1 and not text.lower().startswith("jr:"):
            parts = re.split(r"\s*:\s*", parts[0])
        found = _heading(at, text, parts, known)
        plain = found.column is not None and found.column.translated and not found.language
        yield found._replace(language=language) if plain else found


def _heading(at: int, given: str, parts: list[str], known: Mapping[str, Column]) -> Heading:
    for taken in range(len(parts), 0, -1):
        column = known.get("::".join(parts[:taken]).lower().replace(" ", "_"))
        if column and (column.translated or taken == len(parts)):
            return Heading(at, given, column.name, "::".join(parts[taken:]), column)
    return Heading(at, given, given, "", None)


def _look_at_headings(sheet: Sheet, name: str) -> None:
    seen: dict[tuple[str, str], Heading] = {}
    for heading in sheet.headings:
        first = seen.setdefault((heading.name, heading.language), heading)
        if first is not heading:
            what = f"Columns {first.letter} (“{first.given}”) and {heading.letter} (“{heading.given}”) are the same one."
            _say_of(sheet, "error", heading, what, "Keep one of them.")
        if heading.column is None:
            _unknown(sheet, name, heading)


def _unknown(sheet: Sheet, name: str, heading: Heading) -> None:
    """A column of choices may be anything, for choice filters; so only near misses are spoken of there."""
    known = [column for column, facts in vocabulary.columns(name).items() if facts.use == "read"]
    meant = nearest(heading.given.partition("::")[0] if not _ours(heading) else heading.given, known)
    if name == "choices" and not meant:
        return
    mend = (
        f"Write “{meant}” if that is meant." if meant else "Correct the heading, or leave it: it is not read."
    )
    _say_of(sheet, "warning", heading, f"“{heading.given}” is no column that is known.", mend)


def _ours(heading: Heading) -> bool:
    return heading.given.lower().startswith(vocabulary.OURS)


def _say_of(sheet: Sheet, severity: Severity, heading: Heading, what: str, mend: str) -> None:
    sheet.say(Problem(severity, sheet.name, 1, heading.given, f"{heading.letter}1", what, mend))


def _rows(sheet: Sheet, grid: Grid, columns: list[list[str]]) -> Iterator[Row]:
    headings = [heading.at for heading in sheet.headings]
    for index, line in enumerate(grid.lines.to_pylist()[1:], 1):
        cells = {at: columns[at - grid.first_column][index] for at in headings}
        filled = {at: text for at, text in cells.items() if text}
        if filled:
            yield Row(sheet, line, filled)


def _look_at_gaps(sheet: Sheet) -> None:
    for above, row in pairwise(sheet.rows):
        if row.number - above.number > MOST_BLANK:
            what = f"There are {row.number - above.number - 1} blank rows above: other programs stop reading there."
            row.warn("type", what, "Delete the blank rows.")


def _look_at_unread(sheet: Sheet) -> None:
    """Columns that XLSForm has, somebody filled, and we do not use."""
    for heading in sheet.headings:
        column = heading.column
        if column and column.use == "warned" and any(heading.at in row.cells for row in sheet.rows):
            _say_of(
                sheet,
                "warning",
                heading,
                f"“{heading.given}” is not used here: {column.why}.",
                "Nothing needs to be done; say in the label or hint what people must know.",
            )

"""The columns of one table made ready: credentials refused or cut out, the rest recognised."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from custodes.evidence import mend
from custodes.evidence.headers import Table, row_of, with_unknown_headers
from custodes.evidence.mapping import IGNORE, Columns
from custodes.evidence.recognise import Match, looks_like, recognise
from custodes.evidence.secrets import is_secret, redact_column
from custodes.evidence.shapes import NEEDED, Grid
from custodes.evidence.synonyms import senses


class Prepared(NamedTuple):
    """A table whose columns are recognised, and nothing checked yet."""

    grid: Grid
    table: Table
    columns: tuple[pa.DictionaryArray, ...]
    """Data rows only, without credentials; refused columns are blank."""
    cut: dict[int, pa.Array]
    """Column to a boolean for each row: a credential was taken out."""
    matches: tuple[Match, ...]
    beaten: tuple[tuple[int, int, str], ...]
    refused: frozenset[int]
    leading: int
    """Columns of a mend file's own, before the original ones."""

    def has_needed(self) -> bool:
        return any(match.canonical in NEEDED for match in self.matches)


def prepare(grid: Grid, table: Table, mapping: Columns) -> Prepared:
    """Recognise the columns of `table`. `mapping` is the user's, for this file."""
    leading = mend.leading_columns(table.headers)
    refused = _refused(grid, table)
    columns, cut = [], {}
    for at, whole in enumerate(grid.columns):
        column = _blanked(whole, table.rows) if at in refused else _rows_of(whole, table.rows)
        column, was_cut = redact_column(mend.unmarked(column) if leading else column)
        columns.append(column)
        if pc.any(was_cut).as_py():
            cut[at] = was_cut
    given = dict.fromkeys(range(leading), IGNORE) | _given(table.headers, leading, mapping)
    blanked = {
        at: "" if canonical == IGNORE else canonical for at, canonical in given.items() if at not in refused
    }
    found = recognise(table.headers, columns, blanked, refused, table.recognised)
    return Prepared(grid, table, tuple(columns), cut, found.matches, found.beaten, refused, leading)


def prepare_headless(grid: Grid, table: Table, mapping: Columns) -> Prepared:
    """The same for a table without headers that we know. Its first row may hold unknown ones."""
    bare, named = prepare(grid, table, mapping), with_unknown_headers(grid, table)
    first = row_of(grid, table.rows[0].as_py())
    if named is None or any(looks_like(match.canonical, first[match.at]) for match in bare.matches):
        return bare
    return prepare(grid, named, mapping)


def _rows_of(column: pa.DictionaryArray, rows: pa.Array) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(column.indices.take(rows), column.dictionary)


def _blanked(column: pa.DictionaryArray, rows: pa.Array) -> pa.DictionaryArray:
    """Nothing of a refused column, not even its distinct values, goes any further."""
    return pa.DictionaryArray.from_arrays(
        pa.repeat(pa.scalar(0, column.indices.type), len(rows)), pa.array([""])
    )


def _given(headers: Sequence[str], leading: int, mapping: Columns) -> dict[int, str]:
    plain = {" ".join(header.casefold().split()): canonical for header, canonical in mapping.items()}
    given = {}
    for at, header in enumerate(headers):
        marked = mend.marked_meaning(header) if leading else mend.Original(header, "")
        asked = plain.get(header.casefold()) or plain.get(marked.header.casefold()) or marked.canonical
        if asked and at >= leading:
            given[at] = asked
    return given


def _refused(grid: Grid, table: Table) -> frozenset[int]:
    """Columns that look like credentials by their header, by a heading over it, or by the cells below it.

    A column without a header beside a refused one is refused too: "Login" may span both.
    """
    below = {
        at
        for at, header in enumerate(table.headers)
        if not senses(header) and any(map(is_secret, _labels(grid.columns[at])))
    }
    return frozenset(_spread(_header_cells(grid, table)) | _spread(_heading_over(grid, table)) | below)


def _labels(column: pa.DictionaryArray) -> list[str]:
    """The values that could be a second line of headers: a few words without digits."""
    values = column.dictionary.filter(pc.less_equal(pc.utf8_length(column.dictionary), 40))
    words = values.filter(pc.invert(pc.match_substring_regex(values, r"[0-9:=]|\S+\s+\S+\s+\S+\s+\S")))
    found: list[str] = words.to_pylist()
    return found


def _header_cells(grid: Grid, table: Table) -> Sequence[str]:
    if table.header_index is not None:
        return row_of(grid, table.header_index)
    return grid.header if grid.header is not None else [""] * len(grid.columns)


def _heading_over(grid: Grid, table: Table) -> Sequence[str]:
    """The row right over the headers, where it holds headings of groups of columns and is no title."""
    if not table.header_index:
        return []
    row = row_of(grid, table.header_index - 1)
    return row if sum(1 for cell in row if cell) > 1 else []


def _spread(cells: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for at, cell in enumerate(cells):
        if is_secret(cell) or (not cell and at - 1 in found):
            found.add(at)
    return found

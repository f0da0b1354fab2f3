"""Where the tables of a sheet are: below title rows, with headers repeated, or one table under another."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from custodes.evidence import mend
from custodes.evidence.secrets import is_secret, redact
from custodes.evidence.shapes import NEEDED, Grid
from custodes.evidence.synonyms import names_needed, senses
from custodes.evidence.text import clean, is_blank

LOOK_AT = 100
"""Non-blank rows at the top of a sheet among which the headers are looked for."""
_LONGEST_HEADER = 80
_MOST_WORDS = 5_000
_MOST_TITLES = 15


class Table(NamedTuple):
    """One table of a grid."""

    header_index: int | None
    """Row of the grid that holds the headers; None where the format gives them or there are none."""
    headers: tuple[str, ...]
    rows: pa.Array
    """int64 indices into the grid: its data rows, in order."""
    above: tuple[int, ...] = ()
    """Non-blank rows over the headers, which are titles and notes."""
    repeats: tuple[int, ...] = ()
    """Rows that repeat the headers, or hold headings over those of the next table."""
    recognised: bool = True
    """False where no row looks like headers."""


def is_known(cell: str) -> bool:
    """Whether a cell could be a header that we know, a refused one among them."""
    return 0 < len(cell) <= _LONGEST_HEADER and not cell.isdigit() and bool(senses(cell) or is_secret(cell))


def known_words(row: Iterable[str], extra: frozenset[str] = frozenset()) -> int:
    """How many different known headers a row holds. `extra` are those that a mapping names."""
    return len({cell.strip() for cell in row if cell.strip() in extra or is_known(cell.strip())})


def tables(grid: Grid, mapped: frozenset[str]) -> tuple[Table, ...]:
    """The tables of `grid`, from the top. `mapped` are the headers that the user's mapping names."""
    filled = _filled_rows(grid)
    if grid.header is not None:
        named = Table(None, unique_headers(grid.header, grid.first_column), filled)
        return (named,) if grid.header or len(filled) else ()
    if not len(filled):
        return ()
    first = _first_header(grid, filled[:LOOK_AT].to_pylist(), mapped)
    if first is None:
        return (_without_headers(grid, filled, recognised=False),)
    above = filled.filter(pc.less(filled, first))
    wordy = [index for index in _rows_of_known_words(grid) if index > first]
    starts, headings = _header_rows(grid, first, wordy)
    spans = zip(starts, [*starts[1:], len(grid.lines)], strict=True)
    found = tuple(_table(grid, filled, span, wordy, headings) for span in spans)
    if len(above) > _MOST_TITLES:  # too many for titles: rows, which are then rejected one by one
        return (_without_headers(grid, above, recognised=True), *found)
    return (found[0]._replace(above=tuple(above.to_pylist())), *found[1:])


def _filled_rows(grid: Grid) -> pa.Array:
    """Indices of the rows that hold anything, and of those that a reader could not make out."""
    filled = pa.repeat(pa.scalar(False), len(grid.lines))
    for column in grid.columns:
        filled = pc.or_(filled, pc.invert(is_blank(column)))
    unreadable = pa.array([t.at for t in grid.troubles if t.rejects], pa.int64())
    every = pa.arange(0, len(grid.lines))
    return every.filter(pc.or_(filled, pc.is_in(every, unreadable)))


def row_of(grid: Grid, index: int) -> list[str]:
    return [column.dictionary[column.indices[index].as_py()].as_py() for column in grid.columns]


def _header_rows(grid: Grid, first: int, wordy: Sequence[int]) -> tuple[list[int], set[int]]:
    """The first row that holds headers, then every later row that holds different ones.

    Of two such rows right below each other the upper one holds headings of groups of columns: the second
    result.
    """
    starts, current, headings = [first], row_of(grid, first), set()
    for index in wordy:
        row = row_of(grid, index)
        if _begins_a_table(row) and not _repeats(row, current):
            if starts[-1] == index - 1:
                headings.add(starts.pop())
            starts.append(index)
            current = row
    return starts, headings


def _begins_a_table(row: Sequence[str]) -> bool:
    """Whether a row among data holds headers. Where one of them is of a secret, two are enough to be careful."""
    filled = [cell for cell in row if cell]
    if any(map(is_secret, filled)) and known_words(filled) >= max(2, 0.75 * len(filled)):
        return True
    return _heads_a_table(row, share=0.75) and any(map(_is_needed, row))


def _heads_a_table(row: Sequence[str], share: float) -> bool:
    known = known_words(row)
    return known >= 3 and known >= share * sum(1 for cell in row if cell)


def _first_header(grid: Grid, candidates: Sequence[int], mapped: frozenset[str]) -> int | None:
    """The first of `candidates` that surely holds headers; failing that one brand, model or MAC; failing that two.

    Two known words alone do not make headers: a device can be an "IP camera", "networked".
    """
    rows = {index: row_of(grid, index) for index in candidates}
    tests: tuple[Callable[[Sequence[str]], bool], ...] = (
        lambda row: _surely_heads(row, mapped),
        lambda row: any(cell in mapped or _is_needed(cell) for cell in row),
        lambda row: known_words(row) >= 2,
    )
    for test in tests:
        for index, row in rows.items():
            if test(row):
                return index + 1 if _is_heading(row, rows.get(index + 1, [])) else index
    return None


def _is_heading(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether `row` names groups of columns and the row below it the columns themselves."""
    more = known_words(below) >= max(3, known_words(row) + 1)
    return more and _heads_a_table(below, share=0.75) and any(map(_is_needed, below))


def _surely_heads(row: Sequence[str], mapped: frozenset[str]) -> bool:
    if mend.leading_columns(row):
        return True
    names_a_device = any(cell in mapped or (is_known(cell) and _could_be_needed(cell)) for cell in row)
    return (known_words(row, mapped) >= 2 and names_a_device) or _heads_a_table(row, share=0.6)


def _could_be_needed(cell: str) -> bool:
    return any(sense.canonical in NEEDED for sense in senses(cell))


def _is_needed(cell: str) -> bool:
    """A lone header is believed only where it is surely a brand, model or MAC: a cell may say "Camera"."""
    return is_known(cell) and names_needed(cell)


def _repeats(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether `row` holds the same headers again and nothing else."""
    filled = [(cell.casefold(), name.casefold()) for cell, name in zip(row, header, strict=True) if cell]
    same = sum(1 for cell, name in filled if cell == name)
    return same >= 2 and same == len(filled) and 2 * same >= sum(1 for name in header if name)


def _rows_of_known_words(grid: Grid) -> list[int]:
    """Rows with two known headers or more: few, so they may then be looked at one by one."""
    count = pa.repeat(pa.scalar(0, pa.int8()), len(grid.lines))
    for column in grid.columns:
        known = _known_values(column.dictionary)
        if known:
            flags = pc.is_in(column.dictionary, pa.array(known, pa.string())).cast(pa.int8())
            count = pc.add(count, flags.take(column.indices))
    found: list[int] = pc.indices_nonzero(pc.greater_equal(count, 2)).to_pylist()
    return found


def _known_values(values: pa.Array) -> list[str]:
    """The values that are known headers.

    Headers hold no digits, and a column of thousands of different words is not looked through: the other
    columns of a header row give it away.
    """
    short = pc.less_equal(pc.utf8_length(values), _LONGEST_HEADER)
    likely = values.filter(pc.and_(short, pc.invert(pc.match_substring_regex(values, "[0-9]"))))
    return [text for text in likely.to_pylist() if is_known(text)] if len(likely) <= _MOST_WORDS else []


def _table(
    grid: Grid, filled: pa.Array, span: tuple[int, int], wordy: Sequence[int], headings: set[int]
) -> Table:
    start, end = span
    header = row_of(grid, start)
    inner = [index for index in wordy if start < index < end]
    no_rows = [index for index in inner if index in headings or _repeats(row_of(grid, index), header)]
    inside = filled.filter(pc.and_(pc.greater(filled, start), pc.less(filled, end)))
    rows = inside.filter(pc.invert(pc.is_in(inside, pa.array(no_rows, pa.int64()))))
    return Table(start, unique_headers(header, grid.first_column), rows, (), tuple(no_rows))


def _without_headers(grid: Grid, rows: pa.Array, recognised: bool) -> Table:
    return Table(
        None, unique_headers([""] * len(grid.columns), grid.first_column), rows, recognised=recognised
    )


def with_unknown_headers(grid: Grid, table: Table) -> Table | None:
    """`table` with its first row as headers that we do not know, where that can be: words, no two alike."""
    first = table.rows[0].as_py()
    row = row_of(grid, first)
    cells = [cell for cell in row if cell]
    if len(cells) < 2 or len(table.rows) < 2 or len(set(cells)) < len(cells) or any(map(_has_digit, cells)):
        return None
    return Table(first, unique_headers(row, grid.first_column), table.rows[1:], recognised=False)


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def unique_headers(cells: Sequence[str], first_column: int = 0) -> tuple[str, ...]:
    """Header texts in one line each; "column F" where there is none, "Notes (2)" for a second "Notes"."""
    found: dict[str, None] = {}
    for at, cell in enumerate(cells, first_column):
        plain = name = redact(clean(cell)[0][:200])[0] or f"column {_letters(at)}"
        count = 1
        while name in found:
            count += 1
            name = f"{plain} ({count})"
        found[name] = None
    return tuple(found)


def _letters(at: int) -> str:
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)

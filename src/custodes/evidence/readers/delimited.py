"""Text with a delimiter: csv, tsv, semicolons, pipes.

A row with more or fewer cells than the headers is kept and reported, and so is a stray quotation mark that
would swallow the rows after it.
"""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa

from custodes.errors import UnreadableInput
from custodes.evidence import headers
from custodes.evidence.readers.encoding import decode
from custodes.evidence.shapes import MOST_COLUMNS, Grid, Trouble
from custodes.evidence.text import ColumnsOfText, blocks

DELIMITERS = (",", ";", "\t", "|")
STRAY_CELLS = 5_000_000
"""Blank cells that may be added to all rows for the sake of some that are wider than the headers."""
MOST_PADDING = 60_000_000
"""Blank cells added to make the rows of a file equally wide: some 800 MB."""
_SAMPLE_ROWS = 60
_STRAY = ("holds a quotation mark without its partner; the row was read as it stands", "Take it out.")

Rows = list[list[str]]


def read(data: bytes, name: str) -> tuple[Grid, ...]:
    """One grid. `lines` counts records, as a spreadsheet program that opens the file numbers its rows."""
    text = decode(data, name)
    declared, body = _without_declaration(text)
    rows, stray = _rows(body, declared or _delimiter(body))
    return (_grid(rows, stray, _cut_to_size(rows, name)),)


def too_wide(name: str) -> UnreadableInput:
    """The error for a table of more columns than any list has."""
    return UnreadableInput(
        f"{name} has a table of over {MOST_COLUMNS:,} columns.",
        "Delete the stray cell far to the right, or check the line ends, then save it again.",
    )


def _without_declaration(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;" names the delimiter and is not shown as a row."""
    first, _, rest = text.partition("\n")
    first = first.strip().strip('"')
    return (first[4:], rest) if first[:4].lower() == "sep=" and len(first) == 5 else ("", text)


def _delimiter(text: str) -> str:
    """The delimiter that gives the most known headers; failing those, the most even table."""
    sample = "".join(itertools.islice(io.StringIO(text[:200_000], newline=""), _SAMPLE_ROWS))

    def promise(delimiter: str) -> tuple[int, int]:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
        known = max((headers.known_words(row) for row in rows), default=0)
        width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
        return known, count * (width > 1)

    with _long_fields():
        return max(DELIMITERS, key=promise)


class _long_fields:
    """The csv module's limit on a field is one for the whole process: lifted while we read, then put back."""

    def __enter__(self) -> None:
        self._before = csv.field_size_limit(2**31 - 1)

    def __exit__(self, *_: object) -> None:
        csv.field_size_limit(self._before)


def _rows(text: str, delimiter: str) -> tuple[Rows, list[int]]:
    """The rows, and which of them hold a stray quotation mark."""
    with _long_fields():
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = list(reader)
        if reader.line_num == len(rows):
            return _unwrapped(rows), []
        rows, stray = _unswallowed(text, delimiter)
        return _unwrapped(rows), stray


def _unswallowed(text: str, delimiter: str) -> tuple[Rows, list[int]]:
    """Rows again, splitting the records in which a stray quotation mark has swallowed whole rows.

    A quoted cell may hold line ends; but where a line inside it has itself as many delimiters as the table
    has, or the quotation ends in mid-cell or with the file, the mark was not meant as a quotation.
    """
    lines = list(io.StringIO(text, newline=""))
    usual = Counter(line.count(delimiter) for line in lines).most_common(1)[0][0]
    reader = csv.reader(iter(lines), delimiter=delimiter)
    rows: Rows = []
    stray, start = [], 0
    for row in reader:
        record, start = lines[start : reader.line_num], reader.line_num
        if len(record) == 1 or not _swallows(record, delimiter, usual):
            rows.append(row)
            continue
        for line in record:
            if line.count('"') % 2:
                stray.append(len(rows))
                rows.append(next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), []))
            else:
                rows.append(next(csv.reader([line], delimiter=delimiter), []))
    return rows, stray


def _swallows(record: Sequence[str], delimiter: str, usual: int) -> bool:
    try:
        list(csv.reader(record, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return usual > 0 and any(line.count(delimiter) >= usual for line in record[1:-1])


def _unwrapped(rows: Rows) -> Rows:
    """Some exports put each whole line into quotation marks: every row is one cell that is itself a row."""
    if len(rows) < 2 or max(map(len, rows)) > 1:
        return rows
    cells = [row[0] if row else "" for row in rows]
    for delimiter in DELIMITERS:
        inner = [next(csv.reader([cell], delimiter=delimiter), []) if cell else [] for cell in cells]
        if len(inner[0]) > 1 and headers.known_words(inner[0]) > 1:
            return inner
    return rows


def _cut_to_size(rows: Rows, name: str) -> list[Trouble]:
    """Cut, in place, the rows that are far too wide: one among thousands would make every row as wide.

    They are cut to the widest of the others. What is lost is blank cells, or the row is rejected.
    """
    limit = MOST_COLUMNS
    if _padding(rows) > STRAY_CELLS:
        limit = min(limit, _widest_header(rows) + STRAY_CELLS // len(rows))
    over = [at for at, row in enumerate(rows) if len(row) > limit]
    if not over:
        return _not_too_sparse(rows, name)
    expected = _expected_width(rows)
    if expected > MOST_COLUMNS:
        raise too_wide(name)
    filled = {at: _width(rows[at]) for at in over}
    kept = [wide for wide in filled.values() if wide <= limit]
    widest = max([expected, *kept, *(len(row) for row in rows if len(row) <= limit)])
    for at in over:
        rows[at] = rows[at][:widest]
    cut = [_cut(at, wide, widest) for at, wide in filled.items() if wide > widest]
    return cut + _not_too_sparse(rows, name)


def _padding(rows: Rows) -> int:
    """Blank cells that would make all rows equally wide."""
    return len(rows) * max(map(len, rows), default=0) - sum(map(len, rows))


def _widest_header(rows: Rows) -> int:
    expected = _expected_width(rows)
    return max([expected, *(_width(row) for row in rows if len(row) > expected and _is_header(row))])


def _not_too_sparse(rows: Rows, name: str) -> list[Trouble]:
    if _padding(rows) > MOST_PADDING:
        raise UnreadableInput(
            f"{name} has many rows that are far shorter than its headers.",
            "Delete the columns that are not needed, or check the line ends, then save it again.",
        )
    return []


def _cut(at: int, wide: int, kept: int) -> Trouble:
    return Trouble(
        at,
        None,
        f"has {wide:,} cells, far more than other rows; those after the first {kept:,} were not kept",
        "Check the line ends and the quotation marks, or take the extra cells out.",
        rejects=True,
        withhold=True,
    )


def _grid(rows: Rows, stray: Sequence[int], cut: Sequence[Trouble]) -> Grid:
    widths = Counter(map(len, rows))
    width = max(widths, default=0)
    troubles = [Trouble(at, None, *_STRAY) for at in stray] + list(cut)
    rejected = {trouble.at for trouble in cut}
    if len(widths) > 1:
        troubles += [trouble for trouble in _ragged(rows) if trouble.at not in rejected]
    columns = ColumnsOfText(width)
    for block in blocks(rows):
        columns.add(block if set(map(len, block)) == {width} else [_padded(row, width) for row in block])
    return Grid("", columns.finish(), pa.arange(1, len(rows) + 1), troubles=tuple(troubles))


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _ragged(rows: Rows) -> Iterator[Trouble]:
    """Rows that do not have as many cells as the headers. Blank cells at the end do not count."""
    expected = _expected_width(rows)
    for index, row in enumerate(rows):
        if len(row) == expected or not any(row):
            continue
        if _is_header(row):  # another table begins
            expected = _width(row)
            continue
        if any(cell.strip() for cell in row[expected:]):
            yield Trouble(
                index,
                None,
                f"has {len(row)} cells where the headers have {expected}, so they may stand in the wrong columns",
                "Put cells that hold the delimiter in quotation marks, or take the extra cells out.",
                rejects=True,
                withhold=True,
            )
        elif len(row) < expected:
            yield Trouble(
                index,
                None,
                f"has {len(row)} cells where the headers have {expected}; the missing ones were read as blank",
                "Check that no delimiter or line end is missing.",
                withhold=True,
            )


def _expected_width(rows: Rows) -> int:
    """Cells of the first row with known headers, less blank ones at its end; else the usual width."""
    for row in rows[: headers.LOOK_AT]:
        if headers.known_words(row) > 1:
            return _width(row)
    return Counter(len(row) for row in rows if row).most_common(1)[0][0]


def _width(row: list[str]) -> int:
    return max((at for at, cell in enumerate(row, 1) if cell.strip()), default=0)


def _is_header(row: list[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return (
        bool(filled)
        and headers.is_known(filled[0])
        and headers.known_words(filled) >= max(2, 0.6 * len(filled))
    )

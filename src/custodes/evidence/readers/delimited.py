"""Text with a delimiter: csv, tsv, semicolons, pipes.

A row with more or fewer cells than the headers is kept and reported, and so is a stray quotation mark that
would swallow the rows after it.
"""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

from custodes.evidence import headers
from custodes.evidence.readers import widths
from custodes.evidence.readers.encoding import decode
from custodes.evidence.readers.widths import Rows
from custodes.evidence.shapes import Grid, Trouble
from custodes.evidence.text import ColumnsOfText, blocks

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 60
_STRAY = ("holds a quotation mark without its partner; the row was read as it stands", "Take it out.")


def read(data: bytes, name: str) -> tuple[Grid, ...]:
    """One grid. `lines` counts records, as a spreadsheet program that opens the file numbers its rows."""
    text = decode(data, name)
    declared, body = _without_declaration(text)
    rows, stray = _rows(body, declared or _delimiter(body))
    return (_grid(rows, stray, widths.cut_to_size(rows, name)),)


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


def _grid(rows: Rows, stray: Sequence[int], cut: Sequence[Trouble]) -> Grid:
    width = max(map(len, rows), default=0)
    troubles = [Trouble(at, None, *_STRAY) for at in stray] + list(cut)
    rejected = {trouble.at for trouble in cut}
    if any(len(row) != width for row in rows):
        troubles += [trouble for trouble in widths.ragged(rows) if trouble.at not in rejected]
    columns = ColumnsOfText(width)
    for block in blocks(rows):
        columns.add(block if set(map(len, block)) == {width} else [_padded(row, width) for row in block])
    return Grid("", columns.finish(), pa.arange(1, len(rows) + 1), troubles=tuple(troubles))


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))

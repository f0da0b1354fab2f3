"""Cells of any type as text, gathered into columns of distinct values.

Work is done in blocks of a few hundred rows while their cells are still in the processor's cache: six
times faster than transposing a whole sheet.
"""

import datetime as dt
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

Row = TypeVar("Row")
BLOCK = 500
LONGEST = 1_000
"""Characters kept of a cell that is read as a canonical column. No brand, model or site name is longer."""
LONGEST_ORIGINAL = 32_767
"""Characters kept of an original cell: what one cell of a spreadsheet can hold."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_GAPS = re.compile(r"\s+")


def text_of(cell: object) -> str:
    """A cell as a person would read it: 2019.0 is "2019", midnight is left off a date."""
    if isinstance(cell, str):
        return cell.encode("utf-8", "replace").decode() if _has_lone_surrogate(cell) else cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell) if abs(cell) < 10**300 else "out of range"
    if isinstance(cell, float):
        return _number(cell)
    return _other(cell)


def _has_lone_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)


def _number(value: float) -> str:
    if value != value:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def has_fraction(cell: object) -> bool:
    """Whether a cell is a number with something after the decimal point."""
    return isinstance(cell, float) and math.isfinite(cell) and bool(cell % 1)


def _other(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    if isinstance(cell, Decimal):
        return _number(float(cell)) if cell == cell.to_integral_value() else str(cell)
    return str(cell)


def blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """`rows` in lists of `BLOCK`."""
    rows = iter(rows)
    while block := list(itertools.islice(rows, BLOCK)):
        yield block


def as_array(cells: Sequence[object], types: set[type]) -> pa.Array:
    """A column's cells as Arrow text. `types` are the types that are among them."""
    if types <= {str}:
        try:
            return pa.array(cells, pa.string())
        except UnicodeEncodeError:
            pass
    if bool in types:  # True equals 1, so they cannot share a dictionary
        return pa.array([text_of(cell) for cell in cells], pa.string())
    texts = {cell: text_of(cell) for cell in set(cells)}
    return pa.array([texts[cell] for cell in cells], pa.string())


class ColumnsOfText:
    """Gathers blocks of rows of one width into dictionary-encoded columns."""

    def __init__(self, width: int) -> None:
        self._chunks: list[list[pa.Array]] = [[] for _ in range(width)]
        self._height = 0
        self._decimal: dict[int, list[int]] = {}

    def add(self, rows: Sequence[Sequence[object]]) -> None:
        for at, cells in enumerate(zip(*rows, strict=True)):
            types = set(map(type, cells))
            self._chunks[at].append(as_array(cells, types))
            if float in types:
                found = [row for row, cell in enumerate(cells, self._height) if has_fraction(cell)]
                if found:
                    self._decimal.setdefault(at, []).extend(found)
        self._height += len(rows)

    def decimal(self) -> dict[int, pa.Array]:
        """Column to its rows that hold numbers with decimals: 5.10 typed there has become 5.1."""
        return {at: pa.array(rows, pa.int64()) for at, rows in self._decimal.items()}

    def finish(self) -> tuple[pa.DictionaryArray, ...]:
        return tuple(distinct(pa.chunked_array(chunks, pa.string())) for chunks in self._chunks)


def distinct(column: pa.ChunkedArray | pa.Array) -> pa.DictionaryArray:
    """Text as indices into its distinct values, which are stripped. Nulls become ""."""
    encoded = pc.fill_null(column, "").dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):  # no rows at all
        return pa.array([], pa.string()).dictionary_encode()
    return pa.DictionaryArray.from_arrays(encoded.indices, pc.utf8_trim_whitespace(encoded.dictionary))


def on_distinct(column: pa.DictionaryArray, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`change`, which is asked once about each distinct value, for every row."""
    return change(column.dictionary).take(column.indices)


def is_blank(column: pa.DictionaryArray) -> pa.Array:
    """Boolean for each row."""
    return on_distinct(column, lambda values: pc.equal(values, ""))


def clean(text: str) -> tuple[str, str]:
    """`text` without invisible characters, gaps closed, cut to `LONGEST`; and what was done that matters."""
    visible = _INVISIBLE.sub("", text)
    said = "holds invisible control characters, which were taken out" if visible != text else ""
    closed = _GAPS.sub(" ", visible).strip()
    if len(closed) > LONGEST:
        return closed[
            :LONGEST
        ].rstrip(), f"is {len(closed):,} characters long; the first {LONGEST:,} were kept"
    return closed, said


def needs_cleaning(values: pa.Array) -> pa.Array:
    """Boolean for each value: whether `clean` could change it."""
    gaps = pc.match_substring(values, "  ")
    long = pc.greater(pc.utf8_length(values), LONGEST)
    return pc.or_(pc.or_(pc.invert(pc.utf8_is_printable(values)), gaps), long)

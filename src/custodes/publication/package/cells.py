"""CSV files of a publication: the same bytes everywhere, no cell that a spreadsheet would run, read back as written."""

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from custodes.publication.cells import plain_cell, safe_cell

_QUOTED = re.compile(r'[",\r\n]')
_LONGEST = 100_000_000
csv.field_size_limit(_LONGEST)  # one for the whole process: set once, since many may read at a time


class _Safe(dict[str, str]):
    """From a text to its cell; each distinct text is looked at once."""

    def __missing__(self, text: str) -> str:
        self[text] = safe_cell(text)
        return self[text]


class _Quoted(dict[str, str]):
    """From a cell to how it is written, with quotation marks where it needs them."""

    def __missing__(self, cell: str) -> str:
        self[cell] = '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
        return self[cell]


def safe_rows(rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Rows of text as cells that no spreadsheet runs."""
    safe = _Safe()
    return ([safe[text] for text in row] for row in rows)


def table(columns: Sequence[str], safe: Iterable[Sequence[str]]) -> bytes:
    """A CSV file of cells that are safe: UTF-8, "\\n" line ends, quotation marks only where needed."""
    quoted = _Quoted()
    lines = [",".join(columns), *(",".join([quoted[cell] for cell in row]) for row in safe)]
    return ("\n".join(lines) + "\n").encode()


def rows(data: bytes, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines of such a file, each with its number, as it was written: cells still safe.

    Raises ValueError with the line, where it is no such file.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(reader, None) != list(columns):
            raise ValueError(f"line 1: its columns are not {', '.join(columns)}")
        begins = reader.line_num + 1
        for row in reader:
            if len(row) != len(columns):
                raise ValueError(f"line {begins}: it has {len(row)} cells, not {len(columns)}")
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from error


class _Plain(dict[str, str]):
    def __missing__(self, text: str) -> str:
        self[text] = plain_cell(text)
        return self[text]


def plain_cells() -> "dict[str, str]":
    """From a cell in the file to the text that it stands for."""
    return _Plain()


class Digests:
    """One SHA-256 for each of many things, over the rows that are about it: cells as in the file, U+001F between
    them and U+001E after each row."""

    def __init__(self) -> None:
        self._of: dict[str, hashlib._Hash] = defaultdict(hashlib.sha256)

    def add(self, abouts: Iterable[str], row: Sequence[str]) -> None:
        """A row that is about each of these."""
        covered = ("\x1f".join(row) + "\x1e").encode()
        for about in abouts:
            self._of[about].update(covered)

    def of(self, about: str) -> str:
        """The digest, also of what no row is about."""
        return self._of[about].hexdigest()

"""Rejected rows: as a table, as a file to correct and feed back, and how that file is known again."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from custodes.errors import OutputError
from custodes.evidence.mapping import IGNORE
from custodes.evidence.shapes import CANONICAL, Intake
from custodes.evidence.synonyms import senses
from custodes.publication.cells import plain_cell, safe_cell

REJECT_COLUMNS = ("row", "file", "sheet", "line", "column", "value", "problem", "mend")
_LEADING = ("reason", "mend")
_MARKED = re.compile(rf"(.+) \[({'|'.join([*CANONICAL, IGNORE])})\]", re.DOTALL)


class Original(NamedTuple):
    """A column of a file's own: its header and what it was read as ("" for nothing)."""

    header: str
    canonical: str


class Rejected(NamedTuple):
    """The rejected rows of one table: what is said of each, and their cells as they came."""

    said: pa.Table
    """The columns of `REJECT_COLUMNS`."""
    cells: dict[Original, pa.Array]


def reject_table(parts: Iterable[Rejected]) -> pa.Table:
    """All rejected rows together, with the original columns of every table ("" where a table lacks one).

    A header that would not be read the same way by its name alone carries what it was read as: "Vendor
    [brand]". That keeps the mapping when the rows are fed back.
    """
    parts = [part for part in parts if part.said.num_rows]
    originals = list(dict.fromkeys(original for part in parts for original in part.cells))
    names = _names(originals)
    said = pa.concat_tables([_NONE, *(part.said for part in parts)])
    for original, name in zip(originals, names, strict=True):
        chunks = [part.cells.get(original, pa.repeat(pa.scalar(""), part.said.num_rows)) for part in parts]
        said = said.append_column(name, pa.chunked_array(chunks, pa.string()))
    return said


_NONE = pa.Table.from_batches(
    [], pa.schema([(name, pa.int64() if name in {"row", "line"} else pa.string()) for name in REJECT_COLUMNS])
)


def _names(originals: Sequence[Original]) -> list[str]:
    headers = Counter(original.header for original in originals)
    meanings = Counter(original.canonical for original in originals)
    return [
        original.header
        if headers[original.header] == 1 and _says_so_itself(original, meanings)
        else f"{original.header} [{original.canonical or IGNORE}]"
        for original in originals
    ]


def _says_so_itself(original: Original, meanings: Counter[str]) -> bool:
    if original.header.lower() in {*REJECT_COLUMNS, *_LEADING} or _MARKED.fullmatch(original.header):
        return False
    strong = [sense.canonical for sense in senses(original.header) if not sense.weak]
    if not original.canonical:
        return not senses(original.header)
    return strong == [original.canonical] and meanings[original.canonical] == 1


def write_mend_file(intake: Intake, path: Path) -> None:
    """Write the rejected rows as CSV for a spreadsheet program: reason, how to mend, then their own cells.

    Correct the cells and give the file to the next run; the first two columns are ignored then. Raises
    `OutputError`.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(_lines(intake.rejects))
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from None


def _lines(rejects: pa.Table) -> Iterator[list[str]]:
    originals = rejects.column_names[len(REJECT_COLUMNS) :]
    yield [*_LEADING, *map(safe_cell, originals)]
    columns = [rejects.column("problem"), rejects.column("mend"), *rejects.columns[len(REJECT_COLUMNS) :]]
    for cells in zip(*(column.to_pylist() for column in columns), strict=True):
        yield [safe_cell(cell) for cell in cells]


def leading_columns(headers: Sequence[str]) -> int:
    """How many columns a mend file (or a list of rejects) has before the original ones; 0 if it is none."""
    plain = tuple(header.lower() for header in headers)
    for leading in (_LEADING, REJECT_COLUMNS):
        if plain[: len(leading)] == leading:
            return len(leading)
    return 0


def unmarked(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """The column as it was before its cells were made safe for a spreadsheet."""
    plain = [plain_cell(text) for text in column.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(column.indices, pa.array(plain, pa.string()))


def marked_meaning(header: str) -> Original:
    """Header and meaning of "Vendor [brand]"; a header without a mark has none."""
    found = _MARKED.fullmatch(plain_cell(header))
    return Original(found[1], found[2]) if found else Original(plain_cell(header), "")

"""JSON, one record a line, or one array of records, or an object that holds such arrays.

Fields of nested records become columns "outer.inner", so that a password inside one still has its name.
"""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from custodes.errors import UnreadableInput
from custodes.evidence.readers.encoding import decode
from custodes.evidence.readers.zipped import damaged
from custodes.evidence.shapes import Grid, Trouble
from custodes.evidence.synonyms import names_needed
from custodes.evidence.text import ColumnsOfText, blocks, has_fraction, text_of

MOST_FIELDS = 2_000
MOST_PADDING = 60_000_000
"""Blank cells added for the fields that records lack."""
_DEEPEST = 20

Record = dict[str, str | float]
"""Numbers with decimals are kept as such until the columns are made; all else is text."""


def looks_like(data: bytes) -> bool:
    """Whether the first line is a JSON record, or the whole of `data` begins as JSON records do."""
    start = data[:4096].decode("utf-8-sig", "replace").lstrip()
    if start.startswith("{"):
        return True
    return start.startswith("[") and start[1:].lstrip()[:1] in {"{", "[", "]"}


def read(data: bytes, name: str) -> tuple[Grid, ...]:
    """A grid for the lines, or for each array. `lines` are line numbers, or item numbers from 1.

    A line that is not a JSON record is a rejected row of which nothing is kept. A damaged array is
    `UnreadableInput`, since nobody knows where its next record begins.
    """
    text = decode(data, name).lstrip("\ufeff")
    whole = _loads(text)
    if isinstance(whole, list):
        return (_grid("", _numbered(whole), name),)
    if isinstance(whole, dict):
        return _object(whole, name)
    if text.lstrip().startswith("["):
        raise damaged(name)
    lines = ((at, _loads(line)) for at, line in enumerate(text.split("\n"), 1) if line.strip())
    return (_grid("", list(lines), name),)


def _loads(text: str) -> Any:
    """The value, or None where it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _numbered(items: list[Any]) -> list[tuple[int, Any]]:
    return list(enumerate(items, 1))


def _object(whole: dict[str, Any], name: str) -> tuple[Grid, ...]:
    """Each array of records in it is a sheet. Without any, or with a make of its own, it is one record."""
    arrays = list(_arrays(whole, "", 0))
    if not arrays or any(map(names_needed, whole)):
        return (_grid("", [(1, whole)], name),)
    return tuple(_grid(path, _numbered(items), name) for path, items in arrays)


def _arrays(value: dict[str, Any], path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    for key, inner in value.items():
        here = f"{path}.{key}" if path else text_of(key)
        if _is_records(inner):
            yield here, inner
        elif isinstance(inner, dict) and depth < _DEEPEST:
            yield from _arrays(inner, here, depth + 1)


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _grid(sheet: str, items: list[tuple[int, Any]], name: str) -> Grid:
    records: list[Record] = []
    troubles = []
    for index, (_, item) in enumerate(items):
        if isinstance(item, dict):
            records.append(_flat(item))
        else:
            records.append({})
            troubles.append(_not_a_record(index))
    header = tuple(dict.fromkeys(key for record in records for key in record))
    if len(header) > MOST_FIELDS:
        raise UnreadableInput(f"{name} has over {MOST_FIELDS:,} different fields.", "Export a flatter list.")
    if len(header) * len(records) - sum(map(len, records)) > MOST_PADDING:
        raise UnreadableInput(f"{name} has records with few fields in common.", "Export a flatter list.")
    columns = ColumnsOfText(len(header))
    if header:
        for block in blocks(records):
            columns.add([[record.get(key, "") for key in header] for record in block])
    lines = pa.array([line for line, _ in items], pa.int64())
    return Grid(
        sheet, columns.finish(), lines, header=header, troubles=tuple(troubles), decimal=columns.decimal()
    )


def _not_a_record(index: int) -> Trouble:
    return Trouble(
        index,
        None,
        "is not a JSON record",
        "Export it again, or mend this line.",
        rejects=True,
        withhold=True,
    )


def _flat(record: dict[str, Any]) -> Record:
    cells: Record = {}
    for key, value in _leaves(record, "", 0):
        cells[key] = f"{text_of(cells[key])}; {text_of(value)}" if key in cells else value
    return cells


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, str | float]]:
    if depth > _DEEPEST:
        yield path, "nested too deeply to read"
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{text_of(key)}" if path else text_of(key), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path, depth + 1)
    else:
        yield path, value if isinstance(value, float) and has_fraction(value) else text_of(value)

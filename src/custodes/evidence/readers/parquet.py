"""Parquet. Its columns have names of their own, so no header is looked for."""

import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from custodes.errors import UnreadableInput
from custodes.evidence.readers.zipped import damaged
from custodes.evidence.shapes import Grid
from custodes.evidence.text import distinct, text_of

LARGEST = 16 * 1024**3
"""Bytes that the columns may unpack to."""


def read(data: bytes, name: str) -> tuple[Grid, ...]:
    """One grid; `lines` are record numbers from 1. Fields of nested records become columns "outer.inner"."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        _check_size(file.metadata, name)
        table = _flat(file.read())
        table.validate(full=True)
        columns = tuple(_as_text(column) for column in table.columns)
        lines = pa.arange(1, table.num_rows + 1)
    except UnreadableInput:
        raise
    except Exception:  # Arrow raises a dozen kinds for damaged files
        raise damaged(name) from None
    return (Grid("", columns, lines, header=tuple(table.column_names), decimal=_decimal(table)),)


def _decimal(table: pa.Table) -> dict[int, pa.Array]:
    """Columns of floating numbers to their rows with something after the decimal point."""
    found = {}
    for at, column in enumerate(table.columns):
        if pa.types.is_floating(column.type):
            wide = column.cast(pa.float64())
            rows = pc.indices_nonzero(pc.and_(pc.is_finite(wide), pc.not_equal(wide, pc.trunc(wide))))
            if len(rows):
                found[at] = rows.cast(pa.int64())
    return found


def _check_size(metadata: pq.FileMetaData, name: str) -> None:
    size = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    if size > LARGEST or metadata.num_rows * metadata.num_columns > 2_000_000_000:
        raise UnreadableInput(f"{name} would unpack to over 16 GB.", "Split it.")


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _as_text(column: pa.ChunkedArray) -> pa.DictionaryArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return distinct(column.cast(pa.string()))
    if pa.types.is_nested(kind):
        return distinct(pa.array([json.dumps(cell, default=str) for cell in column.to_pylist()], pa.string()))
    encoded = column.dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        return distinct(pa.array([], pa.string()))
    words = pa.array([text_of(cell) for cell in encoded.dictionary.to_pylist()], pa.string())
    return distinct(words.take(encoded.indices))

"""The flat outputs: one row per device row, per finding, or per rejected row.

CSV is UTF-8 without a byte-order mark (one would become part of the first column's name in readers that
do not expect it), "\\n" line ends, a blank cell for nothing. No cell of text can start a formula: see
`cells.safe_cell`. Parquet holds the text as it is.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from custodes.publication.cells import safe_cell
from custodes.publication.files import replacing
from custodes.scratch import scratch

ROW_GROUP = 122_880
"""Rows to a parquet row group: DuckDB's own size, so that it reads them in parallel."""

SLICE = 20_000
"""Rows made safe at a time, which bounds the memory that text needs."""


def write_rows_csv(columns: dict[str, Sequence[str | int]], path: Path) -> None:
    """Any small table, by column; the header alone where it has no rows."""
    write_csv(pa.table({name: pa.array(values) for name, values in columns.items()}), path)


def write_identifications_parquet(identifications: pa.Table, path: Path) -> None:
    """The same rows as identifications.csv, text as it came, typed columns."""
    _write_parquet(identifications, path)


def write_findings_parquet(findings: pa.Table, path: Path) -> None:
    """The same rows as findings.csv, text as it came, typed columns."""
    _write_parquet(findings, path)


def write_csv(table: pa.Table, path: Path) -> None:
    """Any table, a line per row, in its order and with its columns; the header alone where it has no rows.

    DuckDB writes: it quotes only where needed. On one core: on several it holds back a gigabyte of rows, to
    keep their order, and needs twice the time of them together."""
    names = [safe_cell(name) for name in table.column_names]
    slices = (table.slice(start, SLICE) for start in range(0, table.num_rows, SLICE))
    first = _safe(table.slice(0, 0), names)
    batches = (batch for part in slices for batch in _safe(part, names).to_batches())
    with replacing(path) as part, scratch(threads=1) as engine:
        engine.register("rows", pa.RecordBatchReader.from_batches(first.schema, batches))
        engine.execute(f"COPY rows TO {_quoted(part)} (HEADER, DELIMITER ',')")


def _safe(table: pa.Table, names: list[str]) -> pa.Table:
    return pa.table(dict(zip(names, map(_safe_column, table.columns), strict=True)))


def _safe_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column with safe text; each distinct value is looked at once. "" becomes null, a blank cell."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    coded = column.combine_chunks().dictionary_encode()
    values = [safe_cell(text) or None for text in coded.dictionary.to_pylist()]
    return pa.chunked_array([pa.array(values, pa.string()).take(coded.indices)])


def _write_parquet(table: pa.Table, path: Path) -> None:
    with replacing(path) as part:
        pq.write_table(table.unify_dictionaries(), part, compression="zstd", row_group_size=ROW_GROUP)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"

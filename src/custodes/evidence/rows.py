"""Accepted rows, kept as a table beside an import, and what each says of a device."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from custodes.evidence.merging import Row
from custodes.evidence.shapes import TEXT_COLUMNS
from custodes.register.models import Device
from custodes.register.terms import QuantityBasis

AT_ONCE = 2_000
"""Rows held in memory at a time."""

_TEXTS = tuple(column for column in Device.SAID if column in {*TEXT_COLUMNS, "installed", "supported_until"})
MERGING = ("serial", "mac", "quantity", "system", "technology", "body", "quantity_basis")
"""The columns of `merging.Row`."""


def accepted(path: Path) -> Iterator[list[dict[str, Any]]]:
    """The accepted rows of an import (`evidence.shapes.Intake.table`), some at a time, in order."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(AT_ONCE):
            yield batch.to_pylist()


def merging(table: pa.Table) -> Iterator[Row]:
    """What of the rows bears on which device they speak of."""
    for batch in table.select(MERGING).to_batches(AT_ONCE):
        yield from map(Row, *(column.to_pylist() for column in batch.columns))


def said(row: Mapping[str, Any]) -> dict[str, Any]:
    """What an accepted row says of its device: columns of `Device.SAID`, those without a value left out.

    A number that the intake assumed was said by nobody, so it does not take the place of one that was.
    """
    values = {column: row[column] for column in _TEXTS if row[column]}
    assumed = row["quantity_basis"] == "assumed"
    if not assumed or row["quantity"] != 1:
        values["quantity"] = row["quantity"]
        values["quantity_basis"] = str(QuantityBasis.ESTIMATED) if assumed else row["quantity_basis"]
    return values

"""The shapes that evidence takes on its way in: a grid of text, and what is said about its rows."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import pyarrow as pa

TEXT_COLUMNS = (
    "body",
    "site",
    "system",
    "technology",
    "brand",
    "model",
    "firmware",
    "hardware",
    "mac",
    "ip",
    "hostname",
    "serial",
    "connectivity",
    "site_class",
    "supplier",
)
CANONICAL = (*TEXT_COLUMNS, "quantity", "quantity_basis", "installed", "supported_until")
"""What a column of a file can be. One of brand, model and mac is needed in each row."""

NEEDED = ("brand", "model", "mac")

MOST_COLUMNS = 2_000
"""Columns a table may have."""

Kind = Literal["rejected", "warning"]
How = Literal["given", "name", "content"]


class Trouble(NamedTuple):
    """Something a reader saw in one row, before anyone knows what its columns mean."""

    at: int
    """Position of the row in its grid."""
    column: int | None
    """Position of the cell, or None where it is about the whole row."""
    problem: str
    mend: str
    rejects: bool = False
    withhold: bool = False
    """Keep none of the row's cells where the table has refused columns: a shifted cell may be a secret."""


class Grid(NamedTuple):
    """One sheet as text. A file without sheets is one grid whose name is ""."""

    sheet: str
    columns: tuple[pa.DictionaryArray, ...]
    """Text, stripped, "" where blank; all of one length."""
    lines: pa.Array
    """int64: the row number a person sees in the spreadsheet (for jsonl the line, for parquet the record)."""
    header: tuple[str, ...] | None = None
    """Given where the format names its columns itself; None where a row of the grid may hold them."""
    troubles: tuple[Trouble, ...] = ()
    first_column: int = 0
    """Position of the first column in the spreadsheet, from 0: blank columns before it are left out."""
    decimal: Mapping[int, pa.Array] = {}
    """Column to the rows (int64) in which the format holds a number with decimals: 5.10 has become 5.1."""


class Problem(NamedTuple):
    """One thing wrong, where it is and how to mend it. `row` and `line` are 0 where it is about a whole file."""

    kind: Kind
    row: int
    file: str
    sheet: str
    line: int
    column: str
    """The header as the file has it, or the canonical column, or ""."""
    value: str
    problem: str
    mend: str


class Recognised(NamedTuple):
    """A header of the file, the canonical column it is read as, and how that was recognised."""

    header: str
    canonical: str
    how: How


class SheetReport(NamedTuple):
    """One table found in a sheet (a sheet may hold several, one below the other)."""

    sheet: str
    header_line: int
    """0 where there is no line of headers."""
    mapping: tuple[Recognised, ...]
    unmapped: tuple[str, ...]
    """Headers that were read as nothing. Refused ones are not among them."""
    note: str = ""
    """Why the sheet was skipped, or ""."""
    samples: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Every header but the refused ones, with a few of its values; also where the sheet was skipped."""


class FileReport(NamedTuple):
    """What became of one file. rows_in = rows_accepted + rows_rejected."""

    name: str
    rows_in: int
    rows_accepted: int
    rows_rejected: int
    refused_columns: tuple[str, ...]
    sheets: tuple[SheetReport, ...]
    digest: str
    """SHA-256 of the file, in hex."""


class Intake(NamedTuple):
    """All that came in with one run."""

    table: pa.Table
    """Accepted rows: row, file, sheet, line and the columns of `CANONICAL`."""
    rejects: pa.Table
    """One row for each rejected row: see `custodes.evidence.mend.REJECT_COLUMNS`, then its original cells."""
    files: tuple[FileReport, ...]
    problems: tuple[Problem, ...]

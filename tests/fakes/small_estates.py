"""Small lists of cameras and small knowledge, made up, for tests that go some or all of the way."""

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter  # type: ignore[import-untyped]

from custodes.assessment import Assessment, Sources, assess
from custodes.concerns.claims import claims
from custodes.concerns.knowledge import ADVISORIES, CLAIMS, Knowledge
from custodes.concerns.statements import Statement
from custodes.evidence.intake import take_in

Row = Mapping[str, str]
Found = dict[str, Any]

PUBLISHED = dt.date(2020, 1, 1)


def write_csv(path: Path, rows: Sequence[Row]) -> Path:
    """The rows as a plain list; the columns are those of the first row, then what later rows add."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, columns, restval="")
        out.writeheader()
        out.writerows(rows)
    return path


def write_xlsx(path: Path, rows: Sequence[Row], sheet: str = "Cameras") -> Path:
    """The rows as a workbook with a title over the headers."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    page.write_string(0, 0, "Cameras of a made-up council")
    for number, line in enumerate([columns, *([row.get(c, "") for c in columns] for row in rows)], 2):
        for column, text in enumerate(line):
            page.write_string(number, column, text)
    book.close()
    return path


def assessed(folder: Path, rows: Sequence[Row], given: Sources) -> Assessment:
    """The rows from a csv file through intake to findings."""
    return assess(take_in([write_csv(folder / "estate.csv", rows)]).table, given)


def by_row(found: Assessment) -> dict[int, dict[str, Found]]:
    """The findings of each row by concern; rows without findings have an empty dict."""
    rows: dict[int, dict[str, Found]] = {row: {} for row in found.identifications["row"].to_pylist()}
    for finding in found.findings.to_pylist():
        assert finding["concern"] not in rows[finding["row"]], "one finding for each row and concern"
        rows[finding["row"]][finding["concern"]] = finding
    return rows


def said(product: str = "DCS-100", advisory: str = "CVE-2020-0001", **more: Any) -> Statement:
    """What a source (NVD, unless told) says of a D-Link product."""
    given = {"source": "nvd", "vendor": "dlink", "url": f"https://example.org/{advisory}"} | more
    return Statement(advisory, given.pop("source"), given.pop("vendor"), product, **given)


def knowledge(statements: Iterable[Statement], **about: Any) -> Knowledge:
    """Compiled knowledge of these statements; `about` holds facts shared by their advisories."""
    statements = list(statements)
    facts = {"title": "A flaw", "published": PUBLISHED, "severity": "", **about}
    names = sorted({s.advisory for s in statements})
    advisories = [{**facts, "advisory": name, "url": f"https://example.org/{name}"} for name in names]
    made = [claim._asdict() for claim in claims(statements)]
    return Knowledge(
        pa.Table.from_pylist(made, schema=CLAIMS),
        pa.Table.from_pylist(advisories, schema=ADVISORIES),
        "made-up",
    )

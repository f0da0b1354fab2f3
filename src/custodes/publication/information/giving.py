"""An answer as a table, for whoever asked. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from custodes.publication.information.shapes import Figure, Row
from custodes.publication.package.cells import safe_rows, table

COLUMNS = (
    "reference",
    "body",
    "as_at",
    "figure",
    "row",
    "number",
    "of",
    "unit",
    "note",
    "given_before",
    "given_before_at",
    "given_before_in",
    "why_it_differs",
)
NOT_GIVEN = "not given: below 5, or it would give such a number away"
AT_LEAST = "at least: some rows of the register do not say how many devices they stand for"
UNKNOWN = "not known: it may be any of the others"
FICTIONAL = "FICTIONAL"


def csv_file(given: Mapping[str, Any]) -> bytes:
    """A line for each number; UTF-8. No cell can start a formula. What is not given is blank, and its note says so."""
    return table(COLUMNS, safe_rows(_lines(given)))


def _lines(given: Mapping[str, Any]) -> Iterator[list[str]]:
    figures: list[Figure] = given["figures"]
    for figure in figures:
        for row in figure["rows"]:
            yield [
                given["reference"],
                given["body"],
                given["as_at"],
                figure["title"],
                row["label"],
                _number(row["number"]),
                _number(figure["of"]),
                figure["unit"],
                "; ".join(_notes(given, figure, row)),
                *_before(figure, row["name"], row["number"]),
            ]


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _notes(given: Mapping[str, Any], figure: Figure, row: Row) -> Iterator[str]:
    if given["fictional"]:
        yield FICTIONAL
    if row["number"] is None:
        yield NOT_GIVEN
    elif given["uncounted"] and figure["unit"] == "device" and row["number"]:
        yield AT_LEAST
    if row["unknown"]:
        yield UNKNOWN


def _before(figure: Figure, row: str, now: int | None) -> list[str]:
    before = figure["before"]
    if before is None:
        return ["", "", "", ""]
    was = before["rows"].get(row, 0)
    reason = before["reason"] if was != now else ""
    return ["not given" if was is None else str(was), before["at"], before["reference"], reason]

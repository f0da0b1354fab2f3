"""The figures of two waves as a table for a file."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pyarrow as pa

from custodes.publication.figures.comparing import Both, Compared, FigureCompared, Standing
from custodes.publication.figures.counting import Working

DEFINED = {
    Standing.SAME: "Same definition",
    Standing.OTHER: "Defined otherwise",
    Standing.ONLY_HERE: "Not defined before",
}
WORDS = (
    "figure",
    "title",
    "stands_as",
    "why",
    "definition",
    "it_was",
    "questions",
    "unit",
    "of_words",
    "among",
)
OF_WAVE = ("number", "of", "unknown", "percent", "least_percent", "most_percent")
NUMBERS = (
    *(f"{wave}_{name}" for wave in ("then", "now") for name in OF_WAVE),
    "change_at_least",
    "change_at_most",
)
"""Percents are as they are printed; what is least and most, and changes, is not rounded."""
Row = Mapping[str, Any]


def table_of(compared: Compared) -> pa.Table:
    """Two rows for each figure, all units and those in both waves; one without numbers where it cannot be compared."""
    rows = [row for one in compared.figures for row in _rows(one)]
    rows += [
        {"figure": one.name, "title": one.title, "stands_as": "No longer defined"} for one in compared.gone
    ]
    return pa.table(
        {name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in WORDS}
        | {name: pa.array([row.get(name) for row in rows], pa.float64()) for name in NUMBERS}
    )


def _rows(one: FigureCompared) -> Iterator[Row]:
    about = {
        "figure": one.figure.name,
        "title": one.figure.title,
        "stands_as": "Not comparable" if one.apart else "Comparable",
        "why": " ".join(one.apart),
        "definition": DEFINED[one.standing],
        "it_was": " ".join(one.was),
        "questions": "; ".join(f"{pair.name}: {pair.likeness.label}" for pair in one.reads),
        "unit": str(one.figure.unit),
        "of_words": one.figure.of_words,
    }
    if one.apart:
        yield about
    for among, both in (("all", one.raw), ("in both waves", one.panel)):
        if both:
            yield {**about, "among": among, **_numbers(both)}


def _numbers(both: Both) -> Row:
    sides = (("then", both.then), ("now", both.now))
    found = {f"{wave}_{name}": value for wave, one in sides for name, value in _of_wave(one).items()}
    return {**found, "change_at_least": _points(both.least), "change_at_most": _points(both.most)}


def _of_wave(of: Working) -> Row:
    values = (
        of.number,
        of.of,
        len(of.unknown),
        float(of.percent) if of.percent else None,
        _points(of.least_share),
        _points(of.most_share),
    )
    return dict(zip(OF_WAVE, values, strict=True))


def _points(share: Fraction | None) -> float | None:
    return None if share is None else float(share * 100)

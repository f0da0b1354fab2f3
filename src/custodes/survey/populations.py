"""Populations that ship: which bodies were asked before, so that a wave can begin with them. Facts with their sources.

`packs/populations/index.csv` names them; each has a table of its own with a row for each body.
"""

import csv
from functools import cache
from typing import NamedTuple

from custodes import packs, settings
from custodes.errors import NothingFound
from custodes.survey.vocabulary import nearest

_FOLDER = packs.FOLDER / "populations"


class Entry(NamedTuple):
    """A body of a population. `source`: where it says that there is such a body, of that kind."""

    name: str
    sector: str
    source: str


class Population(NamedTuple):
    """Bodies that were asked together. `as_of`: ISO date."""

    name: str
    title: str
    as_of: str
    source: str
    entries: tuple[Entry, ...]


@cache
def populations() -> tuple[Population, ...]:
    """Every population that ships, by name."""
    found = [
        Population(**row, entries=tuple(Entry(**one) for one in _rows(row["name"]))) for row in _rows("index")
    ]
    return tuple(sorted(found))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((_FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()))


def offered() -> tuple[Population, ...]:
    """Those that can be brought in here: none in a demo, as their bodies are real."""
    return () if settings.demo() else populations()


def population(name: str) -> Population:
    """One that ships. Raises NothingFound."""
    found = {one.name: one for one in populations()}
    if name not in found:
        near = nearest(name, list(found))
        mend = f"Write “{near}” if that is meant." if near else f"There are {', '.join(found)}."
        raise NothingFound(f"No population “{name}” ships with Custodes.", mend)
    return found[name]

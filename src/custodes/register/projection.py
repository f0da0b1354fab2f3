"""What a device is, from what was said about it. Pure: the same observations give the same device."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from custodes.register.models import Device

Values = dict[str, Any]
"""Column of `Device.SAID` to text, number, ISO date or None."""

COMPARED = ("brand", "model")
"""Columns on which sources can disagree; the others are expected to change."""


class Said(NamedTuple):
    """One observation that counts: those of undone imports do not."""

    values: Mapping[str, Any]
    by_person: bool = False


class Projected(NamedTuple):
    """The device's columns, complete, and the columns on which its sources disagree."""

    values: Values
    disagreements: tuple[str, ...]


def project(said: Sequence[Said], judged: Mapping[str, str]) -> Projected:
    """The last word on each column wins; a standing judgement (column to value) wins over that.

    `said` in order of the day it tells of, then of arrival.
    """
    values: Values = {column: BLANK[column] for column in Device.SAID}
    for one in said:
        values |= one.values
    values |= {column: value for column, value in judged.items() if column in values}
    return Projected(values, tuple(c for c in COMPARED if c not in judged and _disagree(said, c)))


def _disagree(said: Sequence[Said], column: str) -> bool:
    """Sources say different things, and nobody corrected it afterwards."""
    spoken: set[str] = set()
    for one in said:
        if one.by_person and column in one.values:
            spoken.clear()
        elif one.values.get(column):
            spoken.add(plain(str(one.values[column])))
    return len(spoken) > 1


def plain(text: str) -> str:
    """Text without case and spacing, to tell whether two sources mean the same."""
    return "".join(text.casefold().split())


BLANK: Values = {
    column: None if column in {"quantity", "installed", "supported_until"} else "" for column in Device.SAID
}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Column to [before, after] where they differ: how events tell of a change."""
    return {
        column: [before.get(column), value] for column, value in after.items() if before.get(column) != value
    }


def sources_of(said: Iterable[Mapping[str, Any]], column: str) -> list[str]:
    """The distinct values that observations give for a column, in order of first mention."""
    return list(dict.fromkeys(str(values[column]) for values in said if values.get(column)))

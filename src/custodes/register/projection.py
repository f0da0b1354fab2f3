"""What a device is, from what was said about it. Pure: the same observations give the same device."""

import datetime as dt
from collections.abc import Iterable, Mapping
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
    observed_on: dt.date = dt.date.min
    number: int = 0
    """Its id: of two that tell of the same day, the later to arrive has the last word."""


class Projected(NamedTuple):
    """The device's columns, complete, and the columns on which its sources disagree."""

    values: Values
    disagreements: tuple[str, ...]


def project(said: Iterable[Said], judged: Mapping[str, str]) -> Projected:
    """The last word on each column wins; a standing judgement (column to value) wins over that.

    The order in which `said` is given does not matter, but for those that tell neither day nor number.
    """
    in_order = sorted(said, key=lambda one: (one.observed_on, one.number))
    values: Values = dict(BLANK)
    for one in in_order:
        values |= one.values if one.by_person else _spoken(one.values)
    values |= {column: value for column, value in judged.items() if column in values}
    return Projected(
        values, tuple(column for column in COMPARED if column not in judged and _disagree(in_order, column))
    )


def _spoken(values: Mapping[str, Any]) -> Values:
    """What a list or a device says. Its blanks say nothing; only a person's blank takes something back."""
    return {column: value for column, value in values.items() if value not in ("", None)}


def _disagree(said: Iterable[Said], column: str) -> bool:
    """Sources say different things, and no person corrected it afterwards.

    What a person says settles what was said before, and is itself contradicted by what a later list says.
    """
    spoken: set[str] = set()
    for one in said:
        if one.by_person and column in one.values:
            spoken.clear()
        if one.values.get(column):
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

"""Counts, dates and verdicts as British readers expect to read them."""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone


class Tag(NamedTuple):
    """The words of a tag, and the Design System's name for its colour."""

    text: str
    colour: str


VERDICTS = {
    "affected": Tag("Affected", "red"),
    "unknown": Tag("Cannot be ruled out", "yellow"),
    "not_affected": Tag("Not affected by what is listed", "grey"),
    "not_covered": Tag("Not covered by any source", "yellow"),
    "not_identified": Tag("Not identified", "yellow"),
    "": Tag("Not yet assessed", "yellow"),
}
"""Only a verdict that was reached is quiet; none is green, as nothing here can say that a device is safe."""


OF_WATCHLISTS = VERDICTS | {
    "affected": Tag("On the list", "red"),
    "not_affected": Tag("Not on the list", "grey"),
}
"""A list names a device or does not: it is not affected by it."""

BASES = {
    "supplement": "Custodes’s own supplement to the records",
    "nvd": "the National Vulnerability Database (NVD)",
    "cna": "the CVE record",
    "csaf": "the maker’s advisory (CSAF)",
    "record text": "the words of the CVE record",
    "product not known": "the product is not known",
    "sources disagree": "the sources disagree",
}
"""What decided whether a vulnerability affects a product, as `concerns.reasons` names it."""


def verdict(name: str | None, kind: str = "") -> Tag:
    """How a verdict is shown; one that is missing has not been reached. `kind`: of concern, where that is known.

    Raises KeyError for what is no verdict.
    """
    return (OF_WATCHLISTS if kind == "watchlist" else VERDICTS)[name or ""]


def count(number: int, noun: str) -> str:
    """12,345 devices; 1 device; 3 bodies; 2 matches. `noun` is one of them, its last word the one that changes."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}{'es' if noun.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


def rows(number: int) -> str:
    """2,617 rows of the register: what stands in it, each for one device, or for several of a kind."""
    return f"{count(number, 'row')} of the register"


def devices(number: int, uncounted: int = 0, noun: str = "device") -> str:
    """At least 4,448 devices, where `uncounted` rows do not say how many they stand for: each counts as one."""
    return f"{'at least ' if uncounted else ''}{count(number, noun)}"


def uncounted_rows(number: int) -> str:
    """Why a number of devices is a lower bound: follows a link or a full stop. `number` of rows, not 0."""
    each = "it counts as one" if number == 1 else "each counts as one"
    return f"for {count(number, 'row')} the number is not known, and {each}"


def date(day: dt.date | dt.datetime | None) -> str:
    """3 November 2026, in the service's time zone; "" for None."""
    if day is None:
        return ""
    if isinstance(day, dt.datetime):
        day = _local(day)
    return f"{day.day} {day:%B %Y}"


def moment(time: dt.datetime | None) -> str:
    """3 November 2026 at 4:05pm, in the service's time zone; "" for None."""
    if time is None:
        return ""
    here = _local(time)
    return f"{date(here)} at {here.hour % 12 or 12}:{here:%M}{'am' if here.hour < 12 else 'pm'}"


def _local(time: dt.datetime) -> dt.datetime:
    return timezone.localtime(time) if timezone.is_aware(time) else time

"""Firmware versions: what a string says in a scheme that can be sorted, and the intervals bounds make of it.

A scheme is one file; `makers` says whose strings are read in which. Readings and intervals compare only within
one scheme (`reading.place`), so a string is read in every scheme that fits: "V5.5.800 build 210628" both by its
numbers ("hikvision") and by its date ("build"), because advisories bound by either.
"""

import re
from functools import lru_cache

from custodes.register.versions import dates, dotted, keys, wording
from custodes.register.versions.makers import schemes
from custodes.register.versions.reading import AFTER, Interval, Reading
from custodes.register.versions.tidy import dated_by_hand, holds_a_second_version, tidy

__all__ = ["continued", "exactly", "interval", "readings", "why_unreadable"]


_NUMBER_CELL = re.compile(r"(\d+)(?:\.(\d+))? \(number cell\)")
"""How intake marks a firmware cell that a spreadsheet held as a number."""

FROM_THE_START = frozenset({"0", "0.0", "*"})
"""How CVE records write "every version up to"."""


@lru_cache(maxsize=65536)
def readings(maker: str, text: str) -> tuple[Reading, ...]:
    """Every reading of a device's firmware string as one of this maker's ("" for an unknown maker), best first.

    A string its maker's own scheme cannot read is tried in the generic one; one that nothing can order reads as
    itself (scheme "text:..."), which only ever equals the same string. () where there is no version in it.

    Stricter than what bounds are read with: a person filled in the cell, so a date with separators may be the day
    of an update, and a second number between dots a second version. Neither is compared.
    """
    number = _NUMBER_CELL.fullmatch(" ".join(text.lower().split()))
    if number:
        return _as_number(maker, number[1], number[2])
    plain = tidy(text)
    if holds_a_second_version(plain) or dated_by_hand(plain, dates.BUILD in schemes(maker)):
        return tuple(reading for reading in (wording.read(plain),) if reading)
    return _bound_readings(maker, text)


def _as_number(maker: str, whole: str, fraction: str | None) -> tuple[Reading, ...]:
    """A cell that held a number: 1.1 is what a spreadsheet leaves of 1.1, 1.10 and 1.100, so the span of all three.

    A scheme that does not read all three could not hold every version it may have been, and gives no reading.
    """
    if fraction is None:
        return tuple(r for r in readings(maker, whole) if not r.scheme.startswith("text:"))
    spelt = [
        {r.scheme: r for r in readings(maker, f"{whole}.{fraction}{zeros}")} for zeros in ("", "0", "00")
    ]
    return tuple(
        Reading(name, min(s[name].low for s in spelt), max(s[name].high for s in spelt))
        for name in spelt[0]
        if all(name in s for s in spelt)
    )


@lru_cache(maxsize=65536)
def _bound_readings(maker: str, text: str) -> tuple[Reading, ...]:
    """The readings of a source's bound: there a date with separators is a build, as '2018-05-18' or '2022-04'."""
    plain = tidy(text)
    if not plain:
        return ()
    own = schemes(maker)
    found = [reading for scheme in own if (reading := scheme.read(plain))]
    if not found and own[0].name != dotted.SCHEME.name:
        found = [reading for reading in (dotted.SCHEME.read(plain),) if reading]
    if not found:
        found = [reading for reading in (wording.read(plain),) if reading]
    return tuple(found)


def why_unreadable(maker: str, text: str) -> str:
    """A sentence saying why a firmware string cannot be compared; "" where it can."""
    if not text.strip():
        return "No firmware version was recorded."
    found = readings(maker, text)
    if any(not reading.scheme.startswith("text:") for reading in found):
        return ""
    if not tidy(text) or not any(c.isdigit() for c in text):
        return f"“{text.strip()}” does not name a firmware version."
    if _NUMBER_CELL.fullmatch(" ".join(text.lower().split())):
        return f"“{text.strip()}” may have lost zeros at its end, so it cannot be put in order."
    if dated_by_hand(tidy(text), dates.BUILD in schemes(maker)):
        return f"The date in “{text.strip()}” may be when the firmware was changed, not a version."
    if text.strip().isdigit():
        return f"“{text.strip()}” may be a date or number that a spreadsheet made of something else."
    return f"The firmware version “{text.strip()}” is written in a way that cannot be put in order."


def interval(
    maker: str, *, low: str | None, low_inclusive: bool, high: str | None, high_inclusive: bool
) -> Interval | None:
    """The versions between two bounds, in the first scheme that reads each bound given.

    A low of "0" or "*" is no bound. None where no scheme reads them, where neither is given, or where they
    contradict each other (an interval with nothing in it would make every device look clean).
    """
    low = None if low in FROM_THE_START else low
    lows = {reading.scheme: reading for reading in _bound_readings(maker, low)} if low is not None else {}
    highs = {reading.scheme: reading for reading in _bound_readings(maker, high)} if high is not None else {}
    for scheme in highs or lows:
        if (low is not None and scheme not in lows) or (high is not None and scheme not in highs):
            continue
        return _between(scheme, lows.get(scheme), low_inclusive, highs.get(scheme), high_inclusive)
    return None


def _between(
    scheme: str, low: Reading | None, low_inclusive: bool, high: Reading | None, high_inclusive: bool
) -> Interval | None:
    start = low and (low.low if low_inclusive else low.high + AFTER)
    end = high and (high.high + AFTER if high_inclusive else high.low)
    if start is not None and end is not None and start >= end:
        return None
    return Interval(scheme, start, end)


def exactly(maker: str, text: str) -> Interval | None:
    """The versions a bare "version X" means: all builds of it where X names none."""
    return interval(maker, low=text, low_inclusive=True, high=text, high_inclusive=True)


def continued(maker: str, text: str) -> Interval | None:
    """The versions that go on where this one ends: 3.11.0.16 of "3.11".

    A source that says "up to and including 3.11" may mean them or not. None where nothing reads it, and
    where it names a build, which nothing goes on from.
    """
    written = re.search(r"\d+(?:\.\d+)*", text)
    for reading in _bound_readings(maker, text) if written else ():
        numbers, rest = re.fullmatch(r"((?:[a-z]\d+)*)(.*)", reading.low).groups()  # type: ignore[union-attr]
        if numbers and rest in ("", keys.RELEASED):
            zeros = len(written[0].split(".")) - len(re.findall(r"[a-z]\d+", numbers))  # type: ignore[index]
            whole = numbers + keys.number("0") * zeros
            return Interval(reading.scheme, whole + "a", whole + keys.END)
    return None

"""What a version scheme gives: sortable keys, and the half-open intervals that bounds make of them.

A key is text that sorts in byte order within its scheme, so any engine can compare it. What a string
leaves out (a build number, a date) is an interval rather than a guess: "V5.5.800" without its build
reads as every build of 5.5.800, and a bound that falls inside gives *unknown*, never *not affected*.
"""

from typing import NamedTuple


class Reading(NamedTuple):
    """One scheme's reading of a firmware string: the true key is between low and high, both included."""

    scheme: str
    low: str
    high: str


class Interval(NamedTuple):
    """Versions from low (included) to high (excluded) in one scheme; None is without bound."""

    scheme: str
    low: str | None
    high: str | None


AFTER = "!"
"""Sorts below every character used inside keys: key + AFTER is the first place after that key alone."""

"""What a version scheme gives: sortable keys, and the half-open intervals that bounds make of them.

A key is text that sorts in byte order within its scheme, so any engine can compare it. What a string
leaves out (a build number, a date) is an interval rather than a guess: "V5.5.800" without its build
reads as every build of 5.5.800, and a bound that falls inside gives *unknown*, never *not affected*.
"""

from typing import Literal, NamedTuple


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

Place = Literal["inside", "outside", "straddles"]


def place(reading: Reading, interval: Interval) -> Place:
    """Where a reading lies. Both must be of one scheme: comparing two schemes is a bug, and raises ValueError."""
    if reading.scheme != interval.scheme:
        raise ValueError(f"{reading.scheme} cannot be compared with {interval.scheme}")
    above = interval.low is None or reading.low >= interval.low
    below = interval.high is None or reading.high < interval.high
    if above and below:
        return "inside"
    if interval.high is not None and reading.low >= interval.high:
        return "outside"
    if interval.low is not None and reading.high < interval.low:
        return "outside"
    return "straddles"

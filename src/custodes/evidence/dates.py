"""Dates as people type them, kept as precisely as they were typed: "2019", "2019-03" or "2019-03-04"."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

EARLIEST = 1950
"""The first year that can be meant. Spreadsheets make 1900 of a zero."""

_MEND = "Type it as day/month/year, month and year, or the year alone."
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = r"(?:[t ,]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:am|pm)?\s*(?:z|utc|gmt|bst|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?,?\s+)?"
_UNKNOWN = re.compile(
    r"(?:n/?k|not known|unknown|unk|n/?a|not applicable|not available|tbc|tba|tbd|\?+|-+|–|—|none|not recorded|not stated|"
    r"not held|to be confirmed|don'?t know|unsure|various)\.?"
)
Parts = tuple[int, int | None, int | None]
"""Year, month, day; None where not given."""


class When(NamedTuple):
    """ISO text as precise as what was typed, or "" with a problem where something was typed that is no date."""

    value: str
    problem: str = ""
    mend: str = ""


def _year(text: str) -> int:
    number = int(text)
    if len(text) > 2:
        return number
    return 2000 + number if number < 70 else 1900 + number


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], Parts]], ...] = (
    (rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", lambda m: (int(m[1]), int(m[2]), int(m[3]))),
    (
        rf"{_WEEKDAY}(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}",
        lambda m: (_year(m[3]), int(m[2]), int(m[1])),
    ),
    (r"((?:19|20)\d{2})", lambda m: (int(m[1]), None, None)),
    (r"((?:19|20)\d{2})(\d{2})(\d{2})", lambda m: (int(m[1]), int(m[2]), int(m[3]))),
    (r"(\d{4})[-/.](\d{1,2})", lambda m: (int(m[1]), int(m[2]), None)),
    (r"(\d{1,2})[-/.](\d{4})", lambda m: (int(m[2]), int(m[1]), None)),
    (
        rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[-/., ]*(?:of )?({_MONTH})[-/., ']*(\d{{4}}|\d{{2}}){_TIME}",
        lambda m: (_year(m[3]), _MONTHS[m[2]], int(m[1])),
    ),
    (
        rf"{_WEEKDAY}({_MONTH})[-/., ]*(\d{{1,2}})(?:st|nd|rd|th)?[, ]+(\d{{4}}){_TIME}",
        lambda m: (int(m[3]), _MONTHS[m[1]], int(m[2])),
    ),
    (rf"({_MONTH})[-/., ']*(\d{{4}}|\d{{2}})", lambda m: (_year(m[2]), _MONTHS[m[1]], None)),
    (rf"(\d{{4}})[-/., ]*({_MONTH})", lambda m: (int(m[1]), _MONTHS[m[2]], None)),
    (r"(\d{5})(?:\.\d+)?", lambda m: _from_serial(int(m[1]))),
)
_COMPILED = tuple((re.compile(pattern), parts) for pattern, parts in _FORMS)


def _from_serial(number: int) -> Parts:
    """A day number of Excel, which counts 1 January 1900 as 1 and has a 29 February 1900 that never was."""
    day = dt.date(1899, 12, 30) + dt.timedelta(days=number)
    return day.year, day.month, day.day


def read_date(text: str, latest: dt.date = dt.date.max) -> When:
    """Read one cell; 03/04/2019 is the third of April. After `latest` it is not believed.

    Words for "not known" give "" without a problem. Two digits of a year are 1970 to 2069.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold().rstrip(".")
    if not plain or _UNKNOWN.fullmatch(plain):
        return When("")
    for pattern, parts in _COMPILED:
        if found := pattern.fullmatch(plain):
            return _believed(parts(found), latest)
    return When("", "is not a date we can read", _MEND)


def _believed(parts: Parts, latest: dt.date) -> When:
    year, month, day = parts
    try:
        earliest_meant = dt.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return When("", "is not a date there is (days come before months)", _MEND)
    if year < EARLIEST:
        return When("", f"lies before {EARLIEST}", _MEND)
    if earliest_meant > latest:
        return When("", f"lies too far in the future to be meant (after {latest.isoformat()})", _MEND)
    return When("-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)]))

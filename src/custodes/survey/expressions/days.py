"""Dates as numbers of days since 1 January 1970 in UTC, and back.

A date or date-time is read as ISO writes it: 2022-11-24, 2022-11-24T09:30:00.000+01:00. Without an offset it is in
UTC, so that an expression gives the same wherever it is evaluated.
"""

import datetime as dt
import math
import re

MILLISECONDS = 86_400_000
"""In a day: the finest that a date-time of ODK XForms is told in."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_OFFSET = r"(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?"
_CLOCK = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}(?:\.[0-9]{1,9})?))?" + _OFFSET
_DATE = re.compile(rf"(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:T{_CLOCK})?")
_TIME = re.compile(_CLOCK)
_LONGEST = 40
"""Characters of a date-time."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def read(text: str) -> float | None:
    """The days of a date or date-time; None where the text is none (2022-02-30 is none)."""
    text = text.strip()
    if not 10 <= len(text) <= _LONGEST or text[4] != "-":
        return None
    found = _DATE.fullmatch(text)
    try:
        whole = dt.date.fromisoformat(found["day"]).toordinal() if found else None
    except ValueError:
        return None
    if found is None or whole is None:
        return None
    part = _fraction(found) if found["hour"] else 0.0
    return None if part is None else whole - _EPOCH.toordinal() + part


def fraction(text: str) -> float:
    """The part of a day that a time (or the time of a date-time) is, in UTC: 0.5 is noon. NaN where there is none."""
    text = text.strip()
    found = _TIME.fullmatch(text) if len(text) <= _LONGEST else None
    if found:
        part = _fraction(found)
        return math.nan if part is None else part % 1
    day = read(text)
    return math.nan if day is None or "T" not in text else day % 1


def _fraction(found: re.Match[str]) -> float | None:
    """Of a day, less the offset: below 0 where it is still the day before in UTC. None for 25 o'clock."""
    hour, minute, second = int(found["hour"]), int(found["minute"]), float(found["second"] or 0)
    if hour > 23 or minute > 59 or second >= 60:
        return None
    offset = found["offset"] or "Z"
    minutes = 0 if offset == "Z" else int(offset[1:3]) * 60 + int(offset[-2:])
    sign = -1 if offset.startswith("-") else 1
    return ((hour * 60 + minute - sign * minutes) * 60 + second) / 86_400


def moment(number: float) -> dt.datetime | None:
    """The date-time in UTC of a number of days; None for NaN, and for what no calendar of Python has."""
    if math.isnan(number) or abs(number) > 4_000_000:
        return None
    try:
        return _EPOCH + dt.timedelta(milliseconds=round(number * MILLISECONDS))
    except OverflowError:
        return None


def date_text(number: float) -> str:
    """The day, as 2022-11-24; "" where there is none."""
    found = moment(number)
    return found.date().isoformat() if found else ""


def date_time_text(number: float) -> str:
    """The date-time, as 2022-11-24T09:30:00.000+00:00; "" where there is none."""
    found = moment(number)
    return found.isoformat(timespec="milliseconds") if found else ""


def formatted(number: float, pattern: str) -> str:
    """A date-time in the words of `format-date-time`; "" where there is none. Names of days and months are English."""
    found = moment(number)
    if not found:
        return ""
    return re.sub(r"%(.)", lambda part: _piece(found, part[1]), pattern)


def _piece(when: dt.datetime, letter: str) -> str:
    """What a letter behind % stands for; one that is not in the specification stands for itself, with its %."""
    match letter:
        case "Y":
            return f"{when.year:04}"
        case "n" | "e" | "h":
            return str({"n": when.month, "e": when.day, "h": when.hour}[letter])
        case "b":
            return _MONTHS[when.month - 1]
        case "a":
            return _WEEKDAYS[when.weekday()]
        case "3":
            return f"{when.microsecond // 1000:03}"
        case "%":
            return "%"
    numbers = {"y": when.year % 100, "m": when.month, "d": when.day}
    clock = {"H": when.hour, "M": when.minute, "S": when.second}
    found = {**numbers, **clock}.get(letter)
    return f"%{letter}" if found is None else f"{found:02}"

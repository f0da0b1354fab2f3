"""Dates: as the whole version (`2018-05-18`, `20190314`), or as the build date inside one.

`BUILD` is for makers that date every build (six digits are a date there); `DATE` is for all others, where only
eight digits or a written-out date are. A month without its day may be any day of it.
"""

import re

from custodes.register.versions import days
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_WORD = r"(?:(?:build|bld|b|d)(?:\s*date)?[\s:._-]*|date[\s:._-]*)"
_ALONE = re.compile(rf"{_WORD}?({days.DATE})")
_MONTH = re.compile(rf"{_WORD}?(20\d\d-\d\d)")
_VERSION = r"(?:[a-z]+[-_]?[a-z]*\d+\.|[a-z]{1,3}[._-]?v?)?\d+(?:\.(?:\d+(?:[a-z]\d{0,3})?|r|nat|onvif[a-z]?|\d{0,2}[a-z]{1,3}\d{1,3}))*(?:-\d{1,4})?"
_AT_END = re.compile(
    rf"(?P<version>{_VERSION})(?:[\s_.-]+|[\s_.,;:-]*\(?{_WORD})(?<!\d)(?P<date>{days.DATE})\)?"
    r"(?:[\s,_.-]+rel[\s.:_-]*\d+\w*|\.bin)?"
)
"""One version and its build date, and nothing else: a date behind a remark is not the date of a build."""


def _read(name: str, text: str, six_digits: bool) -> Reading | None:
    alone = _MONTH.fullmatch(text)
    if alone and (span := days.month(alone[1])):
        return Reading(name, *span)
    alone, behind = _ALONE.fullmatch(text), _AT_END.fullmatch(text)
    if behind and any(len(part) in (6, 8) and days.day(part) for part in behind["version"].split(".")):
        return None
    written = alone[1] if alone else behind["date"] if behind else ""
    if not written or not (six_digits or len(written) > 6):
        return None
    date = days.day(written)
    return Reading(name, date, date) if date else None


BUILD = Scheme("build", lambda text: _read("build", text, six_digits=True))
DATE = Scheme("date", lambda text: _read("date", text, six_digits=False))

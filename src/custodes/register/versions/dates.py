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
_AT_END = re.compile(rf"(?:(?<=[\s_.,:-])|{_WORD})(?<!\d)({days.DATE})(?:[\s,_.-]+rel[\s.]*\w+|\.bin)?$")
_SURE = re.compile(r"20\d\d.?\d\d.?\d\d")


def _read(name: str, text: str, six_digits: bool) -> Reading | None:
    alone = _MONTH.fullmatch(text)
    if alone and (span := days.month(alone[1])):
        return Reading(name, *span)
    found = _ALONE.fullmatch(text) or _AT_END.search(text)
    if not found or not (six_digits or len(found[1]) > 6):
        return None
    date = days.day(found[1])
    return Reading(name, date, date) if date else None


BUILD = Scheme("build", lambda text: _read("build", text, six_digits=True))
DATE = Scheme("date", lambda text: _read("date", text, six_digits=False))

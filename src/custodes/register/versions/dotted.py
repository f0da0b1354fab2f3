"""The generic scheme: numbers between dots, perhaps a letter, perhaps a build.

`1.04.02`, `v2.02`, `1.04b`, `1.8.7.0D`, `1.06.01 Hotfix`, `1.7.6_6300`, `11.6.5.1.1-20161213`, `1.0rc1`.
A build left out may be any of them. A letter right after the numbers is a later revision of them, as camera
makers use it (10.0a, 1.8.7.0D); spelt-out alpha, beta and rc come before. Other letters are not ordered.
"""

import re
from typing import Literal

from custodes.register.versions import days, keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

B = Literal["build", "beta", "unclear"]

_SHAPE = re.compile(
    r"(?:(?P<line>[a-z]{1,3})[._-]?v?(?=\d+\.))?"
    r"(?P<numbers>\d+(?:\.\d+)*)"
    r"(?:[\s._-]*(?P<early>alpha|beta|rc)[\s._-]*(?P<attempt>\d{0,4})"
    r"|(?:\.?(?P<letter>[a-wyz]))?(?P<build>(?:[\s._,:-]*(?:%s|[_-])[\s._,:-]*\d+(?:\.\d+)*)*(?:[\s_-]hotfix)?))"
)
_WORDS = "build|bld|rev|rel|release|sp|mr|patch|update|hotfix ?rev|hotfix|hf|r|p|u"
_PLAIN = re.compile(_SHAPE.pattern % _WORDS)
_WITH_B = re.compile(_SHAPE.pattern % (_WORDS + "|b"))
_EARLY_B = re.compile(r"b(?=\d+$)")
_DIGITS = re.compile(r"\d+")
_SEPARATED = re.compile(r"\d+(?:[-_]\d+)+")
_DATED = re.compile(
    r"(?<!\d)(?:20\d\d[-_]\d{1,2}[-_]\d{1,2}|\d{1,2}[-_]\d{1,2}[-_]20\d\d|(?:20)?\d\d(?:0[1-9]|1[0-2])[0-3]\d)(?!\d)"
)
_DATE_OF_ANOTHER = re.compile(
    r"\d\D+(?:(?:20)?\d\d(?:0[1-9]|1[0-2])[0-3]\d|20\d\d[-_./]\d{1,2}[-_./]\d{1,2})\W*$"
)
"""A date behind a build that is already given."""
_PARTS_APART = re.compile(r"\d{4}(?:-\d{4}){3}")
"""AVTECH's `1023-1007-1011-1009` numbers the four parts of an image, and each goes up by itself: no one order."""
_SAME_LINE = frozenset({"mx", "uvc"})
"""Prefixes that every version of their maker has (MOBOTIX `MX-V4.2.1.61`, Ubiquiti `UVC.v4.30.0`)."""


def scheme(b: B = "unclear") -> Scheme:
    """The generic scheme for a maker whose "1.05b03" means build 3, or beta 3, or who knows."""
    shape = _WITH_B if b == "build" else _PLAIN

    def read(text: str) -> Reading | None:
        if b == "beta":
            text = _EARLY_B.sub("beta", text)
        if _PARTS_APART.fullmatch(text):
            return None
        if _SEPARATED.fullmatch(text):
            if _DATED.search(text):
                return None
            text = text.replace("-", ".").replace("_", ".")
        found = shape.fullmatch(text)
        return _reading(found) if found and not _is_a_date(text) else None

    return Scheme("dotted", read)


def _reading(found: re.Match[str]) -> Reading | None:
    parts = found["numbers"].split(".")
    line = found["line"]
    own_line = line and line != "v" and line not in _SAME_LINE
    name = f"dotted:{line}" if own_line else "dotted"
    version = keys.numbers(parts)
    if found["early"]:
        key = version + keys.BEFORE_RELEASE + found["early"] + keys.number(found["attempt"] or "0")
        return Reading(name, key, key)
    version += keys.RELEASED + (found["letter"] or "")
    if _DATE_OF_ANOTHER.search(found["build"] or ""):
        return None
    if found["build"]:
        key = version + keys.BUILD + _build(found["build"])
        return Reading(name, key, key)
    if len(parts) == 1 and not found["letter"]:
        return _lone_number(name, parts[0])
    return Reading(name, version, version + keys.BUILD + keys.END)


def _build(text: str) -> str:
    date = days.day(text.strip(" _-,:").replace("_", "-")) if text.count("_") == 3 else None
    return keys.numbers([date] if date else _DIGITS.findall(text)) or "a0"


def _lone_number(name: str, digits: str) -> Reading | None:
    """ "5" may be any 5.x. Five digits may be what a spreadsheet made of a date: not read."""
    if len(digits) == 5 and 36526 <= int(digits) <= 55153:  # 2000-01-01 to 2050-12-31 as spreadsheets count
        return None
    low, high = keys.beginning([digits])
    return Reading(name, low, high)


def _is_a_date(text: str) -> bool:
    return len(text) >= 6 and (days.day(text) is not None or days.month(text.replace(".", "-")) is not None)


SCHEME = scheme()

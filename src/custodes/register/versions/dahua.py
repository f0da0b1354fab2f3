"""Dahua and the brands on its firmware: `2.800.0000000.29.R.210630`, `V2.520.AC00.18.R`, `..., build: 2021-03-01`.

Two numbers, a code, a number, a letter for released, and the date. A code of digits is a number. A code with
letters names a customer (AC00 is Amcrest's), and how its numbers relate to another customer's is not published:
each is a scheme of its own (`dahua:ac00`), so that versions of two customers are never compared.
"""

import re

from custodes.register.versions import days, keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(
    r"v?(\d{1,2})\.(\d{1,4})\.(\d{3,8}|(?=\d*[a-z])[a-z0-9]{4,7})\.(\d{1,4})(?:\.r)?"
    rf"(?:(?:[\s._-]*|[\s,;._-]*build(?:[\s_-]*date)?[\s:._-]*)({days.DATE}))?(?:\.bin)?"
)
_SHORT = re.compile(r"(\d)\.(\d{3})")


def read(text: str) -> Reading | None:
    """Numbers, then date; without its date every build of the version, and `2.800` every 2.800.x."""
    found = _SHAPE.fullmatch(text)
    if not found:
        short = _SHORT.fullmatch(text)
        return Reading("dahua", *keys.beginning(short.groups())) if short else None
    major, minor, code, patch, date = found.groups()
    ours = code.isdigit()
    parts = (major, minor, code, patch) if ours else (major, minor, patch)
    name = "dahua" if ours else f"dahua:{code}"
    version = keys.numbers(parts) + keys.RELEASED
    if not date:
        return Reading(name, version, version + keys.END)
    build = days.day(date)
    return Reading(name, version + build, version + build) if build else None


SCHEME = Scheme("dahua", read)

"""Hikvision and the brands that keep its numbering: `V5.5.800 build 210628`, `V5.5.800_210507`, `V2.3.8-8`.

Three numbers, perhaps a patch level, and the date of the build. `V5.5.800` is every build of 5.5.800, and `5.5`
(a spreadsheet made it a number) every 5.5.x.
"""

import re

from custodes.register.versions import days, keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(
    r"(\d{1,5}(?:\.\d{1,5}){1,4})(?:-(\d{1,4}))?"
    rf"(?:(?:[\s_.-]*|[\s,;_.-]*\(?(?:build|bld|b)(?:\s*date)?[\s:._-]*)({days.DATE})\)?)?"
)


def read(text: str) -> Reading | None:
    """Numbers, patch level (0 where only a date is given), date."""
    found = _SHAPE.fullmatch(text)
    if not found or days.day(text):
        return None
    parts = found[1].split(".")
    version = keys.numbers(parts) + keys.RELEASED
    patch, date = found[2], found[3]
    if date:
        build = days.day(date)
        key = version + keys.number(patch or "0") + (build or "")
        return Reading("hikvision", key, key) if build else None
    if patch:
        key = version + keys.number(patch)
        return Reading("hikvision", key, key + keys.END)
    if len(parts) < 3:
        return Reading("hikvision", *keys.beginning(parts))
    return Reading("hikvision", version, version + keys.END)


SCHEME = Scheme("hikvision", read)

"""DJI: `v01.00.0500` and `07.01.10.02`. Four numbers of two digits, the last two of them often run together."""

import re

from custodes.register.versions import days, keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(r"\d{1,2}(?:\.\d{1,4}){1,5}")


def read(text: str) -> Reading | None:
    """`01.00.0500` is 1.0.5.0: the same version is written both ways."""
    if not _SHAPE.fullmatch(text) or days.day(text):
        return None
    parts = text.split(".")
    if len(parts) == 3 and len(parts[2]) == 4:
        parts[2:] = [parts[2][:2], parts[2][2:]]
    if len(parts) == 2:
        return Reading("dji", *keys.beginning(parts))
    key = keys.numbers(parts) + keys.RELEASED
    return Reading("dji", key, key)


SCHEME = Scheme("dji", read)

"""Axis: `10.12.182`, `9.80.3.5`, `AXIS OS 11.8.61`. Two numbers name a release, the others what was built of it.

The keys are plain numbers; which releases are long-term tracks with their own fixes is data (`tracks`).
"""

import re

from custodes.register.versions import days, keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(r"(\d{1,2}(?:\.\d{1,4}){1,4})(?:[_-](\d{1,3}))?")


def read(text: str) -> Reading | None:
    """Two numbers alone are every version of that release."""
    found = _SHAPE.fullmatch(text)
    if not found or days.day(text):
        return None
    parts = found[1].split(".") + ([found[2]] if found[2] else [])
    if len(parts) == 2:
        return Reading("axis", *keys.beginning(parts))
    key = keys.numbers(parts) + keys.RELEASED
    return Reading("axis", key, key)


SCHEME = Scheme("axis", read)

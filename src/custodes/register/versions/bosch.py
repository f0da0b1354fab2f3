"""Bosch: `7.85.0020`, `CPP6 6.44.0020`, `FW 8.10.0005`. The platform (CPP) is no part of the order."""

import re

from custodes.register.versions import keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(r"(?:cpp[\w.-]*[\s,:_-]+(?:fw\s*)?v?)?(\d{1,2}(?:\.\d{1,4}){1,3})")


def read(text: str) -> Reading | None:
    """Two numbers alone are every build of that release."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    parts = found[1].split(".")
    if len(parts) == 2:
        return Reading("bosch", *keys.beginning(parts))
    key = keys.numbers(parts) + keys.RELEASED
    return Reading("bosch", key, key)


SCHEME = Scheme("bosch", read)

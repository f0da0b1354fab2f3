"""Makers that write the firmware's line into the version, each line with numbers of its own.

Uniview `DIPC-B1213.6.5.230215`, Illustra (Johnson Controls) `Illustra.SS016.05.09.04.0006`. Fixes are given per
line, so each line is a scheme (`uniview:dipc-b1213`) and versions of two lines are never compared.
`DIPC-B1213.X.X.XXXXXX`, as advisories write it, is every version of the line.
"""

import re

from custodes.register.versions import keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_UNIVIEW = re.compile(r"([a-z]{2,6}[-_]b\d{4})(?:\.(x[x.]*|\d{1,3}(?:\.\d{1,6}){0,3}))?(?:\s+affected)?")
_ILLUSTRA = re.compile(r"illustra\.([a-z]{2,4}\d{1,3})(?:\.(x[x.]*|\d{1,4}(?:\.\d{1,5}){1,4}))?")


def _read(maker: str, shape: re.Pattern[str], text: str) -> Reading | None:
    found = shape.fullmatch(text)
    if not found:
        return None
    line, rest = found.groups()
    name = f"{maker}:{line.replace('_', '-')}"
    if not rest or rest.startswith("x"):
        return Reading(name, keys.RELEASED, keys.END)
    key = keys.numbers(rest.split(".")) + keys.RELEASED
    return Reading(name, key, key)


UNIVIEW = Scheme("uniview", lambda text: _read("uniview", _UNIVIEW, text))
ILLUSTRA = Scheme("illustra", lambda text: _read("illustra", _ILLUSTRA, text))

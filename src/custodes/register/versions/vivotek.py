"""VIVOTEK: `FD8177-VVTK-0106a`, `0300a`. Two numbers of two digits, then a letter."""

import re

from custodes.register.versions import keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(r"(?:[\w-]*?[_-]vvtk[_-]|vvtk[_-])?(\d\d)(\d\d)([a-z])?")


def read(text: str) -> Reading | None:
    """`0106a` is 1.6 revision a; without its letter, every revision."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    version = keys.numbers(found.group(1, 2)) + keys.RELEASED
    if not found[3]:
        return Reading("vivotek", version, version + keys.END)
    return Reading("vivotek", version + found[3], version + found[3])


SCHEME = Scheme("vivotek", read)

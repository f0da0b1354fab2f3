"""AVTECH: `FullImg-1023-1007-1011-1009`. Four numbers, one for each part of the image, the first the newest."""

import re

from custodes.register.versions import keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(r"(?:firmware_)?(?:fullimg[-_])?(\d{4})-(\d{4})-(\d{4})-(\d{4})")


def read(text: str) -> Reading | None:
    """The numbers, where none has a letter: letters mark images for one customer or board."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    key = keys.numbers(found.groups()) + keys.RELEASED
    return Reading("avtech", key, key)


SCHEME = Scheme("avtech", read)

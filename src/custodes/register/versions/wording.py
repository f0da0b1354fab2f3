"""The last resort: a string that no scheme can order is still itself.

The scheme's name holds the string, so that it is found where an advisory lists exactly that version, and is
compared with nothing else.
"""

import re

from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_BLANK = re.compile(r"[\s_,:]+")


def read(text: str) -> Reading | None:
    """Anything of 3 to 60 characters with a digit in it."""
    if not 3 <= len(text) <= 60 or not any(c.isdigit() for c in text):
        return None
    return Reading("text:" + _BLANK.sub(" ", text), "=", "=")


SCHEME = Scheme("text", read)

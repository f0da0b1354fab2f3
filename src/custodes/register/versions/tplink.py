"""TP-Link: `1.1.15 Build 211130 Rel.15378n`. Numbers, then the date of the build; the release code is no order."""

import re

from custodes.register.versions import days, keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(
    r"(\d+(?:\.\d+){1,3})(?:[\s,_-]*(?:build|bld)[\s:._-]*(\d{6}|\d{8}))?(?:[\s,._-]*rel[\s.:_-]*\w+)?"
)


def read(text: str) -> Reading | None:
    """Without its date, every build of the version."""
    found = _SHAPE.fullmatch(text)
    if not found or days.day(text):
        return None
    version = keys.numbers(found[1].split(".")) + keys.RELEASED
    if not found[2]:
        return Reading("tplink", version, version + keys.END)
    build = days.day(found[2])
    return Reading("tplink", version + build, version + build) if build else None


SCHEME = Scheme("tplink", read)

"""TP-Link: `1.1.15 Build 211130 Rel.15378n`. Numbers, then the date of the build, then the number of the release."""

import re

from custodes.register.versions import days, keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(
    r"(\d+(?:\.\d+){1,3})(?:[\s,_-]*(?:build|bld)[\s:._-]*(\d{6}|\d{8}))?(?:[\s,._-]*rel[\s.:_-]*(\d+)\w*)?"
)


def read(text: str) -> Reading | None:
    """Without its date, every build of the version; without its release, every release of the build."""
    found = _SHAPE.fullmatch(text)
    if not found or days.day(text):
        return None
    version = keys.numbers(found[1].split(".")) + keys.RELEASED
    if not found[2]:
        return Reading("tplink", version, version + keys.END)
    build = days.day(found[2])
    if not build:
        return None
    key = version + build
    release = key + "-" + keys.number(found[3]) if found[3] else ""
    return Reading("tplink", release or key, release or key + keys.END)


SCHEME = Scheme("tplink", read)

"""Huawei: `V100R002C00SPC200B010`. Version, release, customer edition, service pack and build numbers."""

import re

from custodes.register.versions import keys
from custodes.register.versions.reading import Reading
from custodes.register.versions.scheme import Scheme

_SHAPE = re.compile(r"v?(\d{3})r(\d{3})(?:c(\d\d))?(?:spc(\d{3}))?(?:b(\d{1,4}))?")


def read(text: str) -> Reading | None:
    """What is left out (service pack, build) may be any."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    given = [part for part in found.groups() if part is not None]
    exact = "".join(keys.number(part or "0") for part in found.groups())
    prefix = "".join(keys.number(part) for part in given)
    left_out_is_the_end = found.groups()[: len(given)] == tuple(given)
    if found[5] or not left_out_is_the_end:
        return Reading("huawei", exact, exact)
    return Reading("huawei", prefix, prefix + keys.END)


SCHEME = Scheme("huawei", read)

"""What of a device bears on who made it and what is wrong with it. Devices that say the same share a conclusion."""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from custodes.audit.chain import canonical


class Given(NamedTuple):
    """The columns of `ProductVersion.GIVEN`."""

    brand: str
    model: str
    mac_block: str
    supplier: str
    firmware: str
    hardware: str
    technology: str
    site_class: str
    judged_maker: str

    @property
    def key(self) -> str:
        """SHA-256 over all of it."""
        return hashlib.sha256(canonical(self).encode()).hexdigest()


def given(values: Mapping[str, Any], technology: str, site_class: str, judged_maker: str = "") -> Given:
    """From a device's columns. `technology`, `site_class`: its system's, for where the device has none.

    Of the MAC address the first 36 bits tell the registrant; the supplier matters where nothing else is said.
    """
    return Given(
        brand=values["brand"],
        model=values["model"],
        mac_block=values["mac"][:9],
        supplier="" if values["brand"] or values["model"] else values["supplier"],
        firmware=values["firmware"],
        hardware=values["hardware"],
        technology=values["technology"] or technology,
        site_class=values["site_class"] or site_class,
        judged_maker=judged_maker,
    )

"""What the columns of a device are called, and how their values read."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from custodes.register.terms import Connectivity, QuantityBasis, SiteClass, Technology
from custodes.web.govuk.wording import date
from custodes.web.pages.devices.table import written_mac

LABELS: Mapping[str, str] = {
    "brand": "Brand on the label",
    "model": "Model",
    "firmware": "Firmware",
    "hardware": "Hardware revision",
    "supplier": "Supplier",
    "serial": "Serial number",
    "mac": "MAC address",
    "ip": "IP address",
    "hostname": "Host name",
    "site": "Site",
    "technology": "Technology",
    "site_class": "Site class",
    "connectivity": "Connectivity",
    "quantity": "Number of devices",
    "quantity_basis": "How the number is known",
    "installed": "Installed",
    "supported_until": "Supported until",
}
_WORDS: Mapping[str, Mapping[Any, Any]] = {
    "technology": dict(Technology.choices),
    "site_class": dict(SiteClass.choices),
    "connectivity": dict(Connectivity.choices),
    "quantity_basis": dict(QuantityBasis.choices),
}


def in_words(column: str, value: Any) -> str:
    """A value as people read it: what is blank is not recorded."""
    if value is None or value == "":
        return "Not recorded"
    if column == "mac":
        return written_mac(str(value))
    if column in _WORDS:
        return str(_WORDS[column].get(value, value))
    if column == "quantity":
        return f"{value:,}"
    if column in ("installed", "supported_until"):
        return _day(value)
    return str(value)


def _day(value: Any) -> str:
    """Days in British writing; a year or month alone, as lists give them, stays as it is."""
    try:
        return date(value if isinstance(value, dt.date) else dt.date.fromisoformat(value))
    except ValueError:
        return str(value)

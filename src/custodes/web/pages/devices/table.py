"""The rows of the list: only the columns that are shown, for one page, however many devices there are."""

import re
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from custodes.register.listing import in_order, matching
from custodes.register.models import Device
from custodes.web.pages.devices.asked import ListAsked

SIZE = 50
FEW = 2_000
"""Up to here it is quicker to find all that match and sort them than to walk the index of names for them."""

COLUMNS = (
    "id",
    "brand",
    "model",
    "firmware",
    "serial",
    "mac",
    "site",
    "quantity",
    "quantity_basis",
    "disagreement",
    "system_id",
    "product__maker",
    "product__made_by",
    "product__status",
    "product__conflict",
    "product__listed",
    "product__vulnerable",
    "product__exploited",
)


class Row(NamedTuple):
    """A device in the list. `listed`, `vulnerable`, `status` are "" where nobody has looked yet."""

    id: int
    brand: str
    model: str
    firmware: str
    serial: str
    mac: str
    site: str
    quantity: int | None
    quantity_basis: str
    disagreement: bool
    system: int
    maker: str
    made_by: str
    status: str
    conflict: bool
    listed: str
    vulnerable: str
    exploited: str

    @property
    def name(self) -> str:
        """What its label says, or what else tells it apart."""
        return f"{self.brand} {self.model}".strip() or f"MAC {written_mac(self.mac)}"

    @property
    def number(self) -> str:
        """How many, and how that is known; nothing is assumed."""
        if self.quantity_basis == "not_held":
            return "None held"
        if self.quantity is None:
            return "Not known"
        return f"about {self.quantity:,}" if self.quantity_basis == "estimated" else f"{self.quantity:,}"


class Totals(NamedTuple):
    """Rows of the register, and devices: the sum of their numbers, one where it is not known."""

    rows: int
    devices: int


def written_mac(digits: str) -> str:
    """44:19:B6:01:02:03"""
    return ":".join(re.findall("..?", digits))


def totals_of(devices: QuerySet[Device]) -> Totals:
    """One pass over all that match."""
    found = devices.aggregate(rows=Count("pk"), devices=Sum(Coalesce("quantity", 1)))
    return Totals(found["rows"], found["devices"] or 0)


def rows_of(devices: QuerySet[Device], asked: ListAsked, start: int, total: int) -> list[Row]:
    """Up to SIZE of the `total` devices that match, from `start`. Late pages are read from the end."""
    if not total:
        return []
    found = matching(devices, asked.chosen, asked.words)
    turned = start > total // 2
    sort = _turned(asked.sort) if turned else asked.sort
    first, last = (max(0, total - start - SIZE), total - start) if turned else (start, start + SIZE)
    ids = in_order(found, sort, few=asked.is_filtered and total <= FEW).values("pk")[first:last]
    rows = in_order(Device.objects.filter(pk__in=ids), asked.sort).values_list(*COLUMNS)
    return [Row._make(row) for row in rows]


def _turned(sort: str) -> str:
    return sort[1:] if sort.startswith("-") else f"-{sort}"

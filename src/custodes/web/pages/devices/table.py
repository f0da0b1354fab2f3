"""The rows of the list: only the columns that are shown, for one page, however many devices there are."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from custodes.prepared import Prepared
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
    """Rows of the register, and devices: the sum of their numbers, one for each of the `uncounted` rows
    whose number is not known."""

    rows: int
    devices: int
    uncounted: int


def written_mac(digits: str) -> str:
    """44:19:B6:01:02:03"""
    return ":".join(re.findall("..?", digits))


def totals_of(devices: QuerySet[Device]) -> Totals:
    """One pass over all that match."""
    found = devices.aggregate(
        rows=Count("pk"),
        devices=Coalesce(Sum(Coalesce("quantity", 1)), 0),
        uncounted=Count("pk", filter=Q(quantity=None)),
    )
    return Totals(**found)


def rows_of(devices: QuerySet[Device], asked: ListAsked, start: int, total: int) -> list[Row]:
    """Up to SIZE of the `total` devices that match, from `start`. Late pages are read from the end."""
    if not total:
        return []
    found = matching(devices, asked.chosen, asked.words)
    few = asked.is_filtered and total <= FEW
    return [Row._make(row) for row in _part(found, asked.sort, start, total, few)]


def rows_of_body(body: int, sort: str, start: int, total: int) -> list[Row]:
    """The same of all that a body holds, by a query that is written once for each page."""
    return [Row._make(row) for row in _prepared(sort, start, total)(body)] if total else []


@lru_cache(maxsize=500)
def _prepared(sort: str, start: int, total: int) -> Prepared:
    return Prepared(
        lambda body: _part(
            Device.objects.filter(body=body, withdrawn_at=None), sort, start, total, few=False
        ),
        "body",
    )


def _part(devices: QuerySet[Device], sort: str, start: int, total: int, few: bool) -> QuerySet[Device, Any]:
    turned = start > total // 2
    first, last = (max(0, total - start - SIZE), total - start) if turned else (start, start + SIZE)
    ids = in_order(devices, _turned(sort) if turned else sort, few).values("pk")[first:last]
    return in_order(Device.objects.filter(pk__in=ids), sort).values_list(*COLUMNS)


def _turned(sort: str) -> str:
    return sort[1:] if sort.startswith("-") else f"-{sort}"

"""How many devices a system holds, and how they stand."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from custodes.register.listing import RESULTS
from custodes.register.models import Device


class Figures(NamedTuple):
    """Devices, each row whose number is not known counting as one: `uncounted` are how many rows that is.

    Each device is flagged, or not known, or nothing was found by what was looked at.
    """

    rows: int = 0
    devices: int = 0
    uncounted: int = 0
    flagged: int = 0
    not_known: int = 0


def figures_of(systems: Collection[int]) -> Mapping[int, Figures]:
    """By system; one query, however many there are.

    Counted as devices and what is concluded of them are now, by the very filters that the figures lead to:
    what nobody has looked at is not known from the moment that it is there.
    """
    number, held = Coalesce("quantity", 1), Device.objects.filter(system__in=systems, withdrawn_at=None)
    found = (
        held.order_by()
        .values_list("system")
        .annotate(
            rows=Count("pk"),
            devices=Sum(number),
            uncounted=Count("pk", filter=Q(quantity=None)),
            **{
                result: Coalesce(Sum(number, filter=RESULTS[result][1]), 0)
                for result in ("flagged", "not_known")
            },
        )
    )
    return dict.fromkeys(systems, Figures()) | {system: Figures(*counts) for system, *counts in found}

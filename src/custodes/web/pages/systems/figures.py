"""How many rows of the register a system holds, and how they stand."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from custodes.concerns.models import SystemStanding
from custodes.register.models import Device

_FLAGGED = Q(listed="affected") | Q(vulnerable="affected")
_NOTHING_FOUND = Q(listed="not_affected", vulnerable="not_affected")


class Figures(NamedTuple):
    """Rows of the register. Each is flagged, or not known, or nothing was found by what was looked at."""

    rows: int = 0
    flagged: int = 0
    not_known: int = 0


def figures_of(systems: Collection[int]) -> Mapping[int, Figures]:
    """By system; two queries, however many there are.

    Rows are counted as they are now. How they stand is as of the last assessment: what has come since
    counts as not known, until somebody has looked.
    """
    if not systems:
        return {}
    held = Device.objects.filter(system__in=systems, withdrawn_at=None).order_by()
    rows = dict(held.values("system").annotate(rows=Count("pk")).values_list("system", "rows"))
    standing = {
        system: (flagged or 0, nothing or 0)
        for system, flagged, nothing in SystemStanding.objects.filter(system__in=systems)
        .values("system")
        .annotate(flagged=Sum("rows", filter=_FLAGGED), nothing=Sum("rows", filter=_NOTHING_FOUND))
        .values_list("system", "flagged", "nothing")
    }
    return {system: _figures(rows.get(system, 0), *standing.get(system, (0, 0))) for system in systems}


def _figures(rows: int, flagged: int, nothing_found: int) -> Figures:
    flagged = min(flagged, rows)
    return Figures(rows, flagged, max(0, rows - flagged - nothing_found))

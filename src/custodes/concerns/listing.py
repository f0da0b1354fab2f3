"""What is wrong in the systems somebody can see: concerns with their devices, worst first. Pure reads.

Figures are those of the last refresh, by system (`models.SystemConcern`), so that a list of hundreds of concerns
over a hundred thousand devices is added up from a few thousand rows, and never from systems out of sight.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from custodes.concerns.models import Concern, Finding, SystemConcern, SystemStanding
from custodes.publication.summary import STANDINGS, VERDICTS
from custodes.register.models import Device, System

KINDS = ("watchlist", "vulnerability")

Systems = QuerySet[System]
Row = dict[str, Any]


class Asked(NamedTuple):
    """What of the list is wanted; "" for all. `verdict`: one that it has for some device, else affected or unknown."""

    kind: str = ""
    verdict: str = ""
    exploited: bool = False
    technology: str = ""
    words: str = ""


class Found(NamedTuple):
    """A concern, with the devices that it bears on by verdict."""

    concern: Concern
    affected: int
    unknown: int
    not_affected: int

    @property
    def rank(self) -> tuple[Any, ...]:
        """By which the worst comes first: known to be exploited, watchlists, the rest; sure before possible."""
        one = self.concern
        kind = 0 if one.exploited else 1 if one.kind == "watchlist" else 2
        sure = 0 if self.affected else 1 if self.unknown else 2
        return (sure, kind, -(one.epss or 0), -(one.cvss or 0), -self.affected, -self.unknown, one.concern)


def concerns(systems: Systems, asked: Asked) -> list[Found]:
    """Each concern that bears on devices of these systems, once, worst first. Two queries."""
    wanted = {
        "concern__kind": asked.kind,
        "technology": asked.technology,
        "concern__exploited": asked.exploited,
    }
    rows = SystemConcern.objects.filter(
        system__in=systems, **{name: value for name, value in wanted.items() if value}
    )
    counted = {
        pk: devices for pk, *devices in rows.order_by().values_list("concern").annotate(**by_verdict())
    }
    known = Concern.objects.in_bulk() if counted else {}
    found = [Found(known[pk], *devices) for pk, devices in counted.items()]
    return sorted((one for one in found if _is_asked(one, asked)), key=lambda one: one.rank)


def _is_asked(found: Found, asked: Asked) -> bool:
    bears = getattr(found, asked.verdict) if asked.verdict else found.affected or found.unknown
    text = f"{found.concern.concern} {found.concern.title}".casefold()
    return bool(bears) and all(word in text for word in asked.words.casefold().split())


def by_verdict() -> dict[str, Any]:
    """Devices of each verdict: 0 where there is none."""
    return {name: Coalesce(Sum("devices", filter=Q(verdict=name)), 0) for name in VERDICTS}


class Standings(NamedTuple):
    """Devices by how they stand, at the last refresh. Keys as in `ProductVersion`."""

    devices: int
    vulnerable: Mapping[str, int]
    listed: Mapping[str, int]


def standings(systems: Systems, technology: str = "") -> Standings:
    """How the devices of these systems stand: also those that nobody could look up. One query."""
    rows = SystemStanding.objects.filter(
        system__in=systems, **({"technology": technology} if technology else {})
    )
    counted = rows.values_list("vulnerable", "listed").annotate(n=Sum("devices")).order_by()
    vulnerable, listed = dict.fromkeys(STANDINGS, 0), dict.fromkeys(VERDICTS, 0)
    for by_vulnerability, by_list, number in counted:
        vulnerable[by_vulnerability] += number
        listed[by_list] += number
    return Standings(sum(listed.values()), vulnerable, listed)


def technologies(systems: Systems) -> list[str]:
    """The technologies of devices in these systems."""
    rows = SystemStanding.objects.filter(system__in=systems).exclude(technology="")
    return sorted(rows.values_list("technology", flat=True).distinct())


def in_systems(systems: Systems, kind: str, concern: str) -> list[Row]:
    """One concern by system and technology, most affected first: system, technology, devices by verdict, rows."""
    rows = SystemConcern.objects.filter(system__in=systems, concern__kind=kind, concern__concern=concern)
    grouped: Any = rows.values("system", "technology", name=F("system__name")).annotate(
        **by_verdict(),
        **{f"{verdict}_rows": Coalesce(Sum("rows", filter=Q(verdict=verdict)), 0) for verdict in VERDICTS},
    )
    return list(grouped.order_by("-affected", "-unknown", "name"))


def devices_with(devices: QuerySet[Device], kind: str, concern: str, verdict: str) -> QuerySet[Device]:
    """Those of these devices on which a concern bears so, by id."""
    bearing = Finding.objects.filter(kind=kind, concern=concern, verdict=verdict)
    return devices.filter(product__found__in=bearing.values("of")).order_by("pk")


def said_of_sets(kind: str, concern: str, sets: set[int]) -> dict[int, Finding]:
    """Set to what it says of a concern."""
    found = Finding.objects.filter(kind=kind, concern=concern, of__in=sets)
    return {finding.of_id: finding for finding in found}

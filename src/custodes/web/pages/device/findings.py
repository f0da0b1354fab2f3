"""What is found about a device, worst first."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from markupsafe import Markup

from custodes.access.permissions import Permission
from custodes.concerns.models import Finding
from custodes.prepared import Prepared
from custodes.register.models import Device, ProductVersion
from custodes.web.page import Asked, page
from custodes.web.pages.device.finding import the_device
from custodes.web.paging import page_of

VERDICTS = ("affected", "unknown", "not_affected")
KINDS = {"watchlist": "Watchlists", "vulnerability": "Known vulnerabilities"}
SHOWN = {"affected": 20, "unknown": 5, "not_affected": 0}
"""How many of each verdict stand on the device's page; the rest is a link away."""
READ = 60
"""Findings read for the page at most."""


class Found(NamedTuple):
    """One finding."""

    kind: str
    verdict: str
    concern: str
    title: str
    basis: str
    inferred: bool
    exploited: bool
    cvss: float | None
    epss: float | None
    reasons: str
    source: str

    @property
    def links(self) -> list[str]:
        """The addresses among its sources."""
        return [part.rstrip(",;") for part in self.source.split() if part.startswith(("https://", "http://"))]


class Group(NamedTuple):
    """Findings of one kind and verdict: how many there are, and the worst of them as they are shown."""

    kind: str
    verdict: str
    number: int
    shown: int
    html: Markup


def worst_first(found: int | None) -> QuerySet[Finding]:
    """Watchlists, then vulnerabilities: by verdict, then those known to be exploited, then by severity."""
    rank = Case(
        *(When(verdict=verdict, then=Value(at)) for at, verdict in enumerate(VERDICTS)),
        default=Value(len(VERDICTS)),
        output_field=IntegerField(),
    )
    order = ("-kind", rank, "-exploited", F("cvss").desc(nulls_last=True), "concern")
    return Finding.objects.filter(of=found).order_by(*order)


_worst_of_set = Prepared(lambda found: worst_first(found).values_list(*Found._fields)[: READ + 1], "found")


def groups_of(product: ProductVersion, slug: str) -> Sequence[Group]:
    """What stands on the device's page. A set of findings never changes, so what is made of it is kept."""
    return _groups(product.found.key, product.found.pk, slug) if product.found else ()


@lru_cache(maxsize=200)
def _groups(key: str, found: int, slug: str) -> Sequence[Group]:
    """`key`: the digest of all that the set says, so that what is kept is right in any database."""
    read = [Found._make(row) for row in _worst_of_set(found)]
    numbers = _numbers(read) if len(read) <= READ else _counted(found)
    return tuple(
        _group(kind, verdict, numbers[kind, verdict], read, slug)
        for kind in KINDS
        for verdict in VERDICTS
        if numbers.get((kind, verdict))
    )


def _group(kind: str, verdict: str, number: int, read: Iterable[Found], slug: str) -> Group:
    worst = [one for one in read if (one.kind, one.verdict) == (kind, verdict)][: SHOWN[verdict]]
    module = engines["jinja2"].env.get_template("device/found.html").module  # type: ignore[attr-defined]
    html = module.findings(worst, slug) if worst else Markup("")
    return Group(kind, verdict, number, len(worst), html)


def _numbers(read: Iterable[Found]) -> Mapping[tuple[str, str], int]:
    numbers: dict[tuple[str, str], int] = {}
    for one in read:
        numbers[one.kind, one.verdict] = numbers.get((one.kind, one.verdict), 0) + 1
    return numbers


def _counted(found: int) -> Mapping[tuple[str, str], int]:
    rows = Finding.objects.filter(of=found).order_by().values("kind", "verdict")
    counted = rows.annotate(number=Count("pk")).values_list("kind", "verdict", "number")
    return {(kind, verdict): number for kind, verdict, number in counted}


def not_looked_at(device: Device) -> list[str]:
    """What could not be looked at, in sentences; none of it is a finding, and none of it is clean."""
    product = device.product
    if product.assessed_at is None:
        return ["Nobody has looked yet, so nothing is known. Findings are worked out in the background."]
    told = []
    if product.listed == "unknown":
        told.append(
            "It is not certain who made it, so no watchlist can be ruled out that names a possible maker."
        )
    if product.vulnerable == "not_identified":
        told.append("It could not be looked up: what it is, is not known well enough. That is not clean.")
    elif product.vulnerable == "not_covered":
        told.append(
            "No source covers this model: nothing is known of its vulnerabilities, which is not clean."
        )
    if product.vulnerable not in ("not_identified", "not_covered") and not device.firmware:
        told.append("Its firmware is not recorded, so what depends on the version cannot be ruled out.")
    return told


@page(Permission.READ_REGISTER)
def device_findings(request: Asked, pk: int) -> HttpResponse:
    """All of one kind and verdict, page by page."""
    held = the_device(request, pk, withdrawn=True)
    kind, verdict = request.GET.get("kind", ""), request.GET.get("verdict", "")
    found = worst_first(held.product.found_id)
    if kind in KINDS:
        found = found.filter(kind=kind)
    if verdict in VERDICTS:
        found = found.filter(verdict=verdict)
    pages = page_of(found.values_list(*Found._fields, named=False), request)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "devices",
        "device": held,
        "kind": kind if kind in KINDS else "",
        "verdict": verdict if verdict in VERDICTS else "",
        "kinds": KINDS,
        "found": [Found._make(row) for row in pages],
        "pages": pages,
        "not_looked_at": not_looked_at(held),
    }
    return render(request, "device/findings.html", context)

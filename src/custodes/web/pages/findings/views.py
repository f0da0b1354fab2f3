"""The list of findings, and one of them."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from custodes.access.permissions import Permission
from custodes.access.standing import visible_devices, visible_systems
from custodes.concerns import listing
from custodes.concerns.models import Concern, Refresh, Scope, Tally
from custodes.publication import wording
from custodes.publication.summary import VERDICTS
from custodes.register.models import Device
from custodes.web.page import Asked, page
from custodes.web.pages.findings.asked import KINDS, filters, read, without
from custodes.web.paging import page_of


def looked_at(request: Asked) -> dict[str, Any]:
    """When the figures of this body were worked out, and whether they are being worked out again."""
    last = (
        Tally.objects.filter(body=request.body_, scope=Scope.ALL)
        .order_by("-pk")
        .values_list("looked_at", flat=True)
    )
    refresh = Refresh.objects.filter(body=request.body_).first()
    return {
        "body": request.body_,
        "section": "findings",
        "looked_at": last.first(),
        "refresh": refresh,
        "own": request.body_.pk
        in request.standing.roles,  # why is told to nobody else: it may be about a draft
    }


@page(Permission.READ_REGISTER)
def findings(request: Asked) -> HttpResponse:
    """What is wrong, worst first, with what nobody could look at."""
    systems = visible_systems(request.standing, request.body_)
    asked = read(request.GET)
    boxes = filters(asked, listing.technologies(systems))
    chosen = [box for box in boxes if box.chosen]
    context = {
        "asked": asked,
        "boxes": boxes,
        "removable": [
            (
                box.label,
                box.choices.get(box.chosen, box.chosen),
                without(request.body_.slug, request.GET, box.name),
            )
            for box in chosen
        ],
        "found": page_of(listing.concerns(systems, asked), request),
        **_whole(request, asked.technology),
        "kinds": KINDS,
    }
    return render(request, "findings/findings.html", {**context, **looked_at(request)})


def _whole(request: Asked, technology: str = "") -> dict[str, Any]:
    """All devices that somebody sees, how they stand, and how many rows do not say how many they stand for."""
    without = visible_devices(request.standing, request.body_).filter(quantity=None)
    if technology:
        without = without.filter(product__technology=technology)
    stand = listing.standings(visible_systems(request.standing, request.body_), technology)
    return {"stand": stand, "uncounted": without.count()}


MOST_SYSTEMS = 25
HEADINGS: Mapping[str, Mapping[str, str]] = {"watchlist": wording.LISTED, "vulnerability": wording.AFFECTED}


@page(Permission.READ_REGISTER)
def finding(request: Asked, kind: str, concern: str) -> HttpResponse:
    """One concern: what it says, where from, and which devices it bears on."""
    known = Concern.objects.filter(kind=kind, concern=concern).first()
    systems = listing.in_systems(visible_systems(request.standing, request.body_), kind, concern)
    if known is None or not systems:
        raise Http404
    counts = {verdict: sum(row[verdict] for row in systems) for verdict in VERDICTS}
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in VERDICTS else next(v for v in VERDICTS if counts[v] or v == VERDICTS[-1])
    now = looked_at(request)
    rows = sum(
        row[f"{verdict}_rows"] for row in systems
    )  # as good as a count while nothing has changed since
    context = {
        "known": known,
        "links": [
            part.rstrip(",;") for part in known.source.split() if part.startswith(("https://", "http://"))
        ],
        "headings": HEADINGS[kind],
        "counts": counts,
        "verdict": verdict,
        "systems": systems,
        "most_systems": MOST_SYSTEMS,
        "technology": wording.subject,
        **_whole(request),
        **_devices(request, kind, concern, verdict, None if now["refresh"] else rows),
    }
    return render(request, "findings/finding.html", {**context, **now})


def _devices(request: Asked, kind: str, concern: str, verdict: str, total: int | None) -> dict[str, Any]:
    """A page of the devices, with why."""
    seen = visible_devices(request.standing, request.body_)
    devices = listing.devices_with(seen, kind, concern, verdict).select_related("product", "system")
    found = page_of(devices, request, total)
    sets = {device.product.found_id for device in found if device.product.found_id}
    said = listing.said_of_sets(kind, concern, sets)
    return {
        "devices": found,
        "device_rows": [_row(device, said.get(device.product.found_id or 0)) for device in found],
    }


def _row(device: Device, said: Any) -> dict[str, Any]:
    return {
        "device": device,
        "reasons": said.reasons if said else "",
        "inferred": bool(said and said.inferred),
    }

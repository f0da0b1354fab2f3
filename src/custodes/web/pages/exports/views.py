"""Downloads of a body's register: all that somebody can see, or what a search and filters leave."""

from typing import NamedTuple

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from custodes.access.permissions import Permission
from custodes.access.standing import visible_devices
from custodes.register.listing import matching
from custodes.web.page import Asked, page
from custodes.web.pages.devices.asked import ListAsked, list_asked
from custodes.web.pages.exports.making import EXPORTS, MOST_IN_WORKBOOK, Contents, make


class Offer(NamedTuple):
    """A kind of file, what it is for, and its formats: words and address."""

    title: str
    told: str
    formats: list[tuple[str, str]]


KINDS = {
    "devices": (
        "Devices",
        "A row for each device: what its evidence says, who made it, and how it stands. Can be imported again.",
    ),
    "identifications": (
        "Identifications",
        "A row for each device with who made it and why we think so, as “custodes assess” writes it.",
    ),
    "findings": (
        "Findings",
        "A row for each device and each watchlist entry or vulnerability that bears on it, with reasons.",
    ),
    "report": ("Report", "For a chief officer: one page with every figure, to read or to print."),
    "cyclonedx": ("Bill of materials", "CycloneDX 1.6, for tools that read it."),
    "summary": ("Figures", "Every count, for programs."),
}
FORMATS = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet", "html": "Web page", "json": "JSON"}


@page(Permission.EXPORT)
def exports(request: Asked) -> HttpResponse:
    """What can be had, of which devices."""
    asked = _asked(request)
    devices = visible_devices(request.standing, request.body_)
    chosen = matching(devices, asked.chosen, asked.words).count()
    own = request.body_.pk in request.standing.roles
    context = {
        "body": request.body_,
        "section": "devices",
        "asked": asked,
        "rows": chosen,
        "of": devices.count() if asked.is_filtered else chosen,
        "own": own,
        "most_in_workbook": MOST_IN_WORKBOOK,
        "offers": [_offer(kind, request, asked) for kind in KINDS],
    }
    return render(request, "exports/exports.html", context)


def _offer(kind: str, request: Asked, asked: ListAsked) -> Offer:
    query = urlencode(_parameters(asked))
    formats = [
        (
            FORMATS[name.rpartition(".")[2]],
            f"{reverse('export', args=[request.body_.slug, name])}{'?' if query else ''}{query}",
        )
        for name, one in EXPORTS.items()
        if one.kind == kind
    ]
    return Offer(*KINDS[kind], formats)


@page(Permission.EXPORT)
def export(request: Asked, name: str) -> HttpResponseBase:
    """One file. That it was taken is in the history of the body."""
    if name not in EXPORTS:
        raise Http404("no such export")
    asked = _asked(request)
    devices = matching(visible_devices(request.standing, request.body_), asked.chosen, asked.words)
    made = make(EXPORTS[name], Contents(request.body_, devices, _parameters(asked)), request.user)
    filename = f"{request.body_.slug}-{name}"
    return FileResponse(made, as_attachment=True, filename=filename, content_type=EXPORTS[name].media_type)


def _asked(request: Asked) -> ListAsked:
    """The list whose devices are meant: withdrawn ones are in no export."""
    asked = list_asked(reverse("devices", args=[request.body_.slug]), request.GET.dict())
    return asked._replace(withdrawn=False)


def _parameters(asked: ListAsked) -> dict[str, str]:
    """What narrows the list; its order does not matter here."""
    return {name: value for name, value in asked.parameters.items() if name not in ("sort", "withdrawn")}

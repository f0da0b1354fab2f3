"""The page of a body: what it holds, what is flagged, what is not known, what is due, what changed."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from custodes.access.permissions import Permission
from custodes.access.standing import visible_devices, visible_systems
from custodes.concerns.models import Refresh, Scope, Tally
from custodes.concerns.waiting import has_failed
from custodes.web.page import Asked, page
from custodes.web.pages.dashboard.contents import devices_page
from custodes.web.pages.dashboard.due import due, imports_waiting
from custodes.web.pages.dashboard.figures import figures_scope, largest_first, latest, shown, why
from custodes.web.pages.dashboard.pictures import KINDS, NAMES, drawn
from custodes.web.paging import page_of

A_YEAR = 365 * 24 * 60 * 60


@page(Permission.READ_REGISTER)
def body(request: Asked) -> HttpResponse:
    """Figures for its people and for who oversees it; for people of a body that uses systems, those systems."""
    scope = figures_scope(request.standing, request.body_)
    context: dict[str, Any] = {"body": request.body_, "section": "overview"}
    if request.body_.is_office:
        return render(request, "dashboard/office.html", context)
    systems = visible_systems(request.standing, request.body_).order_by("name")
    if scope is None:
        return render(request, "dashboard/used.html", {**context, "systems": list(systems)})
    tally = latest(request.body_, scope)
    refresh = Refresh.objects.filter(body=request.body_).first()
    context |= {
        "scope": scope,
        "systems": systems.count(),
        "tally": tally,
        "refresh": refresh,
        "refresh_failed": refresh is not None and has_failed(refresh),
        "due": _due(request, scope),
        "may": request.may,
    }
    return render(request, "dashboard/body.html", context | (_told(tally) if tally else {}))


def _told(tally: Tally) -> dict[str, Any]:
    found = shown(tally)
    return {"told": found.told, "behind": found.behind, "shown": found.html}


def _due(request: Asked, scope: Scope) -> dict[str, Any]:
    found = due(visible_devices(request.standing, request.body_), request.body_, scope == Scope.ALL)
    may_import = Permission.IMPORT in request.may
    return {
        **found._asdict(),
        "imports": imports_waiting(request.body_) if may_import else 0,
        "ended_page": devices_page(request.body_, support="ended"),
        "ending_page": devices_page(request.body_, support="ending"),
        "conflicts_page": devices_page(request.body_, conflict="yes"),
    }


@page(Permission.READ_REGISTER)
def changes(request: Asked) -> HttpResponse:
    """Every concern whose devices became more or fewer at the last assessment that changed a figure."""
    tally = _shown(request)
    context = {
        "body": request.body_,
        "section": "overview",
        "tally": tally,
        "why": why(tally),
        "found": page_of(largest_first(tally), request),
    }
    return render(request, "dashboard/changes.html", context)


@page(Permission.READ_REGISTER)
def picture(request: Asked, number: int, name: str, kind: str) -> HttpResponseBase:
    """A chart. A tally never changes, so browsers keep its pictures."""
    tally = _shown(request, number)
    path = drawn(name, kind, tally) if name in NAMES and kind in KINDS else None
    if path is None:
        raise Http404("no such picture")
    response = FileResponse(path.open("rb"), content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


def _shown(request: Asked, number: int | None = None) -> Tally:
    """The latest figures, or those of a number, where the person may see them. Raises Http404."""
    scope = figures_scope(request.standing, request.body_)
    found = Tally.objects.filter(body=request.body_, scope=scope) if scope else Tally.objects.none()
    tally = (found.filter(pk=number) if number else found).order_by("-pk").first()
    if tally is None:
        raise Http404("no such figures")
    return tally

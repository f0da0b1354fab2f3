"""The systems of a body, and one of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from custodes.access.models import Oversight
from custodes.access.permissions import Permission
from custodes.access.standing import overseen_bodies, visible_systems
from custodes.audit.history import events_of
from custodes.prepared import Prepared, columns
from custodes.register.models import System, SystemUse
from custodes.register.terms import Capability
from custodes.web.govuk.wording import date
from custodes.web.kept import KeptByBody
from custodes.web.page import Asked, page
from custodes.web.pages.systems.figures import Figures, figures_of
from custodes.web.pages.systems.finding import the_system

NOT_RECORDED = "Not recorded"


@page(Permission.READ_REGISTER)
def systems(request: Asked) -> HttpResponse:
    """Those the body operates, and those of others that it uses."""
    is_own = request.body_.pk in request.standing.roles
    every = _own(request.body_.pk) if is_own else list(visible_systems(request.standing, request.body_))
    own = [system for system in every if not system.withdrawn_at]
    used = _used(request)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "systems",
        "own": own,
        "used": used,
        "withdrawn": [system for system in every if system.withdrawn_at],
        "figures": {**_figures(request, own), **figures_of([use.system.pk for use in used])},
        "is_own": is_own,
        "sees_sharing": is_own or request.body_.pk in overseen_bodies(request.standing),
    }
    return render(request, "systems/systems.html", context)


_COLUMNS = columns(System)
_of_body = Prepared(lambda body: System.objects.filter(body=body).values_list(*_COLUMNS), "body")


def _own(body: int) -> list[System]:
    """Every system of a body, by name; also those it withdrew, which its own people see."""
    found = [System.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row) for row in _of_body(body)]
    return sorted(found, key=lambda system: system.name.casefold())


class Used(NamedTuple):
    """A system of another body that this one uses."""

    since: dt.datetime
    body: str
    slug: str
    system: System


_of_others = Prepared(
    lambda body: SystemUse.objects.filter(body=body, ended_at=None, system__withdrawn_at=None).values_list(
        "since", "system__body__name", "system__body__slug", *(f"system__{column}" for column in _COLUMNS)
    ),
    "body",
)


def _used(request: Asked) -> list[Used]:
    """Systems of other bodies that this one uses: shown to its own people, who can see them."""
    if request.body_.pk not in request.standing.holders:
        return []
    found = [
        Used(since, name, slug, System.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row))
        for since, name, slug, *row in _of_others(request.body_.pk)
    ]
    return sorted(found, key=lambda use: (use.body.casefold(), use.system.name.casefold()))


_kept: KeptByBody[Mapping[int, Figures]] = KeptByBody()


def _figures(request: Asked, own: Sequence[System]) -> Mapping[int, Figures]:
    """Of every system of the body that the person sees; kept where that is all of them."""

    def found() -> Mapping[int, Figures]:
        return figures_of([system.pk for system in own])

    is_own = request.body_.pk in request.standing.roles
    return _kept.get(request.body_.pk, found) if is_own else found()


@page(Permission.READ_REGISTER)
def system(request: Asked, pk: int) -> HttpResponse:
    """What it is, who uses it, what it holds."""
    held = the_system(request, pk, withdrawn=True)
    is_own = request.body_.pk in request.standing.roles
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "systems",
        "system": held,
        "facts": facts(held),
        "figures": figures_of([held.pk])[held.pk],
        "is_own": is_own,
        "uses": _uses(held) if is_own else [],
        "offices": _offices(request) if is_own else [],
        "history": events_of("system", pk, body=request.body_, may=request.may),
    }
    return render(request, "systems/system.html", context)


def _uses(held: System) -> list[SystemUse]:
    return list(held.uses.filter(ended_at=None).select_related("body").order_by("body__name"))


def _offices(request: Asked) -> list[str]:
    return offices_of(request.body_.pk)


def offices_of(body: int) -> list[str]:
    """The names of the offices that oversee a body, and see what it shares."""
    standing = Oversight.objects.filter(body=body, ended_at=None).order_by("office__name")
    return list(standing.values_list("office__name", flat=True))


def facts(held: System) -> list[dict[str, Any]]:
    """Rows of a summary list: what is said of a system. What nobody recorded says so."""
    capable = ", ".join(str(Capability(one).label).lower() for one in held.capabilities).capitalize()
    amount = f"{held.volume:,} {held.get_volume_unit_display()}" if held.volume is not None else ""
    operator = held.get_operator_display() + (f": {held.operator_name}" if held.operator_name else "")
    told = (
        ("Technology", held.get_technology_display()),
        ("Purpose", held.purpose),
        ("Operated by", operator),
        ("Site class", held.get_site_class_display()),
        ("Connectivity", held.get_connectivity_display()),
        ("What it can do", capable),
        ("How much", amount),
    )
    return [{"key": key, "value": value or NOT_RECORDED} for key, value in told]


def address(held: System, slug: str) -> str:
    """Where its page is."""
    return reverse("system", args=[slug, held.pk])


def shared_in_words(held: System) -> str:
    """Shared on a day by somebody, or a draft."""
    if not held.shared_at:
        return "Draft"
    return f"Shared on {date(held.shared_at)}" + (f" by {held.shared_by}" if held.shared_by else "")

"""The systems of a body, and one of them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from custodes.access.models import Oversight
from custodes.access.permissions import Permission
from custodes.access.standing import visible_systems, withdrawn_systems
from custodes.audit.history import events_of
from custodes.register.models import System, SystemUse
from custodes.register.terms import Capability
from custodes.web.govuk.wording import date
from custodes.web.page import Asked, page
from custodes.web.pages.systems.figures import figures_of
from custodes.web.pages.systems.finding import the_system

NOT_RECORDED = "Not recorded"


@page(Permission.READ_REGISTER)
def systems(request: Asked) -> HttpResponse:
    """Those the body operates, and those of others that it uses."""
    own = list(visible_systems(request.standing, request.body_).order_by("name"))
    used = _used(request)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "systems",
        "own": own,
        "used": used,
        "withdrawn": list(withdrawn_systems(request.standing, request.body_).order_by("name")),
        "figures": figures_of([system.pk for system in own] + [use.system_id for use in used]),
        "is_own": request.body_.pk in request.standing.roles,
    }
    return render(request, "systems/systems.html", context)


def _used(request: Asked) -> list[SystemUse]:
    """Systems of other bodies that this one uses: shown to its own people, who can see them."""
    if request.body_.pk not in request.standing.holders:
        return []
    standing = SystemUse.objects.filter(body=request.body_, ended_at=None, system__withdrawn_at=None)
    return list(standing.select_related("system__body").order_by("system__body__name", "system__name"))


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

"""The list of a body's devices."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from markupsafe import Markup

from custodes.access.permissions import Permission
from custodes.access.standing import visible_devices, withdrawn_devices
from custodes.register.listing import FILTERS, matching
from custodes.web.page import Asked, page
from custodes.web.pages.devices.asked import ListAsked, list_asked, page_asked
from custodes.web.pages.devices.cells import rows_html
from custodes.web.pages.devices.kept import Choices, Whole, whole
from custodes.web.pages.devices.table import SIZE, Row, Totals, rows_of, rows_of_body, totals_of
from custodes.web.paging import Page


@page(Permission.READ_REGISTER)
def devices(request: Asked) -> HttpResponse:
    """Search, filters, sorting and pages, all in the address."""
    asked = list_asked(request.path, request.GET.dict())
    everything = whole(
        request.standing, request.body_, lambda choices: _panel(request, ASKED_FOR_ALL, choices)
    )
    totals, pages = _found(request, asked, everything)
    may_change = Permission.EDIT_REGISTER in request.may and not asked.withdrawn
    plain = not asked.is_filtered and asked.sort == ASKED_FOR_ALL.sort
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "devices",
        "asked": asked,
        "page": pages,
        "totals": totals,
        "everything": everything,
        "panel": everything.panel if plain else _panel(request, asked, everything.choices),
        "rows": rows_html(pages.items, everything.choices.systems, f"{request.path}/", may_change),
        "may_change": may_change,
        "may_import": Permission.IMPORT in request.may,
        "may_export": Permission.EXPORT in request.may,
    }
    return render(request, "devices/devices.html", context)


ASKED_FOR_ALL = list_asked("", {})
LED_TO = ("concern", "import")
"""Filters that other pages lead to: there is no list of all to choose from."""


def _panel(request: Asked, asked: ListAsked, choices: Choices) -> Markup:
    """The search box, the filters, and what is chosen of them."""
    context = {
        "path": request.path,
        "asked": asked,
        "filters": FILTERS,
        "led_to": LED_TO,
        "offered": _offered(choices),
        "removables": asked.removables(choices.systems) if asked.is_filtered else [],
        "may_see_withdrawn": request.body_.pk in request.standing.roles,
    }
    return Markup(render_to_string("devices/filters.html", context))


def _found(request: Asked, asked: ListAsked, everything: Whole) -> tuple[Totals, Page[Row]]:
    """How many match, and the page of them that is asked for."""
    who, body = request.standing, request.body_
    is_own = body.pk in who.roles
    devices = withdrawn_devices(who, body) if asked.withdrawn else visible_devices(who, body)
    totals = everything.totals
    if asked.is_filtered:
        totals = totals_of(matching(devices, asked.chosen, asked.words))
    number = min(page_asked(request.GET.dict()), max(1, -(-totals.rows // SIZE)))
    start = (number - 1) * SIZE
    if is_own and not asked.is_filtered:
        rows = rows_of_body(body.pk, asked.sort, start, totals.rows)
    else:
        rows = rows_of(devices, asked, start, totals.rows)
    more = number * SIZE < totals.rows
    return totals, Page(rows, number, SIZE, totals.rows, True, more, request.path, request.GET)


def _offered(choices: Choices) -> dict[str, dict[str, str]]:
    """What each filter offers, in the order they are shown."""
    known = {
        "system": {str(pk): name for pk, name in choices.systems.items()},
        "maker": {**{maker: maker for maker in choices.makers}, "none": "Not known"},
    }
    return {name: known.get(name) or dict(one.choices) for name, one in FILTERS.items() if name not in LED_TO}

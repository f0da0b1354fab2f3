"""The list of a body's devices."""

from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.access.standing import Standing, visible_devices, withdrawn_devices
from custodes.register.listing import FILTERS, matching
from custodes.register.models import Device
from custodes.web.govuk import wording
from custodes.web.page import Asked, page
from custodes.web.pages.devices.asked import ListAsked, list_asked, page_asked
from custodes.web.pages.devices.kept import Choices, whole
from custodes.web.pages.devices.table import SIZE, Row, Totals, rows_of, totals_of
from custodes.web.paging import Page


class Found(NamedTuple):
    """A page of the list, what is counted in it, and what it could be narrowed to."""

    page: Page[Row]
    totals: Totals
    everything: Totals
    choices: Choices


@page(Permission.READ_REGISTER)
def devices(request: Asked) -> HttpResponse:
    """Search, filters, sorting and pages, all in the address."""
    asked = list_asked(request.path, request.GET.dict())
    found = _found(request, asked)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "devices",
        "asked": asked,
        "found": found,
        "rows": found.page.items,
        "filters": FILTERS,
        "offered": _offered(found.choices),
        "removables": asked.removables(found.choices.systems) if asked.is_filtered else [],
        "may_change": Permission.EDIT_REGISTER in request.may and not asked.withdrawn,
        "may_import": Permission.IMPORT in request.may,
        "may_see_withdrawn": request.body_.pk in request.standing.roles,
        "tags": TAGS,
        "statuses": STATUSES,
    }
    return render(request, "devices/devices.html", context)


def seen(who: Standing, body: Body, withdrawn: bool) -> QuerySet[Device]:
    """The devices the list is of."""
    return withdrawn_devices(who, body) if withdrawn else visible_devices(who, body)


def _found(request: Asked, asked: ListAsked) -> Found:
    devices = seen(request.standing, request.body_, asked.withdrawn)
    everything, choices = whole(
        request.standing, request.body_, visible_devices(request.standing, request.body_)
    )
    totals = totals_of(matching(devices, asked.chosen, asked.words)) if asked.is_filtered else everything
    number = min(page_asked(request.GET.dict()), max(1, -(-totals.rows // SIZE)))
    rows = rows_of(devices, asked, (number - 1) * SIZE, totals.rows)
    more = number * SIZE < totals.rows
    return Found(
        Page(rows, number, SIZE, totals.rows, True, more, request.path, request.GET),
        totals,
        everything,
        choices,
    )


def _offered(choices: Choices) -> dict[str, dict[str, str]]:
    """What each filter offers, in the order they are shown."""
    known = {
        "system": {str(pk): name for pk, name in choices.systems.items()},
        "maker": {**{maker: maker for maker in choices.makers}, "none": "Not known"},
    }
    return {name: known.get(name) or dict(one.choices) for name, one in FILTERS.items() if name != "concern"}


STATUSES = {
    "": "Not yet assessed",
    "ambiguous": "Several makers possible",
    "not_an_answer": "Not a maker’s name",
    "unknown": "Not known",
    "identified": "",
}
"""Said in place of the maker where there is none."""


def _tag(text: str, colour: str) -> Markup:
    return Markup('<strong class="govuk-tag govuk-tag--{}">{}</strong>').format(colour, text)


TAGS: dict[str, dict[str, Markup]] = {
    "listed": {
        "affected": _tag("On a watchlist", "red"),
        "unknown": _tag("Cannot be ruled out", "yellow"),
        "not_affected": Markup("On none"),
        "": _tag("Not yet assessed", "yellow"),
    },
    "vulnerable": {
        verdict: Markup("None that is listed") if verdict == "not_affected" else _tag(*tag)
        for verdict, tag in wording.VERDICTS.items()
    },
    "exploited": {
        "affected": _tag("Known to be exploited", "red"),
        "unknown": _tag("Exploited one not ruled out", "yellow"),
        "": Markup(""),
    },
}
"""Cells of the table, made once: a page has a hundred and fifty of them."""

"""The page of one device."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from custodes import clock
from custodes.access.permissions import Permission
from custodes.audit.history import events_of
from custodes.register.models import Device, ProductVersion
from custodes.web.page import Asked, page
from custodes.web.pages.device.columns import in_words
from custodes.web.pages.device.finding import the_device
from custodes.web.pages.device.findings import KINDS, groups_of, not_looked_at
from custodes.web.pages.device.said import Settled, disagreements, evidence_of, settled_of

AS_THE_SYSTEM = ("technology", "site_class", "connectivity")
"""Columns that a device takes from its system where nothing else is said of it."""


@page(Permission.READ_REGISTER)
def device(request: Asked, pk: int) -> HttpResponse:
    """What it is, the evidence, what is found, what was done."""
    held = the_device(request, pk, withdrawn=True)
    evidence = evidence_of(held)
    judged = settled_of(held)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "devices",
        "device": held,
        "product": held.product,
        "identity": identity(held, judged),
        "facts": facts(held),
        "evidence": evidence,
        "disagreements": disagreements(evidence, judged),
        "judged": judged,
        "kinds": KINDS,
        "groups": groups_of(held.product, request.body_.slug),
        "not_looked_at": not_looked_at(held),
        "history": events_of("device", pk, body=request.body_, may=request.may),
        "link": link,
    }
    return render(request, "device/device.html", context)


def link(text: str, href: str) -> Markup:
    """A link in a summary list."""
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(href, text)


MAKERS = {
    "": "Not yet assessed",
    "ambiguous": "Not known: several makers are possible",
    "not_an_answer": "Not known: what is recorded is not the name of a maker",
    "unknown": "Not known: nobody lists this name or model",
}


def confidence(share: float) -> str:
    """A share of certainty in words."""
    for least, words in ((0.95, "almost certain"), (0.8, "likely"), (0.5, "more likely than not")):
        if share >= least:
            return f"{words} ({share:.0%})"
    return f"weak evidence ({share:.0%})"


def identity(held: Device, judged: Iterable[Settled] = ()) -> list[dict[str, Any]]:
    """Rows of a summary list: who made it, by all that is known or somebody settled, and why we say so."""
    product = held.product
    rows = [("Maker", _maker(product, judged))]
    if product.made_by:
        rows.append(("Hardware made by", product.made_by))
    if product.known_brand and product.known_brand != product.maker:
        rows.append(("Known brand", product.known_brand))
    if product.known_model and product.known_model != held.model:
        rows.append(("Looked up as", product.known_model))
    if product.reasons:
        rows.append(("Why", product.reasons))
    return [{"key": key, "value": value} for key, value in rows]


def _maker(product: ProductVersion, judged: Iterable[Settled]) -> str:
    for one in judged:
        if one.about == "maker" and one.value == product.maker:
            return f"{product.maker}, settled by {one.by}"
    if product.status == "identified":
        return f"{product.maker}, {confidence(product.confidence)}"
    return MAKERS[product.status]


def facts(held: Device) -> list[dict[str, Any]]:
    """Rows of a summary list: what is recorded of it."""
    told = [
        ("Brand on the label", in_words("brand", held.brand)),
        ("Model", in_words("model", held.model)),
        ("Firmware", in_words("firmware", held.firmware)),
        ("Hardware revision", held.hardware),
        ("Serial number", in_words("serial", held.serial)),
        ("MAC address", in_words("mac", held.mac)),
        ("IP address", in_words("ip", held.ip)),
        ("Host name", held.hostname),
        ("Site", in_words("site", held.site)),
        *((name, _or_system(held, column)) for name, column in _TAKEN.items()),
        ("Number of devices", _number(held)),
        ("Supplier", held.supplier),
        ("Installed", in_words("installed", held.installed)),
        ("Supported until", _supported(held)),
    ]
    return [{"key": key, "value": value} for key, value in told if value]


_TAKEN = {"Technology": "technology", "Site class": "site_class", "Connectivity": "connectivity"}


def _or_system(held: Device, column: str) -> str:
    own, its = getattr(held, column), getattr(held.system, column)
    if own or not its:
        return in_words(column, own)
    return f"{in_words(column, its)} (as its system)"


def _number(held: Device) -> str:
    if held.quantity_basis == "not_held":
        return "None held"
    known = held.get_quantity_basis_display().lower() if held.quantity_basis else "not said how it is known"
    return f"{held.quantity:,} ({known})" if held.quantity is not None else "Not known"


def _supported(held: Device) -> str:
    until = held.supported_until
    words = in_words("supported_until", until)
    return f"{words}: no longer supported" if until and until < clock.today() else words

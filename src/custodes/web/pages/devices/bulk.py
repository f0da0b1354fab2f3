"""Changing or withdrawing many devices at once: those ticked, or all that match the list."""

import hashlib
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.access.standing import visible_devices, visible_systems
from custodes.errors import Invalid, Refused
from custodes.register.actions import change_devices as change
from custodes.register.actions import withdraw_devices
from custodes.register.listing import matching
from custodes.register.models import Device
from custodes.web.govuk.wording import date, rows
from custodes.web.page import Asked, page
from custodes.web.pages.devices.asked import ListAsked, list_asked
from custodes.web.pages.devices.forms import ChangeMany, WithdrawMany

MOST = 10_000
"""Rows in one go: this many take about twenty seconds, and nobody else can write meanwhile."""


class Selection(NamedTuple):
    """Which devices are meant, and the fields that say so again on the next page."""

    asked: ListAsked
    devices: QuerySet[Device]
    number: int
    fields: list[tuple[str, str]]

    @property
    def digest(self) -> str:
        """Of which devices they are: what a person confirms are these, not as many others."""
        ids = ",".join(map(str, sorted(self.devices.values_list("pk", flat=True))))
        return hashlib.sha256(ids.encode()).hexdigest()


def selected(request: Asked, given: QueryDict) -> Selection:
    """Those ticked, or all that match the list as it was asked for."""
    asked = list_asked(reverse("devices", args=[request.body_.slug]), given.dict())  # type: ignore[arg-type]
    devices = visible_devices(request.standing, request.body_)
    fields = [*asked.parameters.items(), ("which", given.get("which", "ticked"))]
    if given.get("which") == "all":
        devices = matching(devices, asked.chosen, asked.words)
    else:
        ticked = [pk for pk in given.getlist("device") if pk.isascii() and pk.isdigit() and len(pk) < 18]
        devices = devices.filter(pk__in=ticked[:MOST])
        fields += [("device", pk) for pk in ticked]
    return Selection(asked, devices, devices.count(), fields)


@page(Permission.EDIT_REGISTER)
def change_devices(request: Asked) -> HttpResponseBase:
    """What to change; then what that means for how many; then it is done."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = selected(request, given)
    if not chosen.number or chosen.number > MOST:
        return _nothing_to_do(request, chosen)
    if request.method != "POST":
        return _question(request, chosen, _change_form(request), WithdrawMany())
    if given.get("do") == "withdraw":
        return _withdraw(request, chosen, WithdrawMany(given))
    form = _change_form(request, given)
    if not form.is_valid():
        return _question(request, chosen, form, WithdrawMany())
    if not _confirmed(chosen, given):
        return _confirm(request, chosen, _told(form), warning="")
    return _done(request, chosen, form)


def _change_form(request: Asked, given: QueryDict | None = None) -> ChangeMany:
    systems = visible_systems(request.standing, request.body_).values_list("pk", "name")
    return ChangeMany(given, systems=dict(systems))


def _confirmed(chosen: Selection, given: QueryDict) -> bool:
    """Whether the person has seen which devices they are, and they still are the same."""
    return given.get("confirmed") == chosen.digest


def _nothing_to_do(request: Asked, chosen: Selection) -> HttpResponse:
    if chosen.number:
        told = f"{rows(chosen.number)} are too many to change at once"
        mend = f"Filter the list until it holds {MOST:,} or fewer, and change one part after the other."
    else:
        told, mend = "Nothing is selected", "Tick those to change in the list, or change all that match."
    context = {"heading": told, "mend": mend, "back": chosen.asked.url(), "body": request.body_}
    return render(request, "devices/not_changed.html", {**context, "section": "devices"}, status=422)


def _question(request: Asked, chosen: Selection, form: ChangeMany, withdraw: WithdrawMany) -> HttpResponse:
    context = {
        "heading": f"Change {rows(chosen.number)}",
        "form": form,
        "withdraw": withdraw if Permission.WITHDRAW in request.may else None,
    }
    return render(request, "devices/change_many.html", _context(request, chosen, **context))


def _confirm(request: Asked, chosen: Selection, told: list[tuple[str, str]], warning: str) -> HttpResponse:
    heading = "withdraw" if warning else "change"
    again = [(name, value) for name, values in request.POST.lists() for value in values]
    passed = [pair for pair in again if pair[0] not in {"confirmed", "csrfmiddlewaretoken"}]
    context: dict[str, Any] = {
        "heading": f"Check before you {heading} {rows(chosen.number)}",
        "told": [{"key": key, "value": value} for key, value in told],
        "warning": warning,
        "passed": passed,
        "button": f"{heading.capitalize()} {rows(chosen.number)}",
        "moved_on": bool(request.POST.get("confirmed")),
    }
    return render(request, "devices/confirm_many.html", _context(request, chosen, **context))


def _context(request: Asked, chosen: Selection, **more: Any) -> dict[str, Any]:
    return {"body": request.body_, "section": "devices", "chosen": chosen, "back": chosen.asked.url(), **more}


def _told(form: ChangeMany) -> list[tuple[str, str]]:
    day = form.cleaned_data.get("supported_until")
    told = form.in_words + ([("Supported until", date(day))] if day else [])
    return told + ([("Why", form.cleaned_data["reason"])] if form.cleaned_data["reason"] else [])


def _done(request: Asked, chosen: Selection, form: ChangeMany) -> HttpResponseBase:
    given = form.cleaned_data
    systems = visible_systems(request.standing, request.body_)
    try:
        changed = change(
            by=request.user,
            body=request.body_,
            ids=list(chosen.devices.values_list("pk", flat=True)),
            said=form.said,
            system=systems.get(pk=given["system"]) if given["system"] else None,
            reason=given["reason"],
        )
    except Invalid as error:
        for name, text in (error.fields or {"": f"{error.message} {error.mend}"}).items():
            form.add_error(name if name in form.fields else None, text)
        return _question(request, chosen, form, WithdrawMany())
    same = chosen.number - len(changed)
    already = f" {same:,} already said so and stayed as they were." if same else ""
    was = "was" if len(changed) == 1 else "were"
    messages.success(request, f"{rows(len(changed))} {was} changed.{already}")
    return redirect(chosen.asked.url())


def _withdraw(request: Asked, chosen: Selection, form: WithdrawMany) -> HttpResponseBase:
    if Permission.WITHDRAW not in request.may:
        raise Refused("You cannot withdraw devices.", "Ask the surveillance lead of the body.")
    if not form.is_valid():
        return _question(request, chosen, _change_form(request), form)
    reason = form.cleaned_data["reason"]
    if not _confirmed(chosen, request.POST):
        warning = "They leave the register and its figures. All that is known of them is kept, and each can be put back."
        return _confirm(request, chosen, [("Why", reason)], warning)
    ids = list(chosen.devices.values_list("pk", flat=True))
    number = withdraw_devices(by=request.user, body=request.body_, ids=ids, reason=reason)
    messages.success(request, f"{rows(number)} {'was' if number == 1 else 'were'} withdrawn.")
    return redirect(chosen.asked.url())

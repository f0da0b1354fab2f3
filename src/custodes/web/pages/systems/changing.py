"""Adding, changing and withdrawing systems."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.errors import Conflict, Invalid
from custodes.register import actions
from custodes.register.actions.systems import values_of
from custodes.register.checks import fitting_system
from custodes.register.models import Device, System
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done
from custodes.web.pages.conflict.saving import put_on
from custodes.web.pages.conflict.versions import Page as Versioned
from custodes.web.pages.conflict.versions import (
    Versions,
    chosen_versions,
    decided,
    seen_of,
    show,
    versions_of,
)
from custodes.web.pages.systems.finding import the_system
from custodes.web.pages.systems.forms import SystemForm, WhyForm
from custodes.web.pages.systems.views import address


@page(Permission.EDIT_REGISTER)
def add_system(request: Asked) -> HttpResponseBase:
    """All questions on one page, in groups."""
    form = SystemForm(request.POST if request.method == "POST" else None)
    added: list[System] = []

    def act(given: dict[str, Any]) -> None:
        added.append(actions.add_system(by=request.user, body=request.body_, values=given))

    if done(request, form, act):
        messages.success(request, f"{added[0].name} is in the register. It is a draft until you share it.")
        return redirect(address(added[0], request.body_.slug))
    back = reverse("systems", args=[request.body_.slug])
    return _form(request, form, heading="Add a system", button="Add the system", back=back)


def _form(
    request: Asked, form: SystemForm, *, heading: str, button: str, back: str, **more: Any
) -> HttpResponse:
    groups = [(title, [form[name] for name in names]) for title, names in SystemForm.GROUPS]
    context = {"form": form, "groups": groups, "heading": heading, "button": button, "back": back, **more}
    return render(request, "systems/form.html", {**context, "body": request.body_, "section": "systems"})


@page(Permission.EDIT_REGISTER)
def change_system(request: Asked, pk: int) -> HttpResponseBase:
    """The same questions. Whoever changed it meanwhile is not overwritten: the person chooses."""
    held = the_system(request, pk)
    back = address(held, request.body_.slug)
    if "settles" in request.POST:
        return _settle(request, held, back)
    form = SystemForm(request.POST if request.method == "POST" else None, initial=values_of(held))
    if request.method == "POST" and form.is_valid():
        versions = versions_of(request.POST, fitting_system(form.cleaned_data))
        try:
            return _save(request, held, versions, versions.mine, back)
        except Conflict:
            return show(request, *_now(request, pk, versions), _about(back))
        except Invalid as error:
            put_on(form, error)
    base = request.POST.get("base", str(held.revision))
    seen = request.POST.get("seen") or seen_of(values_of(held))
    return _form(request, form, heading=f"Change {held.name}", button="Save", back=back, base=base, seen=seen)


def _save(
    request: Asked, held: System, versions: Versions, values: Mapping[str, Any], back: str
) -> HttpResponseBase:
    actions.change_system(by=request.user, system=held, values=values, base=versions.base)
    messages.success(request, "The system is saved.")
    return redirect(back)


def _settle(request: Asked, held: System, back: str) -> HttpResponseBase:
    versions = chosen_versions(request.POST)
    values = decided(versions, values_of(held))
    problem = None
    if values is not None:
        try:
            return _save(request, held, versions, values, back)
        except Conflict:
            versions = versions._replace(choices={})
        except Invalid as error:
            problem = error
    return show(request, *_now(request, held.pk, versions), _about(back), problem)


def _now(request: Asked, pk: int, versions: Versions) -> tuple[System, Versions, dict[str, Any]]:
    held = the_system(request, pk)
    return held, versions, values_of(held)


def _about(back: str) -> Versioned:
    form = SystemForm()

    def in_words(name: str, value: Any) -> str:
        if value in ("", None, []):
            return "Not recorded"
        choices = dict(getattr(form.fields[name], "choices", ()))
        if isinstance(value, list):
            return ", ".join(str(choices.get(one, one)) for one in value)
        return str(choices.get(value, value))

    return Versioned({n: str(f.label) for n, f in form.fields.items()}, in_words, back, "systems")


@page(Permission.WITHDRAW)
def withdraw_system(request: Asked, pk: int) -> HttpResponseBase:
    """With a reason, and only when it holds no devices."""
    held = the_system(request, pk)
    rows = Device.objects.filter(system=held, withdrawn_at=None).count()
    if rows and request.method != "POST":
        context = {"body": request.body_, "section": "systems", "system": held, "rows": rows}
        return render(request, "systems/not_empty.html", context)
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        label="Why is it withdrawn?",
        missing="Say why the system is withdrawn",
        hint="Such as: decommissioned, merged into another",
    )

    def act(given: dict[str, Any]) -> None:
        actions.withdraw_system(by=request.user, system=held, reason=given["reason"])

    if done(request, form, act):
        messages.success(request, f"{held.name} is withdrawn.")
        return redirect("systems", request.body_.slug)
    lead = "It leaves the register and its figures. All that is known of it is kept."
    more = {"body": request.body_, "section": "systems", "warning": True, "lead": lead}
    back = address(held, request.body_.slug)
    return ask(request, form, f"Withdraw {held.name}", button="Withdraw the system", back=back, **more)


@page(Permission.WITHDRAW)
def restore_system(request: Asked, pk: int) -> HttpResponseBase:
    """Put back what was withdrawn by mistake, with a reason."""
    held = the_system(request, pk, withdrawn=True)
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        label="Why is it put back?",
        missing="Say why the system is put back",
        hint="Such as: it was withdrawn by mistake",
    )

    def act(given: dict[str, Any]) -> None:
        actions.restore_system(by=request.user, system=held, reason=given["reason"])

    back = address(held, request.body_.slug)
    if done(request, form, act):
        messages.success(request, f"{held.name} is back in the register.")
        return redirect(back)
    lead = "It comes back without devices: withdrawn devices are put back one by one."
    more = {"body": request.body_, "section": "systems", "lead": lead}
    return ask(request, form, f"Put {held.name} back", button="Put it back", back=back, **more)

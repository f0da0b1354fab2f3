"""Adding, changing, withdrawing and putting back a device."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.access.standing import visible_systems
from custodes.errors import Conflict, Invalid
from custodes.register import actions
from custodes.register.actions.devices import said_of
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
from custodes.web.pages.device.columns import LABELS, in_words
from custodes.web.pages.device.finding import the_device
from custodes.web.pages.device.forms import DeviceForm
from custodes.web.pages.devices.table import written_mac
from custodes.web.pages.systems.forms import WhyForm

Systems = Mapping[int, str]


def _systems(request: Asked) -> Systems:
    found = visible_systems(request.standing, request.body_).order_by("name")
    return dict(found.values_list("pk", "name"))


def _address(request: Asked, pk: int) -> str:
    return reverse("device", args=[request.body_.slug, pk])


@page(Permission.EDIT_REGISTER)
def add_device(request: Asked) -> HttpResponseBase:
    """All questions on one page, in groups; without a system there is none to put it into."""
    systems = _systems(request)
    if not systems:
        messages.info(request, "A device is part of a system. Add the system first.")
        return redirect("add_system", request.body_.slug)
    form = DeviceForm(
        request.POST if request.method == "POST" else None,
        initial=_beginning(request, systems),
        systems=systems,
    )
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_device(by=request.user, system=_chosen(form), said=form.said)
            messages.success(
                request, f"{added} is in the register. Its findings are worked out in the background."
            )
            return redirect(_address(request, added.pk))
        except Invalid as error:
            put_on(form, error)
    back = reverse("devices", args=[request.body_.slug])
    return _form(request, form, heading="Add a device", button="Add the device", back=back)


def _beginning(request: Asked, systems: Systems) -> dict[str, Any]:
    asked = request.GET.get("system", "")
    only = str(next(iter(systems))) if len(systems) == 1 else ""
    return {"quantity": 1, "quantity_basis": "counted", "system": asked or only}


def _chosen(form: DeviceForm) -> System:
    return System.objects.get(pk=form.cleaned_data["system"])


def _form(
    request: Asked, form: DeviceForm, *, heading: str, button: str, back: str, **more: Any
) -> HttpResponse:
    groups = [(title, [form[name] for name in names]) for title, names in DeviceForm.GROUPS]
    context = {"form": form, "groups": groups, "heading": heading, "button": button, "back": back, **more}
    return render(request, "device/form.html", {**context, "body": request.body_, "section": "devices"})


def values_of(held: Device) -> dict[str, Any]:
    """What a person can say of a device, as it is now, and its system."""
    return said_of(held) | {"system": str(held.system_id)}


@page(Permission.EDIT_REGISTER)
def change_device(request: Asked, pk: int) -> HttpResponseBase:
    """The same questions. Whoever changed it meanwhile is not overwritten: the person chooses."""
    held, systems = the_device(request, pk), _systems(request)
    if "settles" in request.POST:
        return _settle(request, held, systems)
    initial = values_of(held) | {
        "mac": written_mac(held.mac),
        "installed": held.installed,
        "supported_until": held.supported_until,
    }
    form = DeviceForm(request.POST if request.method == "POST" else None, initial=initial, systems=systems)
    if request.method == "POST" and form.is_valid():
        versions = versions_of(request.POST, form.said | {"system": form.cleaned_data["system"]})
        try:
            return _save(request, held, versions, versions.mine)
        except Conflict:
            return _compare(request, pk, versions, systems)
        except Invalid as error:
            put_on(form, error)
    base = request.POST.get("base", str(held.revision))
    seen = request.POST.get("seen") or seen_of(values_of(held))
    back = _address(request, pk)
    return _form(request, form, heading=f"Change {held}", button="Save", back=back, base=base, seen=seen)


def _save(request: Asked, held: Device, versions: Versions, values: Mapping[str, Any]) -> HttpResponseBase:
    said = {name: value for name, value in values.items() if name in Device.SAID}
    system = visible_systems(request.standing, request.body_).filter(pk=_pk(values)).first()
    saved = actions.change_device(by=request.user, device=held, said=said, base=versions.base, system=system)
    told = "The device is saved." if saved.revision != held.revision else "Nothing was changed."
    messages.success(request, told)
    return redirect(_address(request, held.pk))


def _pk(values: Mapping[str, Any]) -> int:
    text = str(values.get("system", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _settle(request: Asked, held: Device, systems: Systems) -> HttpResponseBase:
    versions = chosen_versions(request.POST)
    values = decided(versions, values_of(held))
    problem = None
    if values is not None:
        try:
            return _save(request, held, versions, values)
        except Conflict:
            versions = versions._replace(choices={})
        except Invalid as error:
            problem = error
    return _compare(request, held.pk, versions, systems, problem)


def _compare(
    request: Asked, pk: int, versions: Versions, systems: Systems, problem: Invalid | None = None
) -> HttpResponse:
    held = the_device(request, pk)

    def told(name: str, value: Any) -> str:
        return systems.get(_pk({"system": value}), "") if name == "system" else in_words(name, value)

    about = Versioned({**LABELS, "system": "System"}, told, _address(request, pk), "devices")
    return show(request, held, versions, values_of(held), about, problem)


@page(Permission.WITHDRAW)
def withdraw_device(request: Asked, pk: int) -> HttpResponseBase:
    """With a reason; it can be put back."""
    held = the_device(request, pk)
    hint = "Such as: replaced, sold, counted twice"
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        label="Why is it withdrawn?",
        missing="Say why it is withdrawn",
        hint=hint,
    )

    def act(given: dict[str, Any]) -> None:
        actions.withdraw_devices(by=request.user, body=request.body_, ids=[pk], reason=given["reason"])

    if done(request, form, act):
        messages.success(request, f"{held} is withdrawn.")
        return redirect(_address(request, pk))
    lead = "It leaves the register and its figures. All that is known of it is kept, and it can be put back."
    more = {"body": request.body_, "section": "devices", "lead": lead, "warning": True}
    back = _address(request, pk)
    return ask(request, form, f"Withdraw {held}", button="Withdraw the device", back=back, **more)


@page(Permission.WITHDRAW)
def restore_device(request: Asked, pk: int) -> HttpResponseBase:
    """With a reason."""
    held = the_device(request, pk, withdrawn=True)
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        label="Why is it put back?",
        missing="Say why it is put back",
    )

    def act(given: dict[str, Any]) -> None:
        actions.restore_device(by=request.user, device=held, reason=given["reason"])

    if done(request, form, act):
        messages.success(request, f"{held} is in the register again.")
        return redirect(_address(request, pk))
    more = {"body": request.body_, "section": "devices"}
    back = _address(request, pk)
    return ask(request, form, f"Put {held} back", button="Put it back", back=back, **more)

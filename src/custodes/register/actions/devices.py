"""Adding, changing and withdrawing devices. What a person says of one is an observation like any other."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from custodes import clock
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.audit.chain import canonical
from custodes.concerns.actions import ask_refresh
from custodes.errors import Conflict, Invalid
from custodes.evidence.models import Observation
from custodes.register.actions.projecting import number_products, project_again
from custodes.register.checks import fitting_device
from custodes.register.models import Device, System
from custodes.register.products import given
from custodes.register.projection import BLANK, changed

NEEDED = "Give a brand, a model or a MAC address."
WHY_WITHDRAWN = "Say why it is withdrawn."


@transaction.atomic
def add_device(
    *, by: Person, system: System, said: Mapping[str, Any], observed_on: dt.date | None = None
) -> Device:
    """A device that a person knows of. Raises Invalid with every column that does not fit."""
    values = BLANK | fitting_device(said)
    if not (values["brand"] or values["model"] or values["mac"]):
        raise Invalid("Nothing says what the device is.", NEEDED, {"brand": NEEDED})
    number = number_products([given(values, system.technology, system.site_class)])[0]
    device = Device(body=system.body, system=system, product_id=number, **values)
    device.clean_fields(exclude=["body", "system", "product", "withdrawn_by"])
    device.save()
    _observe([device], by, {k: v for k, v in values.items() if v not in ("", None)}, observed_on)
    record(by=by, action="register.add_device", subject=device, body=system.body, after=values)
    ask_refresh(system.body, "a device was added")
    return device


@transaction.atomic
def change_device(
    *,
    by: Person,
    device: Device,
    said: Mapping[str, Any],
    base: int,
    system: System | None = None,
    reason: str = "",
) -> Device:
    """Say something else of a device, or put it into another system.

    `base`: the revision that the person saw. Raises Conflict when it has changed since, Invalid when
    values do not fit. Saying what it already says changes nothing.
    """
    held = Device.objects.select_for_update(of=("self",)).select_related("body").get(pk=device.pk)
    values = fitting_device(said)
    if held.revision != base:
        raise Conflict(
            "Somebody else changed this device while you did.", "Compare both and choose.", held.revision
        )
    difference = changed(said_of(held), values)
    if not difference and system in (None, held.system):
        return held
    return _say(by, [held], {column: after for column, (_, after) in difference.items()}, system, reason)[0]


@transaction.atomic
def change_devices(
    *,
    by: Person,
    devices: Sequence[Device],
    said: Mapping[str, Any],
    system: System | None = None,
    reason: str = "",
) -> list[Device]:
    """Say the same of several devices of one body at once, or put them into one system. Raises Invalid."""
    values = fitting_device(said)
    if not values and system is None:
        raise Invalid("Nothing to change.", "Choose what to change.")
    return _say(by, devices, values, system, reason) if devices else []


def _say(
    by: Person, devices: Sequence[Device], values: Mapping[str, Any], system: System | None, reason: str
) -> list[Device]:
    body = devices[0].body
    if system is not None and system.body_id != body.pk:
        raise Invalid("That system is another body's.", "Choose one of this body.", {"system": "Not yours"})
    before = {device.pk: said_of(device) | {"system": device.system_id} for device in devices}
    if values:
        _observe(devices, by, values)
    if system is not None:
        Device.objects.filter(pk__in=list(before)).update(system=system)
    after = project_again(before)
    for device in after:
        now = said_of(device) | {"system": device.system_id}
        record(
            by=by,
            action="register.change_device",
            subject=device,
            body=body,
            reason=reason,
            changed=changed(before[device.pk], now),
            revision=device.revision,
        )
    ask_refresh(body, "a device was changed" if len(after) == 1 else f"{len(after):,} devices were changed")
    return after


def _observe(
    devices: Sequence[Device], by: Person, values: Mapping[str, Any], observed_on: dt.date | None = None
) -> None:
    day = observed_on or clock.today()
    Observation.objects.bulk_create(
        [
            Observation(
                device=device,
                source=Observation.Source.PERSON,
                observed_on=day,
                by=by,
                said=canonical(dict(values)),
            )
            for device in devices
        ],
        batch_size=500,
    )


def said_of(device: Device) -> dict[str, Any]:
    """The columns that observations speak of, as they are now; dates in ISO form."""
    values = {column: getattr(device, column) for column in Device.SAID}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


@transaction.atomic
def withdraw_devices(*, by: Person | None, body: Body, ids: Sequence[int], reason: str) -> int:
    """Take devices out of the register, keeping all that is known of them. Returns how many were in it."""
    if not reason.strip():
        raise Invalid(
            WHY_WITHDRAWN, "A sentence will do: replaced, sold, counted twice.", {"reason": WHY_WITHDRAWN}
        )
    held = list(
        Device.objects.select_for_update(of=("self",)).filter(body=body, pk__in=ids, withdrawn_at=None)
    )
    now = timezone.now()
    for device in held:
        device.withdrawn_at, device.withdrawn_by, device.withdrawn_reason = now, by, reason.strip()
        device.changed_at, device.revision = now, device.revision + 1
    columns = ["withdrawn_at", "withdrawn_by", "withdrawn_reason", "changed_at", "revision"]
    Device.objects.bulk_update(held, columns, batch_size=200)
    for device in held:
        record(by=by, action="register.withdraw_device", subject=device, body=body, reason=reason)
    if held:
        ask_refresh(body, f"{len(held):,} devices were withdrawn")
    return len(held)


@transaction.atomic
def restore_device(*, by: Person, device: Device, reason: str) -> Device:
    """Put a withdrawn device back."""
    held = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if held.system.withdrawn_at:
        raise Invalid("Its system is withdrawn.", "Put the device into another system first.")
    was = held.withdrawn_reason
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = None, None, ""
    held.revision += 1
    held.changed_at = timezone.now()
    held.save()
    record(by=by, action="register.restore_device", subject=held, body=held.body, reason=reason, was=was)
    ask_refresh(held.body, "a device was put back")
    return held

"""Adding, changing and withdrawing devices. What a person says of one is an observation like any other."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from custodes import clock, locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.audit.chain import canonical
from custodes.concerns.actions import ask_refresh
from custodes.errors import Conflict, Invalid
from custodes.evidence.models import Observation
from custodes.register.actions.holding import hold_device, hold_devices, hold_systems
from custodes.register.actions.projecting import DATES, batches, judged_of, number_products, project_again
from custodes.register.checks import fitting_device
from custodes.register.models import Device, System
from custodes.register.products import given
from custodes.register.projection import BLANK, COMPARED, changed

NEEDED = "Enter a brand, a model or a MAC address"
WHY_WITHDRAWN = "Say why it is withdrawn"
WHY_RESTORED = "Say why it is put back"


@transaction.atomic
def add_device(
    *, by: Person, system: System, said: Mapping[str, Any], observed_on: dt.date | None = None
) -> Device:
    """A device that a person knows of. Raises Invalid with every column that does not fit."""
    home = _fit(system, hold_systems(system.body, {system.pk}))
    values = BLANK | fitting_device(said)
    if not (values["brand"] or values["model"] or values["mac"]):
        raise Invalid("Nothing says what the device is.", f"{NEEDED}.", {"brand": NEEDED})
    number = number_products([given(values, home.technology, home.site_class)])[0]
    device = Device(body=home.body, system=home, product_id=number, **values)
    device.clean_fields(exclude=[f.name for f in Device._meta.get_fields() if f.name not in DATES])
    device.save()
    day = _observe([device.pk], by, {k: v for k, v in values.items() if v not in ("", None)}, observed_on)
    ask_refresh(home.body, "a device was added")
    record(
        by=by,
        action="register.add_device",
        subject=device,
        body=home.body,
        after=values,
        system=home.pk,
        observed_on=day,
    )
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
    held, systems = hold_device(device, system)
    home = _fit(system, systems) if system else None
    if held.withdrawn_at:
        raise Invalid("The device is withdrawn.", "Put it back before you change it.")
    values = fitting_device(said)
    if held.revision != base:
        raise Conflict(
            "Somebody else changed this device while you did.", "Compare both and choose.", held.revision
        )
    difference = {column: after for column, (_, after) in changed(said_of(held), values).items()}
    if not difference and home in (None, held.system):
        return held
    return _say(by, [held], difference, home, reason)[0]


@transaction.atomic
def change_devices(
    *,
    by: Person,
    body: Body,
    ids: Iterable[int],
    said: Mapping[str, Any],
    system: System | None = None,
    reason: str = "",
) -> list[Device]:
    """Say the same of several devices of a body at once, or put them into one system. Raises Invalid.

    Returns those that were changed: one that already says so stays as it is, and so does a withdrawn one.
    """
    values = fitting_device(said)
    if not values and system is None:
        raise Invalid("Nothing to change.", "Choose what to change.")
    systems = hold_systems(body)
    home = _fit(system, systems) if system else None
    others = [
        device
        for device in hold_devices(body, ids)
        if changed(said_of(device), values) or home not in (None, device.system)
    ]
    return _say(by, others, values, home, reason) if others else []


def _fit(system: System, held: Mapping[int, System]) -> System:
    """The system as it is now, which devices can be put into. `held`: those of their body. Raises Invalid."""
    if system.pk not in held:
        text = "Choose a system of this body that is not withdrawn"
        raise Invalid("The device cannot be in that system.", f"{text}.", {"system": text})
    return held[system.pk]


def _say(
    by: Person, devices: Sequence[Device], values: Mapping[str, Any], home: System | None, reason: str
) -> list[Device]:
    """`devices`: held, of one body. `home`: the system they go into."""
    body = devices[0].body
    _refuse_judged([device.pk for device in devices], values)
    before = {device.pk: said_of(device) | {"system": device.system_id} for device in devices}
    day = _observe(before, by, values) if values else ""
    if home is not None:
        for some in batches(before):
            Device.objects.filter(pk__in=some).update(system=home)
    after = project_again(before)
    ask_refresh(body, "a device was changed" if len(after) == 1 else f"{len(after):,} devices were changed")
    for device in after:
        now = said_of(device) | {"system": device.system_id}
        record(
            by=by,
            action="register.change_device",
            subject=device,
            body=body,
            reason=reason.strip(),
            changed=changed(before[device.pk], now),
            revision=device.revision,
            said=dict(values),  # the observation, so that `custodes audit verify` finds one that was edited
            observed_on=day,
        )
    return after


def _refuse_judged(ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """A standing judgement would outrank what is said, so nothing would change: that is said instead."""
    columns = set(values) & set(COMPARED)
    if not columns:
        return
    judged = {about for some in batches(ids) for of in judged_of(some).values() for about in of}
    if settled := sorted(columns & judged):
        text = "A judgement settles this: take that back first"
        raise Invalid("A judgement settles this.", "Take it back first.", dict.fromkeys(settled, text))


def _observe(
    ids: Iterable[int], by: Person, values: Mapping[str, Any], observed_on: dt.date | None = None
) -> str:
    """The day is returned that the observations tell of, as an event holds it."""
    day, said = observed_on or clock.today(), canonical(dict(values))
    Observation.objects.bulk_create(
        [
            Observation(device_id=device, source=Observation.Source.PERSON, observed_on=day, by=by, said=said)
            for device in ids
        ],
        batch_size=500,
    )
    return day.isoformat()


def said_of(device: Device) -> dict[str, Any]:
    """The columns that observations speak of, as they are now; dates in ISO form."""
    values = {column: getattr(device, column) for column in Device.SAID}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


@transaction.atomic
def withdraw_devices(*, by: Person | None, body: Body, ids: Iterable[int], reason: str) -> int:
    """Take devices out of the register, keeping all that is known of them. Returns how many were in it."""
    reason = reason.strip()
    if not reason:
        mend = "A sentence will do: replaced, sold, counted twice."
        raise Invalid(f"{WHY_WITHDRAWN}.", mend, {"reason": WHY_WITHDRAWN})
    hold_systems(body)
    held = hold_devices(body, ids)
    now = timezone.now()
    for some in batches(device.pk for device in held):
        Device.objects.filter(pk__in=some).update(
            withdrawn_at=now,
            withdrawn_by=by,
            withdrawn_reason=reason,
            changed_at=now,
            revision=models.F("revision") + 1,
        )
    if held:
        ask_refresh(
            body, "a device was withdrawn" if len(held) == 1 else f"{len(held):,} devices were withdrawn"
        )
    for device in held:
        record(by=by, action="register.withdraw_device", subject=device, body=body, reason=reason)
    return len(held)


@transaction.atomic
def restore_device(*, by: Person, device: Device, reason: str) -> Device:
    """Put a withdrawn device back into its system."""
    home = locks.held(System.objects.filter(devices=device.pk)).get()  # nobody moves it while it is withdrawn
    held = locks.held(Device.objects.select_related("body")).get(pk=device.pk)
    if not reason.strip():
        raise Invalid(f"{WHY_RESTORED}.", "A sentence will do.", {"reason": WHY_RESTORED})
    if not held.withdrawn_at:
        raise Invalid("The device is not withdrawn.", "There is nothing to put back.")
    if home.withdrawn_at:
        raise Invalid(
            f"Its system, {home.name}, is withdrawn.",
            "Add the device again to the system it is in now.",
        )
    was = held.withdrawn_reason
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = None, None, ""
    held.revision, held.changed_at = held.revision + 1, timezone.now()
    held.save()
    ask_refresh(held.body, "a device was put back")
    record(
        by=by, action="register.restore_device", subject=held, body=held.body, reason=reason.strip(), was=was
    )
    return held

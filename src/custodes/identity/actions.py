"""Settling what a device is. A judgement is a person's word with a reason; it outranks the score until taken back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Person
from custodes.audit.actions import record
from custodes.concerns.actions import ask_refresh
from custodes.errors import Conflict, Invalid
from custodes.evidence.text import clean
from custodes.identity.makers import meant
from custodes.identity.models import Judgement
from custodes.register.actions import project_again
from custodes.register.actions.holding import hold_device
from custodes.register.checks import fitting_device
from custodes.register.models import Device
from custodes.register.projection import COMPARED, changed

WHY = "Say why: what did you see or read that settles it?"
WHAT = "Choose or enter what it is"
REPLACED = "Replaced by a later judgement"
LONGEST = 200


@transaction.atomic
def judge(*, by: Person, device: Device, about: str, value: str, reason: str, base: int) -> Judgement:
    """Settle who made a device, what its label says or which model it is. A standing judgement is replaced.

    `base`: the revision that the person saw. Raises Conflict when the device has changed since, Invalid with
    everything that does not fit.
    """
    held = _held(device)
    if held.revision != base:
        raise Conflict(
            "Somebody else changed this device while you did.",
            "Look at it again, then settle it.",
            held.revision,
        )
    value, reason = _fitting(Judgement.About(about), value, reason)
    before = _what_it_is(held)
    replaced = [_end(one, by, REPLACED).value for one in _standing(held, about)]
    made = Judgement.objects.create(device=held, about=about, value=value, reason=reason, by=by)
    _tell(
        by,
        "identity.judge",
        held,
        before,
        reason,
        about=about,
        value=value,
        replaced=replaced,
        judgement=made.pk,
    )
    return made


@transaction.atomic
def take_back(*, by: Person, judgement: Judgement, reason: str) -> Judgement:
    """Let the evidence speak again. Raises Conflict where somebody has taken it back already, Invalid without a reason."""
    if not reason.strip():
        raise Invalid(
            "Say why it is taken back.", "A sentence will do.", {"reason": "Say why it is taken back"}
        )
    held = _held(judgement.device)
    standing = locks.held(Judgement.objects.filter(pk=judgement.pk)).get()
    if standing.taken_back_at:
        raise Conflict(
            "This judgement does not stand any more.", "Look at the device as it is now.", held.revision
        )
    before = _what_it_is(held)
    _end(standing, by, reason.strip())
    told: dict[str, Any] = {"about": standing.about, "value": standing.value, "judgement": standing.pk}
    _tell(by, "identity.take_back", held, before, reason.strip(), **told)
    return standing


def _held(device: Device) -> Device:
    held, _ = hold_device(device)
    if held.withdrawn_at:
        raise Invalid("The device is withdrawn.", "Put it back before you settle anything about it.")
    return held


def _fitting(about: Judgement.About, value: str, reason: str) -> tuple[str, str]:
    """Value and reason, tidy. Raises Invalid with all that is wrong with them."""
    problems: dict[str, str] = {}
    value, wrong = clean(value)
    if not value or wrong or len(value) > LONGEST:
        problems["value"] = WHAT if not value else f"Enter no more than {LONGEST} characters"
    else:
        try:
            value = (
                meant(value)
                if about == Judgement.About.MAKER
                else fitting_device({about.value: value})[about]
            )
        except Invalid as error:
            problems["value"] = error.fields.get("value") or error.fields.get(about.value) or error.message
    if not reason.strip():
        problems["reason"] = WHY
    if problems:
        raise Invalid("This cannot be settled so.", "Correct what is marked.", problems)
    return value, reason.strip()


def _standing(device: Device, about: str) -> list[Judgement]:
    return list(locks.held(Judgement.objects.filter(device=device, about=about, taken_back_at=None)))


def _end(judgement: Judgement, by: Person, reason: str) -> Judgement:
    judgement.taken_back_at, judgement.taken_back_by, judgement.taken_back_reason = timezone.now(), by, reason
    judgement.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    return judgement


def _what_it_is(device: Device) -> dict[str, str]:
    """What a judgement bears on: the texts of the device, and whom a person settled on as its maker."""
    return {name: getattr(device, name) for name in COMPARED} | {"maker": device.product.judged_maker}


def _tell(by: Person, action: str, held: Device, before: dict[str, str], reason: str, **told: Any) -> None:
    """Work the device out anew, record what that changed, and have the findings follow."""
    project_again([held.pk])
    now = Device.objects.select_related("product").get(pk=held.pk)
    ask_refresh(held.body, "a judgement about a device")
    record(
        by=by,
        action=action,
        subject=now,
        body=held.body,
        reason=reason,
        changed=changed(before, _what_it_is(now)),
        revision=now.revision,
        **told,
    )

"""Adding, changing, sharing and withdrawing systems."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.concerns.actions import ask_refresh
from custodes.errors import Conflict, Invalid
from custodes.register.actions.projecting import number_again
from custodes.register.checks import SYSTEM_COLUMNS, fitting_system
from custodes.register.models import Device, System, SystemUse
from custodes.register.projection import changed

BEARS_ON_FINDINGS = ("technology", "site_class")
WHY_WITHDRAWN = "Say why the system is withdrawn"
WHY_RESTORED = "Say why the system is put back"
WHY_NOT_SHARED = "Say why it is no longer shared"


@transaction.atomic
def add_system(*, by: Person | None, body: Body, values: Mapping[str, Any]) -> System:
    """A system of this body; a draft until it is shared. Raises Invalid."""
    if body.is_office:
        raise Invalid(
            f"{body.name} is an oversight office.", "Systems belong to the bodies that operate them."
        )
    fitting = fitting_system({"name": ""} | dict(values))
    _hold_names(body)
    _refuse_same_name(body, fitting["name"])
    system = System.objects.create(body=body, **fitting)
    record(by=by, action="register.add_system", subject=system, body=body, after=fitting)
    return system


@transaction.atomic
def change_system(
    *, by: Person, system: System, values: Mapping[str, Any], base: int, reason: str = ""
) -> System:
    """Say something else of a system. `base`: the revision the person saw. Raises Conflict and Invalid."""
    fitting = fitting_system(values)
    if "name" in fitting:
        _hold_names(system.body)
    held = _held(system)
    if held.revision != base:
        raise Conflict(
            "Somebody else changed this system while you did.", "Compare both and choose.", held.revision
        )
    difference = changed(values_of(held), fitting)
    if not difference:
        return held
    if "name" in difference:
        _refuse_same_name(held.body, fitting["name"])
    for column, (_, after) in difference.items():
        setattr(held, column, after)
    held.revision, held.changed_at = held.revision + 1, timezone.now()
    held.save()
    if set(difference) & set(BEARS_ON_FINDINGS):
        number_again(held)
        ask_refresh(held.body, "a system was changed")
    record(
        by=by,
        action="register.change_system",
        subject=held,
        body=held.body,
        reason=reason.strip(),
        changed=difference,
        revision=held.revision,
    )
    return held


def values_of(system: System) -> dict[str, Any]:
    """What a person can say of a system, as it is now."""
    return {column: getattr(system, column) for column in SYSTEM_COLUMNS}


def _held(system: System) -> System:
    """The system as it is now, kept from others until the transaction ends. Raises Invalid when withdrawn."""
    held = locks.held(System.objects.select_related("body")).get(pk=system.pk)
    if held.withdrawn_at:
        raise Invalid(f"{held.name} is withdrawn.", "Choose another system, or add a new one.")
    return held


def _hold_names(body: Body) -> None:
    """Two people who give one name at once stand in line: before they hold a system."""
    locks.held(Body.objects.filter(pk=body.pk)).get()


def _refuse_same_name(body: Body, name: str) -> None:
    if System.objects.filter(body=body, name=name, withdrawn_at=None).exists():
        text = f"There is already a system called {name}"
        raise Invalid(f"{text}.", "Choose another name.", {"name": text})


@transaction.atomic
def withdraw_system(*, by: Person, system: System, reason: str) -> System:
    """Take an empty system out of the register. Raises Invalid while it holds devices."""
    held = _held(system)
    if not reason.strip():
        raise Invalid(f"{WHY_WITHDRAWN}.", "A sentence will do.", {"reason": WHY_WITHDRAWN})
    count = Device.objects.filter(system=held, withdrawn_at=None).count()
    if count:
        rows = "1 row" if count == 1 else f"{count:,} rows"
        raise Invalid(f"{held.name} holds {rows} of the register.", "Move or withdraw them first.")
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = timezone.now(), by, reason.strip()
    held.revision, held.changed_at = held.revision + 1, timezone.now()
    held.save()
    record(by=by, action="register.withdraw_system", subject=held, body=held.body, reason=reason.strip())
    return held


@transaction.atomic
def restore_system(*, by: Person, system: System, reason: str) -> System:
    """Put a withdrawn system back, as empty as it left. Raises Invalid, also where its name is taken by now."""
    _hold_names(system.body)
    held = locks.held(System.objects.select_related("body")).get(pk=system.pk)
    if not reason.strip():
        raise Invalid(f"{WHY_RESTORED}.", "A sentence will do.", {"reason": WHY_RESTORED})
    if not held.withdrawn_at:
        raise Invalid(f"{held.name} is not withdrawn.", "There is nothing to put back.")
    _refuse_same_name(held.body, held.name)
    was = held.withdrawn_reason
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = None, None, ""
    held.revision, held.changed_at = held.revision + 1, timezone.now()
    held.save()
    record(
        by=by, action="register.restore_system", subject=held, body=held.body, reason=reason.strip(), was=was
    )
    return held


@transaction.atomic
def share_systems(*, by: Person, body: Body, systems: Sequence[System]) -> int:
    """Let the offices that oversee the body see these systems and their devices. Returns how many were drafts."""
    chosen = [system.pk for system in systems]
    drafts = list(
        locks.held(System.objects.filter(pk__in=chosen, body=body, shared_at=None, withdrawn_at=None))
    )
    for system in drafts:
        _mark_shared(system, by, True)
    if drafts:
        ask_refresh(
            body, "a system was shared" if len(drafts) == 1 else f"{len(drafts):,} systems were shared"
        )
    for system in drafts:
        record(by=by, action="register.share_system", subject=system, body=body)
    return len(drafts)


@transaction.atomic
def stop_sharing(*, by: Person, system: System, reason: str) -> System:
    """Make a shared system a draft again. What was seen before stays seen: the reason is kept."""
    held = _held(system)
    if not reason.strip():
        raise Invalid(f"{WHY_NOT_SHARED}.", "A sentence will do.", {"reason": WHY_NOT_SHARED})
    if not held.shared_at:
        raise Invalid(f"{held.name} is not shared.", "There is nothing to stop.")
    _mark_shared(held, by, False)
    ask_refresh(held.body, "a system is no longer shared")
    record(by=by, action="register.stop_sharing", subject=held, body=held.body, reason=reason.strip())
    return held


def _mark_shared(system: System, by: Person, shared: bool) -> None:
    system.shared_at, system.shared_by = (timezone.now(), by) if shared else (None, None)
    system.save(update_fields=["shared_at", "shared_by"])


@transaction.atomic
def let_use(*, by: Person, system: System, user: Body) -> SystemUse:
    """Record that another body uses this system: its people can see it."""
    held = _held(system)
    if user.pk == held.body_id or user.is_office:
        text = f"{user.name} cannot be a user of it"
        raise Invalid(f"{text}.", "Choose another body that holds cameras.", {"user": text})
    use, new = SystemUse.objects.get_or_create(system=held, body=user, ended_at=None)
    if new:
        record(by=by, action="register.let_use", subject=held, body=held.body, user=user.pk, name=user.name)
    return use


@transaction.atomic
def end_use(*, by: Person, use: SystemUse) -> SystemUse:
    """Record that a body no longer uses a system. One that has ended already stays as it is."""
    held = locks.held(SystemUse.objects.select_related("system__body", "body")).get(pk=use.pk)
    if held.ended_at:
        return held
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    system, user = held.system, held.body
    record(by=by, action="register.end_use", subject=system, body=system.body, user=user.pk, name=user.name)
    return held

"""Adding, changing, sharing and withdrawing systems."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.concerns.actions import ask_refresh
from custodes.errors import Conflict, Invalid
from custodes.register.actions.projecting import project_again
from custodes.register.checks import fitting_system
from custodes.register.models import Device, System, SystemUse
from custodes.register.projection import changed

COLUMNS = (
    "name",
    "technology",
    "purpose",
    "operator",
    "operator_name",
    "site_class",
    "connectivity",
    "capabilities",
    "volume",
    "volume_unit",
)
"""What a person can say of a system."""

BEARS_ON_FINDINGS = ("technology", "site_class")


@transaction.atomic
def add_system(*, by: Person | None, body: Body, values: Mapping[str, Any]) -> System:
    """A system of this body; a draft until it is shared. Raises Invalid."""
    if body.is_office:
        raise Invalid(
            f"{body.name} is an oversight office.", "Systems belong to the bodies that operate them."
        )
    fitting = fitting_system(values)
    _refuse_same_name(body, fitting.get("name", ""))
    system = System.objects.create(body=body, **fitting)
    record(by=by, action="register.add_system", subject=system, body=body, after=fitting)
    return system


@transaction.atomic
def change_system(
    *, by: Person, system: System, values: Mapping[str, Any], base: int, reason: str = ""
) -> System:
    """Say something else of a system. `base`: the revision the person saw. Raises Conflict and Invalid."""
    held = System.objects.select_for_update(of=("self",)).select_related("body").get(pk=system.pk)
    fitting = fitting_system(values)
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
    record(
        by=by,
        action="register.change_system",
        subject=held,
        body=held.body,
        reason=reason,
        changed=difference,
        revision=held.revision,
    )
    if set(difference) & set(BEARS_ON_FINDINGS):
        project_again(Device.objects.filter(system=held).values_list("pk", flat=True))
        ask_refresh(held.body, f"{held.name} was changed")
    return held


def values_of(system: System) -> dict[str, Any]:
    """What a person can say of a system, as it is now."""
    return {column: getattr(system, column) for column in COLUMNS}


def _refuse_same_name(body: Body, name: str) -> None:
    if not name:
        raise Invalid("The system needs a name.", "Give one.", {"name": "Enter a name for the system"})
    if System.objects.filter(body=body, name=name, withdrawn_at=None).exists():
        text = f"There is already a system called {name}"
        raise Invalid(f"{text}.", "Choose another name.", {"name": text})


@transaction.atomic
def withdraw_system(*, by: Person, system: System, reason: str) -> System:
    """Take an empty system out of the register. Raises Invalid while it holds devices."""
    held = System.objects.select_for_update(of=("self",)).select_related("body").get(pk=system.pk)
    if not reason.strip():
        raise Invalid(
            "Say why it is withdrawn.", "A sentence will do.", {"reason": "Say why it is withdrawn"}
        )
    count = Device.objects.filter(system=held, withdrawn_at=None).count()
    if count:
        raise Invalid(f"{held.name} holds {count:,} devices.", "Move or withdraw them first.")
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = timezone.now(), by, reason.strip()
    held.revision += 1
    held.save()
    record(by=by, action="register.withdraw_system", subject=held, body=held.body, reason=reason)
    return held


@transaction.atomic
def share_systems(*, by: Person, body: Body, systems: Sequence[System]) -> int:
    """Let the offices that oversee the body see these systems and their devices. Returns how many were drafts."""
    drafts = [s for s in systems if s.body_id == body.pk and not s.shared_at]
    for system in drafts:
        _mark_shared(system, by, True)
        record(by=by, action="register.share_system", subject=system, body=body)
    return len(drafts)


@transaction.atomic
def stop_sharing(*, by: Person, system: System, reason: str) -> System:
    """Make a shared system a draft again. What was seen before stays seen: the reason is kept."""
    if not reason.strip():
        raise Invalid("Say why it is no longer shared.", "A sentence will do.", {"reason": "Say why"})
    _mark_shared(system, by, False)
    record(by=by, action="register.stop_sharing", subject=system, body=system.body, reason=reason)
    return system


def _mark_shared(system: System, by: Person, shared: bool) -> None:
    system.shared_at, system.shared_by = (timezone.now(), by) if shared else (None, None)
    system.save(update_fields=["shared_at", "shared_by"])


@transaction.atomic
def let_use(*, by: Person, system: System, user: Body) -> SystemUse:
    """Record that another body uses this system: its people can see it."""
    if user.pk == system.body_id or user.is_office:
        raise Invalid(f"{user.name} cannot be a user of it.", "Choose another body that holds cameras.")
    use, new = SystemUse.objects.get_or_create(system=system, body=user, ended_at=None)
    if new:
        record(
            by=by, action="register.let_use", subject=system, body=system.body, user=user.pk, name=user.name
        )
    return use


@transaction.atomic
def end_use(*, by: Person, use: SystemUse) -> SystemUse:
    """Record that a body no longer uses a system."""
    use.ended_at = timezone.now()
    use.save(update_fields=["ended_at"])
    body, name = use.system.body, use.body.name
    record(by=by, action="register.end_use", subject=use.system, body=body, user=use.body_id, name=name)
    return use

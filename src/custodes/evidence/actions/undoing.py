"""An import is taken back: what it said no longer counts, and stays on record."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from custodes import locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.concerns.actions import ask_refresh
from custodes.errors import Invalid
from custodes.evidence.actions.choosing import waiting
from custodes.evidence.models import Import, Observation
from custodes.register.actions import project_again, withdraw_system
from custodes.register.actions.holding import hold_systems
from custodes.register.actions.projecting import batches
from custodes.register.models import Device, System

WHY = "Say why it is undone"


@transaction.atomic
def undo(*, by: Person, of: Import, reason: str) -> Import:
    """Take an import back. Raises Conflict where it is not added, Invalid without a reason.

    Devices of which nobody else speaks are withdrawn, the others are what the rest of their evidence says.
    Systems that it made go too, where nothing is in them and nobody has changed or shared them.
    """
    if not reason.strip():
        raise Invalid(f"{WHY}.", "A sentence will do.", {"reason": WHY})
    body = locks.held(Body.objects.filter(pk=of.body_id)).get()
    held = waiting(of, (Import.State.ADDED,))
    hold_systems(
        body
    )  # from here on nobody says anything of the devices, so that it stays true who speaks of them
    held.state, held.undone_reason = Import.State.UNDONE, reason.strip()
    held.undone_at, held.undone_by = timezone.now(), by
    held.save()
    why = f"Import {held.pk} was undone: {held.undone_reason}"
    spoken, alone = _about(held), _alone(held)
    others = list(spoken.exclude(pk__in=alone.values("pk")).values_list("pk", flat=True))
    withdrawn = alone.update(
        withdrawn_at=held.undone_at,
        withdrawn_by=by,
        withdrawn_reason=why,
        changed_at=held.undone_at,
        revision=F("revision") + 1,
    )
    for some in batches(others):
        project_again(some)
    ask_refresh(body, f"import {held.pk} was undone")
    systems = _withdraw_systems(by, held, why)
    record(
        by=by,
        action="evidence.undo_import",
        subject=held,
        body=body,
        reason=held.undone_reason,
        seal=held.seal,
        withdrawn=withdrawn,
        projected=len(others),
        systems=systems,
    )
    return held


def what_undoing_does(of: Import) -> dict[str, int]:
    """How many devices would be withdrawn, and how many stay, as others speak of them too. Reads only."""
    alone = _alone(of).count()
    return {"withdrawn": alone, "staying": _about(of).count() - alone}


def _about(of: Import) -> "QuerySet[Device]":
    """The devices in the register of which the import speaks."""
    spoken = Observation.objects.filter(of=of).values("device")
    return Device.objects.filter(pk__in=spoken, body=of.body_id, withdrawn_at=None)


def _alone(of: Import) -> "QuerySet[Device]":
    """Those of them of which nothing else speaks that still counts."""
    spoken = Observation.objects.filter(of=of).values("device")
    standing = Q(of=None) | ~Q(of__state=Import.State.UNDONE) & ~Q(of=of)
    return _about(of).exclude(pk__in=Observation.objects.filter(standing, device__in=spoken).values("device"))


def _withdraw_systems(by: Person, of: Import, why: str) -> int:
    made = System.objects.filter(
        pk__in=of.report["added"]["system_ids"], withdrawn_at=None, revision=1, shared_at=None
    )
    empty = made.exclude(Exists(Device.objects.filter(system=OuterRef("pk"), withdrawn_at=None)))
    unused = list(empty.exclude(uses__ended_at=None, uses__isnull=False))
    for system in unused:
        withdraw_system(by=by, system=system, reason=why)
    return len(unused)

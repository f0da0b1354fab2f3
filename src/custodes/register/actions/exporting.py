"""Downloads leave a trace: who took what of the register, and how much of it."""

from collections.abc import Mapping

from django.db import transaction

from custodes.access.models import Body, Person
from custodes.audit.actions import record


@transaction.atomic
def note_export(*, by: Person, body: Body, what: str, devices: int, chosen: Mapping[str, str]) -> None:
    """Record that somebody took a copy. `what`: devices.csv; `chosen`: the filters it was narrowed by."""
    record(
        by=by,
        action="register.export",
        subject=body,
        body=body,
        what=what,
        devices=devices,
        chosen=dict(chosen),
    )

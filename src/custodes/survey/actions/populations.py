"""Bodies of a population brought into the service, so that an office can ask them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from custodes import locks, settings
from custodes.access.actions import begin_oversight, create_body
from custodes.access.models import Body, Oversight, Person
from custodes.errors import Invalid, Refused
from custodes.survey.populations import Entry


def in_a_demo() -> Refused:
    """Why a demo takes no population, with what to do."""
    return Refused(
        "These are real bodies, and everything in a demo is made up.",
        "Create them in a register of your own: custodes serve, without --demo, makes one.",
    )


class Created(NamedTuple):
    """What bringing a population in came to, in numbers of bodies."""

    new: int
    overseen: int
    """Were here before, and are overseen by the office from now on."""
    there: int


@transaction.atomic
def create_population(*, by: Person | None, office: Body, entries: Iterable[Entry]) -> Created:
    """Create the bodies that are not here yet, and record that the office oversees each. Done twice, it is done once.

    For those who may create bodies. Raises Invalid where the body is no office, or one of these names is an office's;
    Refused in a demo, which is open to whoever sits there and would not be served again with real bodies in it.
    """
    if settings.demo():
        raise in_a_demo()
    if not office.is_office:
        raise Invalid(f"{office.name} oversees nobody.", "Choose an oversight office.")
    locks.held(Body.objects.filter(pk=office.pk)).get()  # two at once stand in line
    there = {body.name.casefold(): body for body in Body.objects.all()}
    overseen = set(Oversight.objects.filter(office=office, ended_at=None).values_list("body", flat=True))
    created, begun, known = 0, 0, 0
    for entry in entries:
        body = there.get(entry.name.casefold())
        if body is None:
            body = create_body(by=by, name=entry.name, sector=entry.sector)
            created += 1
        elif body.pk in overseen:
            known += 1
            continue
        else:
            begun += 1
        begin_oversight(by=by, office=office, body=body)
    return Created(created, begun, known)

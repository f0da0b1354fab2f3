"""Whether the observations are those that were recorded: their seals against the events that tell of them."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from custodes.audit.models import Event
from custodes.audit.reading import Tell
from custodes.audit.seal import seal_of

ACTION = "evidence.add_import"


class Seals(NamedTuple):
    """How many were looked at, and all that is wrong."""

    imports: int
    observations: int
    problems: list[str]


class _Told(NamedTuple):
    """What the event of an import says."""

    sequence: int
    seal: str


def check(tell: Tell) -> Seals:
    """Compute every import's seal again and compare it with the one on the import and the one in its event."""
    from custodes.evidence.models import Import, Observation

    told = dict(_told())
    states = Import.State
    held = {
        pk: (state, seal)
        for pk, state, seal in Import.objects.order_by("pk").values_list("pk", "state", "seal")
        if pk in told or seal or state in (states.ADDED, states.UNDONE)
    }
    problems = [
        f"Import {pk}, of which event {told[pk].sequence:,} tells, is gone."
        for pk in sorted(told.keys() - held.keys())
    ]
    for number, (pk, (_, seal)) in enumerate(held.items()):
        tell(f"checking import {pk}", number / len(held))
        problems += _of_one(pk, seal, told.get(pk))
    unsealed = Observation.objects.filter(of__isnull=False).exclude(of__in=held)
    for pk in (
        unsealed.exclude(of__state=states.ADDING).order_by("of").values_list("of", flat=True).distinct()
    ):
        problems.append(f"Import {pk} has observations, and no event tells that it was added.")
    return Seals(len(held), Observation.objects.filter(of__in=held).count(), problems)


def _told() -> Iterator[tuple[int, _Told]]:
    """Import ids and their events; what is no JSON counts as no event, as the walk reports it."""
    events = Event.objects.filter(subject_kind="import", action=ACTION).order_by("sequence")
    for sequence, subject, details in events.values_list("sequence", "subject", "details").iterator():
        try:
            yield int(subject), _Told(sequence, str(json.loads(details)["seal"]))
        except (ValueError, KeyError, TypeError):
            continue


def _of_one(pk: int, on_import: str, told: _Told | None) -> Iterator[str]:
    if told is None:
        yield f"Import {pk} was added to the register, and no event tells of it."
        return
    if on_import != told.seal:
        yield f"The seal of import {pk} is not the one in event {told.sequence:,}: it was changed."
    if seal_of(pk) != told.seal:
        yield (
            f"The observations of import {pk} are not those of event {told.sequence:,}: "
            "at least one was changed, removed or added."
        )

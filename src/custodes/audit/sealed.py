"""Whether observations, submissions and answers to requests are those that were recorded, as the events that tell of them have it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from custodes.audit import answers, submissions
from custodes.audit.chain import canonical
from custodes.audit.models import Event
from custodes.audit.reading import Tell
from custodes.audit.seal import seal_of

ACTION = "evidence.add_import"
SAYING = ("register.add_device", "register.change_device")
"""Actions by which people say something of a device: the event holds what they said."""
_Said = tuple[str, str, int | None]
"""What a person said of a device, the day that it tells of, and the person."""
_SOME = 500


class Seals(NamedTuple):
    """How many were looked at, and all that is wrong."""

    imports: int
    observations: int
    """Of imports and of people."""
    submissions: int
    problems: list[str]


class _Told(NamedTuple):
    """What the event of an import says."""

    sequence: int
    seal: str


def check(tell: Tell) -> Seals:
    """Hold every observation, submission and answer to a request against the event that tells of it.

    Observations of imports by their seals, those of people as said; the others by the digest in the event.
    """
    imports, sealed, problems = _imports(tell)
    spoken, wrong = _people(tell)
    signed, otherwise = submissions.check(tell)
    return Seals(imports, sealed + spoken, signed, [*problems, *wrong, *otherwise, *answers.check()])


def _imports(tell: Tell) -> tuple[int, int, list[str]]:
    """Compute every import's seal again and compare it with the one on the import and the one in its event."""
    from custodes.evidence.models import Import, Observation

    told = dict(_told())
    states = Import.State
    held = {
        pk: seal
        for pk, state, seal in Import.objects.order_by("pk").values_list("pk", "state", "seal")
        if pk in told or seal or state in (states.ADDED, states.UNDONE)
    }
    problems = [
        f"Import {pk}, of which event {told[pk].sequence:,} tells, is gone."
        for pk in sorted(told.keys() - held.keys())
    ]
    for number, (pk, seal) in enumerate(held.items()):
        tell(f"checking import {pk}", number / len(held))
        problems += _of_one(pk, seal, told.get(pk))
    unsealed = Observation.objects.filter(of__isnull=False).exclude(of__in=held)
    others = unsealed.exclude(of__state=states.ADDING).order_by("of").values_list("of", flat=True).distinct()
    problems += [f"Import {pk} has observations, and no event tells that it was added." for pk in others]
    return len(held), Observation.objects.filter(of__in=held).count(), problems


def _people(tell: Tell) -> tuple[int, list[str]]:
    """What people said of each device, against the events in which they said it."""
    from custodes.evidence.models import Observation
    from custodes.register.models import Device

    spoken = Observation.objects.filter(of=None)
    counted, problems, last = spoken.count(), [], 0
    devices = Device.objects.order_by("pk").values_list("pk", flat=True)
    while some := list(devices.filter(pk__gt=last)[:_SOME]):
        last = some[-1]
        tell(f"checking what people said of device {last}", None)
        kept: dict[int, Counter[_Said]] = defaultdict(Counter)
        found = spoken.filter(device__in=some).values_list("device", "said", "observed_on", "by")
        for device, said, day, by in found:
            kept[device][said, day.isoformat(), by] += 1
        told = _said_in_events(some)
        problems += [
            f"What people said of device {device} is not what the history says they said: "
            "an observation was changed, removed or added."
            for device in some
            if kept[device] != told[device]
        ]
    return counted, problems


def _said_in_events(devices: list[int]) -> dict[int, Counter[_Said]]:
    events = Event.objects.filter(
        subject_kind="device", subject__in=[str(device) for device in devices], action__in=SAYING
    )
    found: dict[int, Counter[_Said]] = defaultdict(Counter)
    for subject, action, details, by in events.values_list("subject", "action", "details", "person"):
        try:
            told = json.loads(details)
            added = action == SAYING[0]
            said = {k: v for k, v in told["after"].items() if v not in ("", None)} if added else told["said"]
            day = str(told["observed_on"])
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # damaged, which the walk reports
        if said:
            found[int(subject)][canonical(said), day, by] += 1
    return found


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

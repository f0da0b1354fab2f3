"""Whether submissions of returns are those that were signed off, as the events that tell of them have it."""

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import NamedTuple, Protocol

from django.db import connection

from custodes.audit.models import Event
from custodes.audit.reading import Tell

ACTIONS = ("survey.submit", "survey.correct")


class Signed(NamedTuple):
    """What the event of a submission says. `person`: the number of who signed it off."""

    sequence: int
    digest: str
    person: int | None
    reason: str


class Submitted(Protocol):
    """A row of survey_submission."""

    of_id: int
    number: int
    contents: str
    digest: str
    by_id: int | None
    reason: str


def signed(returns: Collection[int] | None = None) -> dict[tuple[int, int], Signed]:
    """What the events tell, by return and number of the submission; of these returns, or of all."""
    events = Event.objects.filter(subject_kind="return", action__in=ACTIONS)
    if returns is not None:
        events = events.filter(subject__in=[str(pk) for pk in returns])
    columns = ("sequence", "subject", "details", "person", "reason")
    found = {}
    for sequence, subject, details, person, reason in events.values_list(*columns).iterator():
        try:
            told = json.loads(details)
            key = int(subject), int(told["number"])
            found[key] = Signed(sequence, str(told["digest"]), person, reason)
        except (ValueError, KeyError, TypeError):
            continue  # damaged, which the walk reports
    return found


def wrong_with(one: Submitted, told: Signed | None) -> str:
    """What is otherwise than when it was signed off, "" where nothing is."""
    name = f"Submission {one.number} of return {one.of_id}"
    if told is None:
        return f"{name} is there, and no event tells that it was signed off."
    if hashlib.sha256(one.contents.encode("utf-8", "surrogatepass")).hexdigest() != told.digest:
        return f"What {name.lower()} holds is not what event {told.sequence:,} says was signed off: it was changed."
    if (one.digest, one.by_id, one.reason) != (told.digest, told.person, told.reason):
        return f"{name} is not as event {told.sequence:,} tells of it: its digest, who signed it or why was changed."
    return ""


def check(tell: Tell) -> tuple[int, list[str]]:
    """Hold every submission against its event: how many were looked at, and all that is wrong. Reads one at a time."""
    if "survey_submission" not in connection.introspection.table_names():
        return 0, []  # a backup of a release without surveys, which is being restored
    told, counted = signed(), 0
    problems: list[str] = []
    for one in _submissions():
        tell(f"checking submission {one.number} of return {one.of_id}", None)
        counted += 1
        problems += filter(None, [wrong_with(one, told.pop((one.of_id, one.number), None))])
    problems += [
        f"Submission {number} of return {of}, of which event {gone.sequence:,} tells, is gone."
        for (of, number), gone in sorted(told.items())
    ]
    return counted, problems


def _submissions() -> Iterator[Submitted]:
    from custodes.survey.models import Submission

    return Submission.objects.order_by("of", "number").iterator(100)

"""How a wave stands: who is asked, has started, has submitted, on time or late. Returns and bodies, never mixed up."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from django.utils import timezone

from custodes.survey.models import BodyAsked, Covered, Return, Wave


class Stage(StrEnum):
    """Where a body is. `PARTLY`: a part of it is covered by a submitted return, and a part is not."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    PARTLY = "partly"
    ON_TIME = "on_time"
    LATE = "late"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Stage.NOT_STARTED: "Not started",
    Stage.STARTED: "Started",
    Stage.PARTLY: "Submitted in part",
    Stage.ON_TIME: "Submitted on time",
    Stage.LATE: "Submitted late",
}


class BodyStage(NamedTuple):
    """A body of the population and where it is."""

    asked: BodyAsked
    stage: Stage
    covered_by: tuple[Return, ...]
    submitted_on: dt.date | None
    """The day on which the last part of it came in."""

    @property
    def days_late(self) -> int:
        """Days after its last day, 0 where it was on time or has not submitted."""
        if self.submitted_on is None:
            return 0
        return max(0, (self.submitted_on - self.asked.due_on).days)


class Response(NamedTuple):
    """A wave in numbers. A return is not a body: each number says which it counts."""

    bodies: tuple[BodyStage, ...]
    returns_started: int
    returns_submitted: int

    def number(self, *stages: Stage) -> int:
        """How many bodies are at any of these stages."""
        return sum(one.stage in stages for one in self.bodies)

    @property
    def bodies_covered(self) -> int:
        """Bodies that submitted returns cover wholly."""
        return self.number(Stage.ON_TIME, Stage.LATE)


def response_of(wave: Wave) -> Response:
    """Four queries, however many bodies there are."""
    asked = list(BodyAsked.objects.filter(wave=wave).select_related("body", "wave"))
    returns = {one.pk: one for one in Return.objects.filter(wave=wave).select_related("body")}
    covers: dict[int, list[Return]] = {}
    for of, body in Covered.objects.filter(wave=wave).values_list("of", "body"):
        covers.setdefault(body, []).append(returns[of])
    bodies = tuple(_stage(one, covers.get(one.body_id, [])) for one in asked)
    submitted = sum(one.first_submitted_at is not None for one in returns.values())
    return Response(bodies, len(returns), submitted)


def _stage(asked: BodyAsked, parts: Sequence[Return]) -> BodyStage:
    """`parts`: the return of each section of the body, so the same one several times."""
    returns = tuple(dict.fromkeys(parts))
    days = [timezone.localdate(one.first_submitted_at) for one in returns if one.first_submitted_at]
    if not returns:
        return BodyStage(asked, Stage.NOT_STARTED, (), None)
    if not days:
        return BodyStage(asked, Stage.STARTED, returns, None)
    if len(days) < len(returns):
        return BodyStage(asked, Stage.PARTLY, returns, None)
    last = max(days)
    return BodyStage(asked, Stage.LATE if last > asked.due_on else Stage.ON_TIME, returns, last)


class Day(NamedTuple):
    """How many returns had come in by the end of a day, and how many bodies they cover wholly."""

    day: dt.date
    returns: int
    bodies: int


def over_time(wave: Wave, response: Response) -> list[Day]:
    """The days on which something came in, with the numbers by then."""
    moments = Return.objects.filter(wave=wave, first_submitted_at__isnull=False)
    came = [timezone.localdate(at) for at in moments.values_list("first_submitted_at", flat=True) if at]
    whole = [one.submitted_on for one in response.bodies if one.submitted_on]
    return [
        Day(day, sum(one <= day for one in came), sum(one <= day for one in whole))
        for day in sorted({*came, *whole})
    ]

"""How a wave stands: who is asked, has started, has submitted, on time or late. Returns and bodies, never mixed up."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone

from custodes.access.models import Body
from custodes.audit.models import Event
from custodes.survey.keeping import form_of
from custodes.survey.models import BodyAsked, Covered, Return, Submission, Wave


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
    def submitted(self) -> bool:
        """Whether submitted returns cover all of it."""
        return self.submitted_on is not None

    @property
    def waits_for(self) -> tuple[Return, ...]:
        """The returns that cover a part of it and have not been submitted."""
        return tuple(one for one in self.covered_by if one.first_submitted_at is None)

    @property
    def days_late(self) -> int:
        """Days after its last day on which it came in, 0 where it was on time or has not submitted."""
        return self.days_over(self.submitted_on) if self.submitted_on else 0

    def days_over(self, day: dt.date) -> int:
        """Days from its last day until it came in, or until this day where it has not; 0 where it is in time."""
        return max(0, ((self.submitted_on or day) - self.asked.due_on).days)

    def overdue(self, today: dt.date) -> bool:
        """Whether its last day is over, and not all of it has come in."""
        return not self.submitted and today > self.asked.due_on


class Response(NamedTuple):
    """A wave in numbers. A return is not a body: each number says which it counts."""

    bodies: tuple[BodyStage, ...]
    returns_started: int
    returns_submitted: int

    @property
    def asked(self) -> int:
        """How many bodies there are to answer for."""
        return len(self.bodies)

    def number(self, *stages: Stage) -> int:
        """How many bodies are at any of these stages."""
        return sum(one.stage in stages for one in self.bodies)

    @property
    def bodies_covered(self) -> int:
        """Bodies that submitted returns cover wholly."""
        return self.number(Stage.ON_TIME, Stage.LATE)


def share(number: int, of: int, noun: str) -> str:
    """A number that says of what: "39 of 47 bodies (83%)". `noun`: what is counted, in the plural.

    Rounded half up; what is not all is never 100%, and what is something never 0%.
    """
    if not of:
        return f"0 of 0 {noun}"
    percent = (200 * number + of) // (2 * of)
    said = f"{percent}%"
    if percent == 100 and number < of:
        said = "over 99%"
    elif percent == 0 and number:
        said = "under 1%"
    return f"{number:,} of {of:,} {noun} ({said})"


def response_of(wave: Wave) -> Response:
    """Four queries, however many bodies there are, besides the form of the wave, which is read once in a process."""
    asked = list(BodyAsked.objects.filter(wave=wave).select_related("body", "wave"))
    returns = {one.pk: one for one in Return.objects.filter(wave=wave).select_related("body")}
    covers: dict[int, dict[str, Return]] = {}
    for of, body, section in Covered.objects.filter(wave=wave).values_list("of", "body", "section"):
        covers.setdefault(body, {})[section] = returns[of]
    sections = {part.item.name for part in form_of(wave.instrument).sections} if covers else set()
    later = _came_later(returns.values())

    def came(body: Body, section: str, of: Return) -> dt.datetime | None:
        return later[of.pk].get((body.slug, section)) if of.pk in later else of.first_submitted_at

    bodies = tuple(
        _stage(
            one,
            {
                section: (of, came(one.body, section, of))
                for section, of in covers.get(one.body_id, {}).items()
            },
            sections,
        )
        for one in asked
    )
    submitted = sum(one.first_submitted_at is not None for one in returns.values())
    return Response(bodies, len(returns), submitted)


def before_amendment(wave: Wave) -> int:
    """How many returns were submitted last before the wave's form was amended last: they answer an earlier version.

    Two queries, one where it never was.
    """
    told = Event.objects.filter(action="survey.amend_wave", subject_kind="wave", subject=str(wave.pk))
    amended = told.order_by("sequence").last()
    if amended is None:
        return 0
    submitted = Submission.objects.filter(of__wave=wave).values("of").annotate(last=Max("at"))
    return submitted.filter(last__lt=amended.at).count()


def parts_came(
    history: Iterable[tuple[dt.datetime, Mapping[str, Iterable[str]]]],
) -> dict[tuple[str, str], dt.datetime]:
    """When each part of a body came in with a return, by the slug of the body and the section.

    `history`: the submissions of the return in their order, each with its moment and what it covers. A part that came
    to a return after it was submitted has not come in before the correction has.
    """
    found: dict[tuple[str, str], dt.datetime] = {}
    for moment, covers in history:
        for slug, sections in covers.items():
            for section in sections:
                found.setdefault((slug, section), moment)
    return found


def _came_later(returns: Iterable[Return]) -> dict[int, dict[tuple[str, str], dt.datetime]]:
    """`parts_came` of the returns that were corrected or are being, by their numbers."""
    submitted = {one.pk: one for one in returns if one.first_submitted_at}
    numbers = Submission.objects.filter(of__in=submitted).order_by("of", "number")
    corrected = set(numbers.filter(number__gt=1).values_list("of", flat=True))
    corrected |= {pk for pk, one in submitted.items() if one.state != Return.State.SUBMITTED}
    histories: dict[int, list[tuple[dt.datetime, Mapping[str, Iterable[str]]]]] = {}
    rows = numbers.filter(of__in=corrected).values_list("of", "number", "at", "contents") if corrected else ()
    for of, number, at, contents in rows:
        moment = submitted[of].first_submitted_at if number == 1 else at
        assert moment
        histories.setdefault(of, []).append((moment, _covers(contents)))
    return {of: parts_came(history) for of, history in histories.items()}


def _covers(contents: str) -> Mapping[str, list[str]]:
    """What a submission covers; nothing where somebody made that unreadable, which `custodes audit verify` reports."""
    try:
        return dict(json.loads(contents)["covers"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _stage(
    asked: BodyAsked, parts: Mapping[str, tuple[Return, dt.datetime | None]], sections: Collection[str]
) -> BodyStage:
    """`parts`: by section, the return that answers it for the body, and when it came in. One that none answers is not
    submitted."""
    returns = tuple(dict.fromkeys(parts[section][0] for section in sorted(parts)))
    days = [timezone.localdate(at) for _, at in parts.values() if at]
    if not returns:
        return BodyStage(asked, Stage.NOT_STARTED, (), None)
    if not days:
        return BodyStage(asked, Stage.STARTED, returns, None)
    if len(days) < len(parts) or not parts.keys() >= set(sections):
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

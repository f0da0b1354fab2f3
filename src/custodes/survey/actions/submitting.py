"""Sign-off and submission, corrections, and sending back: docs/reference/returns.md has the states as a table."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction

from custodes.access.models import Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.survey.actions.returns import before_ready, hold_return, move
from custodes.survey.checking.contradictions import Check, Contradiction, Kind, checks_of
from custodes.survey.contents import contents_of, sealed
from custodes.survey.filling import Outcome, Standing
from custodes.survey.models import Covered, Return, Submission
from custodes.survey.returns import Answers, answers_of, outcome_of
from custodes.survey.sections import answered_in, coverage_of

CHANGED = "Somebody changed this return while you looked at it."


class Obstacles(NamedTuple):
    """What keeps a return from being signed off."""

    missing: list[Standing]
    wrong: list[Standing]
    unexplained: list[Contradiction]

    def __bool__(self) -> bool:
        return bool(self.missing or self.wrong or self.unexplained)


class Look(NamedTuple):
    """A return as it stands, looked at once for everything that sign-off asks."""

    of: Return
    answers: Answers
    coverage: Mapping[int, frozenset[str]]
    """Sections by the body that the return answers them for."""
    outcome: Outcome
    checks: list[Check]
    """What came of holding answers of those sections against the evidence."""

    @property
    def contradictions(self) -> list[Contradiction]:
        found = (one.found for one in self.checks)
        return [one for one in found if one and one.kind is Kind.CONTRADICTION]

    @property
    def obstacles(self) -> Obstacles:
        """In the sections that it answers for anybody; where a body differs, in those that it answers for that one."""
        sections = answered_in(self.coverage)
        asked = [one for one in self.outcome.asked if one.part.section in sections]
        for body in self.answers.of_bodies.keys() & self.coverage.keys():
            own = outcome_of(self.of, self.answers, body)
            asked += [one for one in own.asked if one.part.section in self.coverage[body]]
        missing = {one.key: one for one in asked if one.missing}
        wrong = {one.key: one for one in asked if one.wrong}
        unexplained = [one for one in self.contradictions if not one.explanation]
        return Obstacles(list(missing.values()), list(wrong.values()), unexplained)

    def sealed(self) -> tuple[str, str]:
        """What would be submitted now, and its SHA-256: who signs it off has seen just that."""
        return sealed(contents_of(self.of, self.answers, [one.told() for one in self.contradictions]))


def look_at(of: Return) -> Look:
    """A return as it stands now. About fifteen queries."""
    answers, coverage = answers_of(of), coverage_of(of)
    outcome, sections = outcome_of(of, answers), answered_in(coverage)
    checks = [one for one in checks_of(of, outcome) if one.standing.part.section in sections]
    return Look(of, answers, coverage, outcome, checks)


def obstacles_of(of: Return) -> Obstacles:
    """Answers that are missing or wrong, and contradictions that nobody has explained, of the return as it stands."""
    return look_at(of).obstacles


@transaction.atomic
def say_ready(*, by: Person, of: Return) -> Return:
    """Hand a return to whoever signs it off. Raises Invalid while something keeps it from that."""
    held = hold_return(of)
    if held.state == Return.State.READY:
        return held
    _refuse_unfit(held)
    move(held, Return.State.READY)
    record(by=by, action="survey.say_ready", subject=held, body=held.body)
    return held


@transaction.atomic
def not_ready(*, by: Person, of: Return, reason: str) -> Return:
    """Hand a return back to those who fill it in, with a reason. One that is handed back already stays as it is."""
    held = hold_return(of)
    _refuse_without(reason, "Say what is to be done")
    if held.state == Return.State.READY:
        move(held, before_ready(held))
        record(by=by, action="survey.not_ready", subject=held, body=held.body, reason=reason.strip())
    return held


@transaction.atomic
def submit(
    *,
    by: Person | None,
    of: Return,
    base: int,
    reason: str = "",
    received_at: dt.datetime | None = None,
    seen: str = "",
) -> Submission:
    """Sign a return off and submit it. `base`: the revision of the return that was signed.

    `seen`: the SHA-256 of what was signed, as `look_at` gives it; a person on a page always says it.
    `received_at`: when it came in, for one that came on paper and is entered later: on time or late goes by that.
    A second click gives the submission that the first one made. Raises Conflict where the return changed since it
    was looked at, Invalid while something keeps it from being signed off, or for a correction without a reason.
    """
    held = hold_return(of, open_only=False)
    last = held.submissions.order_by("-number").first()
    if held.state == Return.State.SUBMITTED and last:
        return last
    if held.revision != base:
        raise Conflict(CHANGED, "Check it again.", held.revision)
    if last:
        _refuse_without(reason, "Say what was corrected, and why")
    text, digest = _refuse_unfit(held).sealed()
    if seen and seen != digest:
        raise Conflict(CHANGED, "Check it again.", held.revision)
    return _keep(by, held, last, text, digest, reason.strip() if last else "", received_at)


def _keep(
    by: Person | None,
    held: Return,
    last: Submission | None,
    text: str,
    digest: str,
    reason: str,
    received_at: dt.datetime | None,
) -> Submission:
    number = last.number + 1 if last else 1
    made = Submission.objects.create(
        of=held, number=number, contents=text, digest=digest, by=by, reason=reason
    )
    held.first_submitted_at = held.first_submitted_at or received_at or made.at
    move(held, Return.State.SUBMITTED)
    details = {"number": number, "digest": digest} | ({"received_at": received_at} if received_at else {})
    action = "survey.correct" if last else "survey.submit"
    record(by=by, action=action, subject=held, body=held.body, reason=reason, **details)
    return made


@transaction.atomic
def begin_correction(*, by: Person, of: Return, reason: str) -> Return:
    """Open a submitted return again; one that is open already stays so. What was submitted stands until the
    correction is submitted. Raises Invalid without a reason, and for what was never submitted."""
    held = hold_return(of, open_only=False)
    _refuse_without(reason, "Say what is to be corrected, and why")
    if held.first_submitted_at is None:
        raise Invalid("This return was not submitted yet.", "It can simply be changed.")
    if held.state == Return.State.SUBMITTED:
        move(held, Return.State.CORRECTING)
        record(by=by, action="survey.begin_correction", subject=held, body=held.body, reason=reason.strip())
    return held


@transaction.atomic
def send_back(*, by: Person, of: Return, reason: str) -> Return:
    """The office gives a submitted return back, to be corrected. What was submitted stands meanwhile."""
    held = hold_return(of, open_only=False)
    _refuse_without(reason, "Say why it is sent back")
    if held.state != Return.State.SUBMITTED:
        raise Invalid("This return is not submitted.", "Only what was submitted can be sent back.")
    move(held, Return.State.CORRECTING)
    record(by=by, action="survey.send_back", subject=held, body=held.body, reason=reason.strip())
    return held


def _refuse_without(reason: str, wanted: str) -> None:
    if not reason.strip():
        raise Invalid(f"{wanted}.", fields={"reason": wanted})


def _refuse_unfit(held: Return) -> Look:
    """What was looked at. Raises Invalid while anything keeps the return from being submitted."""
    if held.wave.ended_at and held.first_submitted_at is None:
        raise Invalid(f"{held.wave.title} has ended.", "Ask the office whether it still takes the return.")
    look = look_at(held)
    if not look.coverage:
        raise Invalid(
            "This return answers for nobody.",
            "Other returns answer every section: there is nothing to sign off.",
        )
    _refuse_submitted_twice(held)
    _refuse_obstacles(look.obstacles)
    return look


def _refuse_submitted_twice(held: Return) -> None:
    """A part that another return gave up counts there until that return's correction is submitted."""
    mine = set(Covered.objects.filter(of=held).values_list("body__slug", "section"))
    submitted = Return.objects.filter(wave=held.wave, first_submitted_at__isnull=False)
    for other in submitted.exclude(pk=held.pk).exclude(state=Return.State.SUBMITTED).select_related("body"):
        last = other.submissions.order_by("-number").first()
        covers = json.loads(last.contents)["covers"] if last else {}
        if mine & {(slug, section) for slug, sections in covers.items() for section in sections}:
            raise Invalid(
                f"The return of {other.body.name} was submitted with a part of this one, and is being corrected.",
                "No part counts twice: this one can be submitted once that correction is.",
            )


def _refuse_obstacles(found: Obstacles) -> None:
    if not found:
        return
    said = [
        f"{number} {noun}{'s'[: number != 1]} {what}"
        for number, noun, what in (
            (len(found.missing), "question", "to answer"),
            (len(found.wrong), "answer", "to correct"),
            (len(found.unexplained), "answer", "to explain, as the register says otherwise"),
        )
        if number
    ]
    raise Invalid(
        f"It cannot be signed off yet: {', '.join(said)}.", "Each is listed on the page of the return."
    )

"""Sign-off and submission, corrections, and sending back."""

import datetime as dt
from typing import NamedTuple

from django.db import transaction

from custodes.access.models import Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.survey.actions.answering import before_ready
from custodes.survey.actions.returns import hold_return
from custodes.survey.checking import Contradiction, contradictions_of
from custodes.survey.contents import contents_of, sealed
from custodes.survey.filling import Standing
from custodes.survey.models import Return, Submission
from custodes.survey.returns import answers_of, outcome_of


class Obstacles(NamedTuple):
    """What keeps a return from being signed off."""

    missing: list[Standing]
    wrong: list[Standing]
    unexplained: list[Contradiction]

    def __bool__(self) -> bool:
        return bool(self.missing or self.wrong or self.unexplained)


def obstacles_of(of: Return) -> Obstacles:
    """Answers that are missing or wrong, and contradictions that nobody has explained, of the return as it stands.

    Where a body differs, its answers are looked at as well.
    """
    answers = answers_of(of)
    outcomes = [outcome_of(of, answers, body) for body in (None, *answers.of_bodies)]
    missing = {one.key: one for outcome in outcomes for one in outcome.asked if one.missing}
    wrong = {one.key: one for outcome in outcomes for one in outcome.asked if one.wrong}
    unexplained = [one for one in contradictions_of(of, outcomes[0]) if not one.explanation]
    return Obstacles(list(missing.values()), list(wrong.values()), unexplained)


@transaction.atomic
def say_ready(*, by: Person, of: Return) -> Return:
    """Hand a return to whoever signs it off. Raises Invalid while something keeps it from that."""
    held = hold_return(of)
    if held.state == Return.State.READY:
        return held
    _refuse_obstacles(held)
    _move(held, Return.State.READY)
    record(by=by, action="survey.say_ready", subject=held, body=held.body)
    return held


@transaction.atomic
def not_ready(*, by: Person, of: Return, reason: str) -> Return:
    """Hand a return back to those who fill it in, with a reason."""
    held = hold_return(of)
    if not reason.strip():
        raise Invalid("Say what is to be done.", fields={"reason": "Say what is to be done"})
    if held.state == Return.State.READY:
        _move(held, before_ready(held))
        record(by=by, action="survey.not_ready", subject=held, body=held.body, reason=reason.strip())
    return held


@transaction.atomic
def submit(
    *, by: Person | None, of: Return, base: int, reason: str = "", received_at: dt.datetime | None = None
) -> Submission:
    """Sign a return off and submit it. `base`: the revision of the return that was signed.

    `received_at`: when it came in, for one that came on paper and is entered later: on time or late goes by that.
    A second click gives the submission that the first one made. Raises Conflict where the return changed since it
    was looked at, Invalid while something keeps it from being signed off, or for a correction without a reason.
    """
    held = hold_return(of, open_only=False)
    last = held.submissions.order_by("-number").first()
    if held.state == Return.State.SUBMITTED and last:
        return last
    if held.revision != base:
        raise Conflict("The return was changed since you looked at it.", "Check it again.", held.revision)
    if held.wave.ended_at and last is None:
        raise Invalid(f"{held.wave.title} has ended.", "Ask the office whether it still takes the return.")
    if last and not reason.strip():
        raise Invalid("Say what was corrected.", fields={"reason": "Say what was corrected, and why"})
    _refuse_obstacles(held)
    answers = answers_of(held)
    checks = [one.told() for one in contradictions_of(held, outcome_of(held, answers))]
    text, digest = sealed(contents_of(held, answers, checks))
    made = Submission.objects.create(
        of=held,
        number=(last.number if last else 0) + 1,
        contents=text,
        digest=digest,
        by=by,
        reason=reason.strip() if last else "",
    )
    held.first_submitted_at = held.first_submitted_at or received_at or made.at
    _move(held, Return.State.SUBMITTED)
    record(
        by=by,
        action="survey.correct" if last else "survey.submit",
        subject=held,
        body=held.body,
        reason=made.reason,
        number=made.number,
        digest=digest,
    )
    return made


@transaction.atomic
def begin_correction(*, by: Person, of: Return, reason: str) -> Return:
    """Open a submitted return again. What was submitted stands until the correction is submitted."""
    held = hold_return(of, open_only=False)
    if not reason.strip():
        raise Invalid(
            "Say what is to be corrected.", fields={"reason": "Say what is to be corrected, and why"}
        )
    if held.state == Return.State.SUBMITTED:
        _move(held, Return.State.CORRECTING)
        record(by=by, action="survey.begin_correction", subject=held, body=held.body, reason=reason.strip())
    return held


@transaction.atomic
def send_back(*, by: Person, of: Return, reason: str) -> Return:
    """The office gives a submitted return back, to be corrected. What was submitted stands meanwhile."""
    held = hold_return(of, open_only=False)
    if not reason.strip():
        raise Invalid("Say why it is sent back.", fields={"reason": "Say why it is sent back"})
    if held.state != Return.State.SUBMITTED:
        raise Invalid("This return is not submitted.", "Only what was submitted can be sent back.")
    _move(held, Return.State.CORRECTING)
    record(by=by, action="survey.send_back", subject=held, body=held.body, reason=reason.strip())
    return held


def _move(held: Return, state: str) -> None:
    held.state = state
    held.revision += 1
    held.save(update_fields=["state", "revision", "first_submitted_at"])


def _refuse_obstacles(held: Return) -> None:
    found = obstacles_of(held)
    if not found:
        return
    said = [
        text
        for number, text in (
            (len(found.missing), "to answer"),
            (len(found.wrong), "to correct"),
            (len(found.unexplained), "to explain, as the register says otherwise"),
        )
        if number
        for text in [
            f"{number} {'answer' if text == 'to correct' else 'question'}{'s'[: number != 1]} {text}"
        ]
    ]
    raise Invalid(
        f"It cannot be signed off yet: {', '.join(said)}.", "Each is listed on the page of the return."
    )

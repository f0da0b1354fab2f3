"""What analysts read answers as: each by themselves first, and settled by name where two differ."""

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid, NothingFound
from custodes.survey.actions.returns import hold_return
from custodes.survey.coded import MOST_CODERS, Codings, Status, codings_of, kept_of, unchanged
from custodes.survey.filling import Given, State
from custodes.survey.filling.fitting import tidied, wrong_with
from custodes.survey.instrument import Question
from custodes.survey.models import Coding, Return, Submission
from custodes.survey.submitted import Submitted, history_of

STATES = (State.ANSWERED, State.NOT_KNOWN, State.NOT_HELD, State.WITHHELD, State.NON_ANSWER)
"""What an answer can be read as."""
LONGEST_CATEGORY = 300
LONGEST_RATIONALE = 2_000


@transaction.atomic
def code_answer(
    *,
    by: Person,
    submission: Submission,
    key: str,
    state: str,
    rationale: str,
    reading: str = "",
    body: Body | None = None,
) -> Coding:
    """What a person reads an answer as, before they have seen what others read.

    `reading`: the category, where the state is answered; of a question with choices, one of them. `body`: one whose
    answer differs from that in common. The same again changes nothing. Raises Invalid for what does not fit, or for
    whoever has coded it already, or has seen what somebody else read; Conflict where a correction was submitted
    meanwhile, two people have coded it, or it is settled; NothingFound for what was not asked.
    """
    held = hold_return(submission.of, open_only=False)
    history = _latest(held, submission, key, body)
    stands = _stands(history, key, body)
    values = fitting_reading(history[-1].question(key), state, reading, rationale)
    mine = stands.of(by)
    if mine and (mine.state, mine.reading, mine.rationale) == values:
        return mine
    _refuse_second_thoughts(by, stands, history, key, body)
    return _keep(by, held, "survey.code", history[-1].submission, key, body, values, settles=False)


@transaction.atomic
def settle_coding(
    *,
    by: Person,
    submission: Submission,
    key: str,
    state: str,
    rationale: str,
    reading: str = "",
    body: Body | None = None,
) -> Coding:
    """Decide what an answer is read as where two readings differ; the person's name stands with it.

    Arguments and errors as of `code_answer`. Raises Invalid where no two readings differ.
    """
    held = hold_return(submission.of, open_only=False)
    history = _latest(held, submission, key, body)
    stands = _stands(history, key, body)
    values = fitting_reading(history[-1].question(key), state, reading, rationale)
    settled = stands.settled
    if settled and settled.by_id == by.pk and (settled.state, settled.reading, settled.rationale) == values:
        return settled
    if settled:
        raise Conflict(f"{settled.by} has settled this meanwhile.", "Look at it again.")
    if stands.status is not Status.DIFFER:
        raise Invalid("No two readings of this answer differ.", "Nothing needs to be settled.")
    return _keep(by, held, "survey.settle_coding", history[-1].submission, key, body, values, settles=True)


@transaction.atomic
def take_back_coding(*, by: Person, coding: Coding, reason: str) -> Coding:
    """A reading no longer counts; it stays on record. Raises Invalid without a reason, for the reading of somebody
    else that the person may not see yet, or for one on which a settlement rests."""
    hold_return(coding.submission.of, open_only=False)
    one = locks.held(Coding.objects.select_related("submission__of__wave__office", "body", "by")).get(
        pk=coding.pk
    )
    if not reason.strip():
        raise Invalid("Say why it is taken back.", fields={"reason": "Say why it is taken back"})
    if one.taken_back_at:
        return one
    held = one.submission.of
    stands = _stands(history_of(held), one.key, one.body)
    if one in stands.given and not stands.open_to(by):
        raise Invalid("You have not seen this reading yet.", f"{one.by} can take it back.")
    if one in stands.given and stands.settled:
        raise Invalid("What was settled rests on this reading.", "Take back what was settled first.")
    one.taken_back_at = timezone.now()
    one.save(update_fields=["taken_back_at"])
    record(
        by=by,
        action="survey.take_back_coding",
        subject=held,
        body=held.wave.office,
        reason=reason.strip(),
        question=one.key,
        name=held.body.name,
    )
    return one


def fitting_reading(
    question: Question | None, state: str, reading: str, rationale: str
) -> tuple[str, str, str]:
    """State, category and rationale, tidy. Raises Invalid naming every field that does not fit."""
    wrong: dict[str, str] = {}
    category, why = " ".join(reading.split()), rationale.strip()
    if state not in STATES:
        wrong["state"] = "Select what the answer is"
    if state != State.ANSWERED:
        category = ""
    elif unfit := _wrong_category(question, category):
        wrong["reading"] = unfit
    if not why:
        wrong["rationale"] = "Say why you read it so"
    elif len(why) > LONGEST_RATIONALE:
        wrong["rationale"] = f"The rationale must be {LONGEST_RATIONALE:,} characters or fewer"
    if wrong:
        raise Invalid("Some values do not fit.", "Correct them and try again.", wrong)
    return str(state), tidied(question, category) if question else category, why


def _wrong_category(question: Question | None, category: str) -> str:
    if len(category) > LONGEST_CATEGORY:
        return f"A category must be {LONGEST_CATEGORY} characters or fewer"
    if not category:
        return "Select or enter what it says"
    if question is None or question.kind == "rank":
        return ""
    given = Given(State.ANSWERED, tidied(question, category), other=category)
    return wrong_with(question, given, [choice.name for choice in question.choices])


def _latest(held: Return, submission: Submission, key: str, body: Body | None) -> list[Submitted]:
    history = history_of(held)
    if not history or history[-1].submission.pk != submission.pk:
        raise Conflict(
            "A correction of this return was submitted meanwhile.", "Read the answer as it is now."
        )
    now = history[-1]
    if now.said(key) is None and body is None:
        raise NothingFound("This question was not asked in the return.", "Choose one that was.")
    if body and (body.slug not in now.differing(key) or now.said(key, body.slug) is None):
        raise NothingFound(f"{body.name} has no answer of its own here.", "Code the one in common.")
    return history


def _stands(history: list[Submitted], key: str, body: Body | None) -> Codings:
    return codings_of(history, kept_of(one.submission for one in history), key, body.slug if body else "")


def _refuse_second_thoughts(
    by: Person, stands: Codings, history: list[Submitted], key: str, body: Body | None
) -> None:
    """Percent and kappa say how far two agree who did not know of each other."""
    if stands.settled:
        raise Conflict(f"{stands.settled.by} has settled what this answer is.", "Look at it again.")
    if stands.of(by):
        raise Invalid("You have coded this answer already.", "Take your reading back to give another.")
    if len(stands.given) >= MOST_CODERS:
        raise Conflict("Two people have coded this answer.", "Where they differ, somebody settles it.")
    run = [one.submission for one in unchanged(history, key, body.slug if body else "")]
    of_all = Coding.objects.filter(submission__in=run, key=key, body=body, settles=False)
    mine = of_all.filter(by=by, taken_back_at__isnull=False).order_by("-taken_back_at").first()
    if mine and of_all.exclude(by=by).filter(at__lt=mine.taken_back_at).exists():
        raise Invalid(
            "You have seen what somebody else read this answer as.",
            "A reading that agrees after that would tell nothing: let another colleague code it.",
        )


def _keep(
    by: Person,
    held: Return,
    action: str,
    submission: Submission,
    key: str,
    body: Body | None,
    values: tuple[str, str, str],
    *,
    settles: bool,
) -> Coding:
    """The event holds what was read where pages of the history do not show it: a second coder reads them, too."""
    state, reading, rationale = values
    made = Coding.objects.create(
        submission=submission,
        key=key,
        body=body,
        state=state,
        reading=reading,
        rationale=rationale,
        settles=settles,
        by=by,
    )
    record(
        by=by,
        action=action,
        subject=held,
        body=held.wave.office,
        question=key,
        name=body.name if body else held.body.name,
        submission=submission.number,
        said={"state": state, "reading": reading, "rationale": rationale},
    )
    return made

"""Answers, one at a time: what was acknowledged is kept, and what was there before is in the history."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.prepared import run
from custodes.survey.actions.returns import hold_return, take_back_readiness
from custodes.survey.filling import BLANK, Form, Given, State
from custodes.survey.filling.fitting import LONGEST, tidied
from custodes.survey.filling.form import Part
from custodes.survey.filling.given import SAID_INSTEAD
from custodes.survey.filling.keys import Key, parse
from custodes.survey.instrument import Question, Repeat
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Covered, Explanation, Proposal, Return
from custodes.survey.returns import answer_of

COLUMNS = ("state", "value", "other", "exemption", "note")
_FIELDS = [field for field in Answer._meta.concrete_fields if not field.primary_key]
_NAMES = [field.attname for field in _FIELDS]
_CHANGED_AT = _NAMES.index("changed_at")
_INSERT = (
    f"insert into survey_answer ({', '.join(_NAMES)}) values ({', '.join(['%s'] * len(_NAMES))}) returning id"
)
_UPDATE = f"update survey_answer set {', '.join(f'{name} = %s' for name in _NAMES)} where id = %s"
WHY_WITHHELD = "Say which exemption applies"


@dataclass
class AnswerConflict(Conflict):
    """Somebody else answered meanwhile. `theirs` is what stands, and nothing of it was changed."""

    theirs: Answer

    def __post_init__(self) -> None:
        super().__init__(
            "Somebody else changed this answer while you did.",
            "Both are shown: choose one.",
            self.theirs.revision,
        )


@transaction.atomic
def save_answer(
    *,
    by: Person | None,
    of: Return,
    key: str,
    given: Given,
    base: int,
    body: Body | None = None,
    source: str = Answer.Source.PERSON,
) -> Answer:
    """Keep an answer as it was given; what is wrong with it is said when the return is looked at.

    `base`: the revision that the person saw, 0 for none. The same answer again changes nothing but a mark to look
    at it again, which the person saw. `body`: whose it is,
    where one of the bodies that the return covers differs from the others. Raises AnswerConflict where somebody else
    answered since, Conflict where the return takes no answers, Invalid for a question that nobody is asked, a text
    that is too long, a withheld answer without its exemption, or a body for which the return does not answer that section.
    """
    held = hold_return(of)
    form = form_of(held.wave.instrument)
    question = _asked(form, key)
    fitting = fitting_answer(question, given)
    section = form.by_name[key.partition("[")[0]].section
    if body is not None and not Covered.objects.filter(of=held, body=body, section=section).exists():
        raise Invalid(f"This return does not answer this for {body.name}.", "Choose a body that it covers.")
    row = answer_of(held, key, body)  # nobody writes answers of a return that is held
    there = None if row is None or row.as_all else row
    if there is None and fitting == BLANK and body is None:
        return Answer(of=held, key=key, state=State.BLANK, revision=0)
    if there is not None and there.given == fitting:
        return stands_still(by, held, there) if there.revision == base else there
    if (there.revision if there else 0) != base:
        raise AnswerConflict(there or Answer(of=held, key=key, state=State.BLANK, revision=0))
    return _keep(by, held, key, fitting, body, row, source)


def _keep(
    by: Person | None,
    held: Return,
    key: str,
    given: Given,
    body: Body | None,
    row: Answer | None,
    source: str,
) -> Answer:
    before = BLANK if row is None or row.as_all else row.given
    answer = row or Answer(of=held, key=key, body=body, revision=0)
    for column in COLUMNS:
        setattr(answer, column, getattr(given, column))
    answer.revision += 1
    answer.source, answer.look_again, answer.as_all = source, "", False
    answer.changed_at, answer.changed_by = timezone.now(), by
    _write(answer)
    take_back_readiness(held)
    record(
        by=by,
        action="survey.answer",
        subject=held,
        body=held.body,
        question=key,
        of_body=body.pk if body else None,
        before=written(before),
        after=written(given),
        source=source,
        revision=answer.revision,
    )
    return answer


def stands_still(by: Person | None, held: Return, answer: Answer) -> Answer:
    """Somebody looked at the answer again, of a held return, and it stands as it is."""
    if not answer.look_again:
        return answer
    why, answer.look_again = answer.look_again, ""
    answer.save(update_fields=["look_again"])
    record(
        by=by,
        action="survey.confirm_answer",
        subject=held,
        body=held.body,
        question=answer.key,
        of_body=answer.body_id,
        because=why,
    )
    return answer


def _write(answer: Answer) -> None:
    """In plain SQL: writing the statement takes Django longer than the database takes to do it, and nothing is written
    as often as answers."""
    row = [getattr(answer, field.attname) for field in _FIELDS]
    row[_CHANGED_AT] = connection.ops.adapt_datetimefield_value(answer.changed_at)
    if answer.pk:
        run(_UPDATE, [*row, answer.pk])
    else:
        ((answer.pk,),) = run(_INSERT, row)
    answer._state.adding, answer._state.db = False, connection.alias


def _asked(form: Form, key: str) -> Question | Repeat:
    """The question of a key. Raises Invalid where nobody is asked that."""
    found = parse(key)
    part = form.by_name.get(found.name) if found else None
    if found is None or part is None or not _fits(part, found):
        raise Invalid(f"There is no question “{key[:80]}” in this form.", "Load the page again.")
    item = part.item
    if isinstance(item, Repeat) or (isinstance(item, Question) and item.asked):
        return item
    raise Invalid(f"Nobody is asked “{key[:80]}”.", "Load the page again.")


def _fits(part: Part, key: Key) -> bool:
    """Whether the key has a number for each repeat that the question is in."""
    around = len(part.place.repeats) - isinstance(part.item, Repeat)
    return len(key.times) == around


def fitting_answer(question: Question | Repeat, given: Given) -> Given:
    """An answer, tidy: one state, and only what belongs to it. Raises Invalid."""
    texts = {column: " ".join(_lines(getattr(given, column)).split()) for column in ("other", "exemption")}
    note, value = _lines(given.note), _lines(given.value)
    if max(map(len, (note, value, *texts.values()))) > LONGEST:
        raise Invalid(
            f"An answer can have {LONGEST:,} characters.", "Say it in fewer.", {"value": "Too long"}
        )
    if given.state in SAID_INSTEAD:
        if given.state is State.WITHHELD and not texts["exemption"]:
            raise Invalid(f"{WHY_WITHHELD}.", "Name it, as “s.31”.", {"exemption": WHY_WITHHELD})
        kept = texts["exemption"] if given.state is State.WITHHELD else ""
        return Given(given.state, exemption=kept, note=note)
    value = tidied(question, value) if isinstance(question, Question) else value.strip()
    other = texts["other"] if isinstance(question, Question) and question.or_other else ""
    return Given(State.ANSWERED if value else State.BLANK, value, other if value else "", note=note)


def _lines(text: str) -> str:
    """Text in several lines, without what no database holds."""
    if not text:
        return text
    return "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip()


def written(given: Given) -> dict[str, Any]:
    """An answer as events and submissions hold it: its state, and what else there is."""
    return {"state": str(given.state)} | {
        column: text for column in COLUMNS[1:] if (text := getattr(given, column))
    }


@transaction.atomic
def same_for_all(*, by: Person, of: Return, key: str, body: Body, base: int) -> None:
    """A body no longer differs in an answer: what is common holds for it. What it said is in the history.

    `base`: the revision that the person saw. Its row stays, so that no revision ever stands for two answers. Raises
    Conflict where somebody answered since, or the return takes no answers.
    """
    held = hold_return(of)
    there = locks.held(Answer.objects.filter(of=held, key=key, body=body)).first()
    if there is None:
        return
    if there.revision != base:
        raise Conflict(
            f"Somebody else changed what {body.name} answers while you did.",
            "It stands as they left it: look at it again.",
            there.revision,
        )
    before = written(there.given)
    for column in COLUMNS:
        setattr(there, column, getattr(BLANK, column))
    there.as_all, there.look_again, there.revision = True, "", there.revision + 1
    there.changed_at, there.changed_by = timezone.now(), by
    _write(there)
    take_back_readiness(held)
    record(
        by=by,
        action="survey.same_for_all",
        subject=held,
        body=held.body,
        question=key,
        of_body=body.pk,
        before=before,
        revision=there.revision,
    )


@transaction.atomic
def take_proposal(*, by: Person, proposal: Proposal, base: int) -> Answer:
    """Take an answer that was suggested, as it was shown. Raises as `save_answer` does, and Conflict where it is
    suggested no longer or was decided on."""
    hold_return(proposal.of)
    one = _undecided(proposal)
    answer = save_answer(
        by=by,
        of=one.of,
        key=one.key,
        given=Given(State.ANSWERED, one.value, one.other),
        base=base,
        source=one.source,
    )
    one.taken_at, one.decided_by = timezone.now(), by
    one.save(update_fields=["taken_at", "decided_by"])
    return answer


@transaction.atomic
def refuse_proposal(*, by: Person, proposal: Proposal) -> None:
    """Not to take an answer that was suggested. Raises Conflict as `take_proposal` does."""
    held = hold_return(proposal.of)
    one = _undecided(proposal)
    one.refused_at, one.decided_by = timezone.now(), by
    one.save(update_fields=["refused_at", "decided_by"])
    record(by=by, action="survey.refuse_proposal", subject=held, body=held.body, question=one.key)


def _undecided(proposal: Proposal) -> Proposal:
    """A suggestion of a held return as it is now: another answer that is suggested is another row."""
    one = locks.held(Proposal.objects.select_related("of").filter(pk=proposal.pk)).first()
    if one is None or one.taken_at or one.refused_at:
        raise Conflict("What was suggested has changed, or was decided on since.", "Look at what it is now.")
    return one


@transaction.atomic
def explain(*, by: Person, of: Return, key: str, contradiction: str, text: str) -> Explanation:
    """Say why an answer stands although the evidence contradicts it. Raises Invalid without a text."""
    held = hold_return(of)
    said = _lines(text)
    if not said or len(said) > LONGEST:
        wrong = "Explain why the answer stands"
        raise Invalid(f"{wrong}.", "A sentence will do.", {"text": wrong})
    there = Explanation.objects.filter(of=held, key=key, contradiction=contradiction).first()
    if there and there.text == said:
        return there
    made = Explanation.objects.create(of=held, key=key, contradiction=contradiction, text=said, by=by)
    take_back_readiness(held)
    record(by=by, action="survey.explain", subject=held, body=held.body, reason=said, question=key)
    return made

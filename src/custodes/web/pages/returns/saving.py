"""What a page sends of a section, saved question by question: only what the person changed, and nothing is lost."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from django.http import QueryDict

from custodes.access.models import Body, Person
from custodes.errors import Invalid
from custodes.survey import actions
from custodes.survey.filling import BLANK, Given
from custodes.survey.filling.keys import parse, times_of
from custodes.survey.instrument import Question, Repeat
from custodes.survey.models import Answer
from custodes.web.pages.returns.blocks import Theirs, Typed
from custodes.web.pages.returns.fields import (
    BASE,
    CHOSEN,
    MINE,
    THEIRS,
    Base,
    base_from,
    digest_of,
    meant,
    raw,
)
from custodes.web.pages.returns.reading import Filled, Kept
from custodes.web.pages.returns.wording import in_words

SHOWN_BOTH = "k."
"""Says that the page showed two versions of a question, so that one has to be chosen."""
CHOOSE = "Choose which of the two answers is to stand"


class Saved(NamedTuple):
    """`answers`: by key, what was saved. `typed`: by key, what was not, to be shown again."""

    answers: Mapping[str, Answer]
    typed: Mapping[str, Typed]


class Change(NamedTuple):
    """A question whose fields are not as the page showed them."""

    key: str
    question: Question
    base: Base
    given: Given
    problem: str = ""
    """Why it cannot be saved as it is."""


def question_of(filled: Filled, key: str) -> Question | Repeat | None:
    """What a key asks for, None where nobody is asked that."""
    part = filled.form.by_name.get(found.name) if (found := parse(key)) else None
    item = part.item if part else None
    return item if isinstance(item, Repeat) or (isinstance(item, Question) and item.asked) else None


def changes(
    filled: Filled, sections: Collection[str], sent: QueryDict, body: int | None = None
) -> Iterator[Change]:
    """What the person changed of these sections; `body`: for which of the bodies alone."""
    for found in questions_sent(filled, sections, sent, body):
        if (
            digest_of(found.question, found.given) != found.base.digest
            or sent.get(CHOSEN + found.key) == MINE
        ):
            yield found


def questions_sent(
    filled: Filled, sections: Collection[str], sent: QueryDict, body: int | None = None
) -> Iterator[Change]:
    """What was sent of these sections, changed or not; but what the person leaves to somebody else's answer."""
    stored = {**filled.answers.common, **(filled.answers.of_bodies.get(body, {}) if body else {})}
    for name in sent:
        key = name.removeprefix(BASE)
        question = question_of(filled, key) if name != key else None
        base = base_from(str(sent[name]))
        if not isinstance(question, Question) or base is None:
            continue
        if filled.form.by_name[question.name].section not in sections or sent.get(CHOSEN + key) == THEIRS:
            continue
        yield _change(key, question, base, sent, stored.get(key))


def _change(key: str, question: Question, base: Base, sent: QueryDict, stored: Kept | None) -> Change:
    if SHOWN_BOTH + key in sent and CHOSEN + key not in sent:
        return Change(key, question, base, raw(question, key, sent), CHOOSE)
    try:
        given = meant(question, key, sent, stored.given if stored else BLANK)
    except Invalid as error:
        wrong = next(iter(error.fields.values()), error.message)
        return Change(key, question, base, raw(question, key, sent), wrong)
    return Change(key, question, base, given)


def save_sent(
    by: Person, filled: Filled, sections: Collection[str], sent: QueryDict, body: Body | None = None
) -> Saved:
    """Save what was changed. What cannot be saved, or was changed by somebody else meanwhile, comes back."""
    answers: dict[str, Answer] = {}
    typed: dict[str, Typed] = {}
    for change in changes(filled, sections, sent, body.pk if body else None):
        found = save_change(by, filled, change, body)
        if isinstance(found, Answer):
            answers[change.key] = found
        else:
            typed[change.key] = found
    return Saved(answers, typed)


def save_change(by: Person, filled: Filled, change: Change, body: Body | None = None) -> Answer | Typed:
    """Save one. Raises Conflict where the return takes no answers."""
    key, question, base, given, problem = change
    if problem:
        theirs = _as_it_is(by, filled, question, key, given, body) if problem == CHOOSE else None
        return Typed(given, base, problem, theirs)
    try:
        return actions.save_answer(by=by, of=filled.of, key=key, given=given, base=base.revision, body=body)
    except actions.AnswerConflict as error:
        there = error.theirs
        who = str(there.changed_by) if there.changed_by else "Custodes"
        both = _both(filled, question, given, there.given, who)._replace(own=there.changed_by == by)
        return Typed(given, Base(there.revision, digest_of(question, there.given)), "", both)
    except Invalid as error:
        return Typed(given, base, next(iter(error.fields.values()), error.message))


def _both(filled: Filled, question: Question, mine: Given, theirs: Given, who: str) -> Theirs:
    def said(given: Given) -> str:
        note = f" (note: {given.note})" if given.note else ""
        return in_words(filled.form, question, given) + note

    return Theirs(said(mine), said(theirs), who)


def _as_it_is(
    person: Person, filled: Filled, question: Question, key: str, mine: Given, body: Body | None
) -> Theirs:
    kept = filled.answers.of_bodies.get(body.pk, {}) if body else filled.answers.common
    there = kept.get(key)
    by = Person.objects.filter(pk=there.changed_by).first() if there and there.changed_by else None
    who = str(by) if by else "Somebody else"
    both = _both(filled, question, mine, there.given if there else BLANK, who)
    return both._replace(own=by == person)


def unsaved(filled: Filled, sections: Collection[str], sent: QueryDict) -> dict[str, Typed]:
    """What was sent and is not saved, to be shown in its fields."""
    return {
        one.key: Typed(one.given, one.base, one.problem)
        for one in changes(filled, sections, sent)
        if digest_of(one.question, one.given) != digest_of(one.question, _stored(filled, one.key))
    }


def _stored(filled: Filled, key: str) -> Given:
    there = filled.answers.common.get(key)
    return there.given if there else BLANK


def set_times(by: Person, filled: Filled, sent: QueryDict, wanted: str, there: bool) -> None:
    """Begin a time of a repeat, or take it out: `wanted` is its key and number, as "cameras/3".

    A second click asks for what is so already, and changes nothing. What others did meanwhile stays.
    """
    key, _, number = wanted.rpartition("/")
    base = base_from(sent.get(BASE + key, ""))
    item = question_of(filled, key)
    if not isinstance(item, Repeat) or base is None or not times_of(number):
        raise Invalid("This part of the form is not there any more.", "Load the page again.")
    shown = times_of(sent.get(f"a.{key}", ""))
    try:
        _save_times(by, filled, key, _with(shown, number, there), base.revision)
    except actions.AnswerConflict as error:
        now = times_of(error.theirs.value) or (1,)
        _save_times(by, filled, key, _with(now, number, there), error.theirs.revision)


def _with(times: tuple[int, ...], number: str, there: bool) -> str:
    (one,) = times_of(number)
    kept = [time for time in times if time != one]
    return " ".join(map(str, sorted([*kept, one]) if there else kept))


def _save_times(by: Person, filled: Filled, key: str, value: str, base: int) -> None:
    actions.save_answer(by=by, of=filled.of, key=key, given=Given(value=value), base=base)

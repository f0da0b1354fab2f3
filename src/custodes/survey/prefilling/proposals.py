"""Everything that is suggested for a return. Pure reads."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from custodes import clock
from custodes.survey.checking.reading import Evidence, Model, evidence_of, models_of
from custodes.survey.filling import Form, Given, State
from custodes.survey.filling.fitting import tidied, wrong_with
from custodes.survey.instrument import Question
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Return
from custodes.survey.prefilling.from_earlier import earlier_answers
from custodes.survey.prefilling.from_register import suggest
from custodes.survey.prefilling.suggestion import Source
from custodes.survey.sections import coverage_of


class Proposed(NamedTuple):
    """An answer that is suggested, as `models.Proposal` keeps it."""

    key: str
    source: str
    value: str
    other: str
    because: str
    """Where it comes from, in a sentence."""


def proposals_for(of: Return) -> list[Proposed]:
    """What the register and the wave before suggest for the questions that are asked once, in the order of the form.

    Questions that do not apply yet are among them. Nothing is suggested that does not fit the question.
    """
    form = form_of(of.wave.instrument)
    found = [*_from_register(of, form), *_from_earlier(of, form)]
    order = {name: at for at, name in enumerate(form.by_name)}
    return sorted(found, key=lambda one: order[one.key])


def _from_register(of: Return, form: Form) -> Iterator[Proposed]:
    linked = [
        (part.section, part.item)
        for part in form.by_name.values()
        if isinstance(part.item, Question) and part.item.register and not part.place.repeats
    ]
    if not linked:
        return
    links = {question.register for _, question in linked}
    evidence = evidence_of(of, suppliers="suppliers" in links)
    bodies = {pk for some in evidence.covered.values() for pk in some}
    models = models_of(bodies) if "models" in links else []
    for section, question in linked:
        source = _source(evidence, models, section, question, clock.today())
        found = suggest(source) if source.bodies else None
        if found and _fits(question, found.value):
            value = tidied(question, found.value)
            yield Proposed(question.name, Answer.Source.REGISTER, value, "", f"{found.because}.")


def _source(
    evidence: Evidence, models: list[Model], section: str, question: Question, day: dt.date
) -> Source:
    bodies = evidence.bodies(section)
    held = evidence.held(bodies, question.technology)
    there = {one.technology for one in held.rows}
    some = tuple(one for one in models if one.body in bodies and one.technology in there)
    return Source(question, held, some, len(bodies), day)


def _from_earlier(of: Return, form: Form) -> Iterator[Proposed]:
    answers = earlier_answers(of)
    mine = coverage_of(of).get(of.body_id, frozenset()) if answers else frozenset()
    for name, (said, by) in answers.items():
        part = form.by_name[name]
        question = part.item
        assert isinstance(question, Question)
        assert of.wave.earlier is not None
        if part.section in mine and _fits(question, said.value, said.other):
            whose = f"What {by} answered for you" if by else "Your answer"
            because = f"{whose} in {of.wave.earlier.title}."
            yield Proposed(name, Answer.Source.EARLIER, tidied(question, said.value), said.other, because)


def _fits(question: Question, value: str, other: str = "") -> bool:
    """Whether it is an answer of its kind; what a choice filter offers is seen when it is taken."""
    names = [choice.name for choice in question.choices]
    return not wrong_with(question, Given(State.ANSWERED, value, other), names)

"""What the body answered in the wave before, for the questions that are the same or said to be comparable."""

import json
from collections.abc import Mapping
from typing import Any

from custodes.survey.filling import Form, State
from custodes.survey.instrument import Question
from custodes.survey.keeping import form_of
from custodes.survey.models import InstrumentVersion, Return, Submission

Answered = Mapping[str, Any]
"""An answer as a submission holds it."""


def earlier_answers(of: Return) -> dict[str, Answered]:
    """What was answered, by the name of the question that it answers now. At most three queries."""
    last = _last_submission(of)
    if last is None:
        return {}
    contents = json.loads(last.contents)
    version = _instrument_of(last, contents)
    if version is None:
        return {}
    answers = {**contents["answers"], **contents["differences"].get(of.body.slug, {})}
    before, now = form_of(version), form_of(of.wave.instrument)
    found = {}
    for name, question in _questions(now).items():
        was = _same(question, before, version.version)
        answer = answers.get(was.name) if was else None
        if was and answer and answer["state"] == State.ANSWERED and _means_the_same(answer, was, question):
            found[name] = answer
    return found


def _means_the_same(answer: Answered, was: Question, now: Question) -> bool:
    """Whether what was chosen is offered still, in the same words."""
    before, after = ({one.name: one.label for one in question.choices} for question in (was, now))
    chosen = answer.get("value", "").split() if was.choices else []
    return bool(answer.get("value")) and all(before.get(one) == after.get(one) for one in chosen)


def _last_submission(of: Return) -> Submission | None:
    """The last one of the body's own return in the wave before, corrections included."""
    if of.wave.earlier_id is None:
        return None
    made = Submission.objects.filter(of__wave=of.wave.earlier_id, of__body=of.body_id)
    return made.select_related("of__wave").order_by("-number").first()


def _instrument_of(last: Submission, contents: Mapping[str, Any]) -> InstrumentVersion | None:
    """What was asked then: a wave may have been amended since."""
    kept = InstrumentVersion.objects.filter(
        office=last.of.wave.office_id, digest=contents["instrument"]["digest"]
    )
    return kept.defer("workbook").first()


def _questions(form: Form) -> dict[str, Question]:
    """Those that are asked once, by name."""
    return {
        name: part.item
        for name, part in form.by_name.items()
        if isinstance(part.item, Question) and part.item.asked and not part.place.repeats
    }


def _same(question: Question, before: Form, version: str) -> Question | None:
    """The earlier question that this one repeats, None where none is known to be the same."""
    known = _questions(before)
    for one in question.comparable:
        of, _, name = one.rpartition("/")
        if of == version and name in known:
            return known[name]
    there = known.get(question.name)
    return there if there and there.kind == question.kind and there.label == question.label else None

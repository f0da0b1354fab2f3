"""Events of surveys with their questions, sections and bodies by name: a key says nothing to who reads the history."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from custodes.access.models import Body
from custodes.audit.models import Event
from custodes.errors import UserError
from custodes.survey.filling import Form
from custodes.survey.filling.keys import parse
from custodes.survey.in_words import in_words
from custodes.survey.instrument import Question
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, InstrumentVersion, Return, Wave
from custodes.survey.sections import section_labels
from custodes.survey.submitted import Said, plain_wording

Read = tuple[Event, dict[str, Any]]
ANSWERS = frozenset({"survey.answer", "survey.same_for_all"})
"""Whose `before` and `after` are answers."""


def with_words(read: Sequence[Read]) -> list[Read]:
    """The same events, those of returns and waves in words. At most three queries, none where there is none of them."""
    ours = [event for event, _ in read if event.action.startswith("survey.")]
    if not ours:
        return list(read)
    forms = dict(_forms(ours))
    numbers = {said["of_body"] for _, said in read if isinstance(said.get("of_body"), int)}
    bodies = dict(Body.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}
    return [
        (event, _worded(event, said, forms.get((event.subject_kind, event.subject)), bodies))
        for event, said in read
    ]


def _forms(events: Iterable[Event]) -> Iterator[tuple[tuple[str, str], Form]]:
    """The form that each return and wave is about. One that cannot be read leaves its events as they are."""
    numbers: dict[str, set[int]] = {"return": set(), "wave": set()}
    for event in events:
        if event.subject_kind in numbers and event.subject.isascii() and event.subject.isdigit():
            numbers[event.subject_kind].add(int(event.subject))
    versions: list[tuple[str, int, InstrumentVersion]] = []
    if numbers["return"]:
        returns = Return.objects.filter(pk__in=numbers["return"]).select_related("wave__instrument")
        returns = returns.defer("wave__instrument__workbook")
        versions += [("return", one.pk, one.wave.instrument) for one in returns]
    if numbers["wave"]:
        waves = Wave.objects.filter(pk__in=numbers["wave"]).select_related("instrument")
        versions += [("wave", one.pk, one.instrument) for one in waves.defer("instrument__workbook")]
    for kind, number, version in versions:
        try:
            yield (kind, str(number)), form_of(version)
        except UserError:  # its workbook was changed by hand
            continue


def _worded(
    event: Event, said: dict[str, Any], form: Form | None, bodies: Mapping[int, str]
) -> dict[str, Any]:
    if not event.action.startswith("survey."):
        return said
    told = dict(said)
    if isinstance(body := told.pop("of_body", None), int):
        told["of_body"] = bodies.get(body, f"body {body}")
    if told.get("source") in Answer.Source.values:
        typed = told["source"] == Answer.Source.PERSON
        told["source"] = "" if typed else Answer.Source(told["source"]).label
    if form is None:
        return told
    question = _question(form, told.get("question"))
    if question:
        told["question"] = f"“{plain_wording(question, form)}”"
    if event.action in ANSWERS:
        for when in ("before", "after"):
            told[when] = _answer(question, told.get(when), form)
    labels = section_labels(form)
    if isinstance(told.get("section"), str):
        told["section"] = f"“{labels.get(told['section'], told['section'])}”"
    if isinstance(told.get("sections"), list):
        told["sections"] = [labels.get(one, one) for one in told["sections"]]
    return told


def _question(form: Form, key: object) -> Question | None:
    found = parse(key) if isinstance(key, str) else None
    part = form.by_name.get(found.name) if found else None
    return part.item if part and isinstance(part.item, Question) else None


def _answer(question: Question | None, given: object, form: Form) -> dict[str, str]:
    """An answer as one thing that changed, and its note as another."""
    if not isinstance(given, dict) or "state" not in given:
        return {}
    try:
        answer = Said.of(given)
    except ValueError:  # a state that is none
        return {}
    if question is None:
        return {"answer": answer.value or answer.state.label}
    return {"answer": in_words(question, answer, form), "note": answer.note}

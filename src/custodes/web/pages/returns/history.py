"""What an answer was before, from the events: who changed it, when, and by which way."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.audit.chain import canonical
from custodes.audit.models import Event
from custodes.audit.telling import WAYS
from custodes.survey.filling import Given, State
from custodes.survey.filling.keys import parse
from custodes.survey.instrument import Question
from custodes.survey.models import Answer, Return
from custodes.web.page import Asked, page
from custodes.web.pages.returns.finding import as_seen, part_of, the_return, word_of
from custodes.web.pages.returns.reading import Filled, filled
from custodes.web.pages.returns.saving import question_of
from custodes.web.pages.returns.wording import in_words, label_of

ACTIONS = ("survey.answer", "survey.same_for_all")
LATEST = 200
"""Changes that are shown."""


class Step(NamedTuple):
    """One change of an answer. `of_body`: for which of the bodies, "" for all."""

    at: dt.datetime
    who: str
    before: str
    after: str
    note: str
    way: str
    of_body: str
    sequence: int


@page(Permission.READ_RETURNS)
def answer_history(request: Asked, pk: int, key: str) -> HttpResponse:
    """Every change of one answer of a return, the latest first."""
    of = the_return(request, pk)
    mine = part_of(request, of)
    whole = as_seen(filled(of), mine)
    question = question_of(whole, key)
    found = parse(key)
    if not isinstance(question, Question) or found is None:
        raise Http404
    section = whole.form.by_name[question.name].section
    if not mine.sees(section):
        raise Http404
    every = mine.leads or section in mine.sections
    standing = whole.outcome.standings.get(found)
    label = label_of(whole.outcome, standing.key, question) if standing else question.name
    context = {
        "body": request.body_,
        "section": "returns",
        "of": of,
        "label": label,
        "question": question.name,
        "word": word_of(section),
        "steps": list(_steps(whole, question, key, None if every else request.body_.pk)),
    }
    return render(request, "returns/history.html", context)


def events_of_answer(of: Return, key: str) -> "list[Event]":
    """The events that changed an answer, the latest first. One query, over the events of the return."""
    about = Event.objects.filter(subject_kind="return", subject=str(of.pk), action__in=ACTIONS)
    held = about.filter(details__contains=f'"question":{canonical(key)}').order_by("-sequence")
    return [event for event in held[:LATEST] if event.said.get("question") == key]


def _steps(whole: Filled, question: Question, key: str, only: int | None) -> Iterator[Step]:
    """`only`: the one body whose differences are shown, None for all."""
    found = events_of_answer(whole.of, key)
    events = [event for event in found if only is None or event.said.get("of_body") in (None, only)]
    bodies = Body.objects.in_bulk({event.said["of_body"] for event in events if event.said.get("of_body")})
    for event in events:
        said = event.said
        after = said.get("after")
        body = bodies.get(said.get("of_body") or 0)
        source = Answer.Source(said["source"]) if said.get("source") in Answer.Source.values else None
        taken = str(source.label) if source and source != Answer.Source.PERSON else ""
        yield Step(
            event.at,
            event.person_name,
            _told(whole, question, said.get("before")),
            _told(whole, question, after) if after else "The same as for all",
            (after or {}).get("note", ""),
            taken or WAYS.get(event.through.partition(":")[0], ""),
            body.name if body else "",
            event.sequence,
        )


def _told(whole: Filled, question: Question, written: "dict[str, str] | None") -> str:
    """An answer as an event holds it, in words."""
    kept = dict(written or {})
    state = State(kept.pop("state", State.BLANK))
    return in_words(whole.form, question, Given(state, **kept))

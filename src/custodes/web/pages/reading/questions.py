"""The questions of a wave, and all answers to one of them side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.survey.coded import LABELS, Status
from custodes.survey.filling import State
from custodes.survey.filling.form import Part
from custodes.survey.in_words import words
from custodes.survey.instrument import Group, Question
from custodes.survey.submitted import plain_wording
from custodes.survey.vocabulary import terms
from custodes.web.page import Asked, page
from custodes.web.pages.reading.finding import about
from custodes.web.pages.reading.rows import (
    NOT_ASKED,
    NUMBERS,
    STATE_WORDS,
    Answers,
    Row,
    categories_of,
    numbers_of,
    states_of,
)
from custodes.web.pages.surveys.finding import the_wave
from custodes.web.paging import page_of

SHOWN = (
    State.ANSWERED,
    State.NOT_KNOWN,
    State.NOT_HELD,
    State.WITHHELD,
    State.NON_ANSWER,
    State.BLANK,
    NOT_ASKED,
)
"""States in the order of their columns."""
WAITING = "waiting"
CODING: Mapping[str, str] = {
    WAITING: "To be coded",
    **{str(one): LABELS[one] for one in (Status.AGAIN, Status.ONCE, Status.DIFFER, Status.SETTLED)},
}


class Line(NamedTuple):
    """A question in the list of questions."""

    name: str
    wording: str
    unit: str
    """What its numbers count: returns, or answers where a return can give several."""
    numbers: list[int]
    """By state, in the order of `SHOWN`."""
    waiting: int
    """Answers that nobody has coded, which is only needed of free text."""
    differ: int


@page(Permission.RUN_SURVEYS)
def questions_of_wave(request: Asked, wave: int) -> HttpResponse:
    """Every question with how it was answered."""
    run = the_wave(request, wave)
    answers = Answers(run, request.user)
    sections = [(_title(part, answers), _lines(part, answers)) for part in answers.form.sections]
    return render(
        request,
        "reading/questions.html",
        {
            **about(run),
            "returns": answers.returns,
            "headings": [STATE_WORDS[str(state)] for state in SHOWN],
            "sections": [(title, lines) for title, lines in sections if lines],
        },
    )


def _title(part: Part, answers: Answers) -> str:
    assert isinstance(part.item, Group)
    return words(part.item.label, answers.form) or part.item.name or "Questions outside of any section"


def _lines(section: Part, answers: Answers) -> list[Line]:
    return [_line(question, answers) for question in questions_in(section)]


def questions_in(part: Part) -> Iterable[Question]:
    """What is asked or worked out in a section, in order."""
    assert isinstance(part.item, Group)
    return (one for one in part.item.questions() if one.kind != "note")


def _line(question: Question, answers: Answers) -> Line:
    rows = answers.rows(question.name)
    counted = states_of(rows)
    is_text = question.kind == "text"
    return Line(
        question.name,
        plain_wording(question, answers.form),
        "answers" if answers.is_repeated(question.name) else "returns",
        [counted[str(state)] for state in SHOWN],
        sum(row.asks_for_coding for row in rows) if is_text else 0,
        sum(row.codings.status is Status.DIFFER for row in rows),
    )


@page(Permission.RUN_SURVEYS)
def answers_to_question(request: Asked, wave: int, key: str) -> HttpResponse:
    """What every return answers to one question."""
    run = the_wave(request, wave)
    answers = Answers(run, request.user, key)
    question = answers.question(key)
    if question is None:
        raise Http404
    rows = answers.rows(key)
    state, coding = (_among(request.GET, *one) for one in (("state", STATE_WORDS), ("coding", CODING)))
    found = [row for row in rows if _fits(row, state, coding)]
    names = [one.name for part in answers.form.sections for one in questions_in(part)]
    at = names.index(key)
    context = {
        **about(run, ("Questions", reverse("questions_of_wave", args=[request.body_.slug, wave]))),
        "question": question,
        "wording_": plain_wording(question, answers.form),
        "repeated": answers.is_repeated(key),
        "returns": answers.returns,
        "states": [(STATE_WORDS[str(one)], str(one), states_of(rows)[str(one)]) for one in SHOWN],
        "categories": categories_of(rows),
        "uncounted": _uncounted(rows, question),
        "numbers": numbers_of(rows),
        "unit": terms("unit").get(question.unit, question.unit),
        "differing": sum(bool(row.body) for row in rows),
        "hidden": sum(not row.codings.open_to(request.user) for row in rows),
        "waiting": sum(row.asks_for_coding for row in rows) if question.kind == "text" else 0,
        "page": page_of(found, request),
        "boxes": _boxes(state, coding),
        "path": request.path,
        "before": names[at - 1] if at else "",
        "after": names[at + 1] if at + 1 < len(names) else "",
    }
    return render(request, "reading/answers.html", context)


def _uncounted(rows: Sequence[Row], question: Question) -> int:
    """Answers in common that no category counts, of what is counted so."""
    if question.kind in NUMBERS or question.kind in ("date", "time", "dateTime"):
        return 0
    return sum(row.state == State.ANSWERED and not row.categories for row in rows if not row.body)


def _among(asked: QueryDict, name: str, known: Mapping[str, str]) -> str:
    return value if (value := asked.get(name, "")) in known else ""


def _fits(row: Row, state: str, coding: str) -> bool:
    if state and row.state != state:
        return False
    if coding == WAITING:
        return row.asks_for_coding
    return not coding or row.codings.status == coding


def _boxes(state: str, coding: str) -> Sequence[Mapping[str, Any]]:
    return [
        {"name": "state", "label": "State", "chosen": state, "choices": STATE_WORDS},
        {"name": "coding", "label": "Coding", "chosen": coding, "choices": CODING},
    ]

"""A question as a block: with which control it is asked, what is filled in, what is offered."""

from collections.abc import Mapping

from custodes.survey.filling import Given, Standing, State
from custodes.survey.filling.given import OTHER
from custodes.survey.filling.seeing import NOT_SHOWN
from custodes.survey.in_words import SOMETHING_ELSE, UNITS
from custodes.survey.instrument import Question
from custodes.web.pages.returns.blocks import Asked, Choice, Typed, id_of, with_holes
from custodes.web.pages.returns.fields import parted, places_of
from custodes.web.pages.returns.reading import Filled
from custodes.web.pages.returns.wording import label_of, value_in_words, worded

MANY_CHOICES = 15
"""More than these are a list to choose from, not radio buttons."""
TALLEST = 12
"""Rows of a text box."""


def asked(filled: Filled, standing: Standing, typed: Typed | None) -> Asked:
    """The block of a question as it stands, or with what was typed. Where it came from, and what else stands at it, is
    for who lays it out."""
    question = standing.question
    given = shown(filled, standing, typed)
    label = label_of(filled.outcome, standing.key, question)
    hint = filled.outcome.text(standing.key, worded(filled.form, question.hint)) if question.label else ""
    unit = UNITS.get(question.unit, question.unit)
    return Asked(
        "question",
        id_of(standing.key),
        str(standing.key),
        _control(question, given, standing),
        label,
        " ".join(filter(None, (hint, _bounds(question)))),
        standing.required,
        with_holes(given),
        _choices(filled, standing, given),
        question.or_other,
        parted(question.kind, given.value) if question.kind in ("date", "dateTime") else (),
        unit,
        _rows(given.value),
        typed.problem if typed else standing.wrong,
        typed is not None,
        standing.told,
        theirs=typed.theirs if typed else None,
    )


def shown(filled: Filled, standing: Standing, typed: Typed | None) -> Given:
    """The answer as it is shown."""
    if standing.unseen:
        return Given(State.ANSWERED, NOT_SHOWN)
    if standing.told:
        return Given(State.ANSWERED, value_in_words(filled.form, standing.question, standing.value))
    return typed.given if typed else standing.given


_CONTROLS: Mapping[str, str] = {
    "text": "text",
    "integer": "number",
    "decimal": "decimal",
    "range": "decimal",
    "select_one": "radios",
    "select_multiple": "checkboxes",
    "rank": "rank",
    "date": "date",
    "time": "time",
    "dateTime": "moment",
    "acknowledge": "acknowledge",
}


def _control(question: Question, given: Given, standing: Standing) -> str:
    control = _CONTROLS.get(question.kind, "text")
    if control == "radios" and ("minimal" in question.appearance or len(standing.choices) > MANY_CHOICES):
        return "select"
    if control in ("number", "decimal", "time") and "\n" in given.value:
        return "text"  # a box of one line would lose the others
    return control


def _choices(filled: Filled, standing: Standing, given: Given) -> tuple[Choice, ...]:
    """Those that are offered, and those that were chosen and are not offered any more."""
    question = standing.question
    if not question.choices:
        return ()
    several = question.kind in ("select_multiple", "rank")
    chosen = places_of(given.value) if several else {given.value: 1} if given.value else {}
    offered = {one.name: worded(filled.form, one.label) or one.name for one in standing.choices}
    if question.or_other:
        offered.setdefault(OTHER, SOMETHING_ELSE)
    labels = filled.form.labels.get(question.name, {})
    gone = {word: labels.get(word, word) for word in chosen if word not in offered}
    return tuple(
        Choice(word, label, word in chosen, chosen.get(word, 0), word in gone)
        for word, label in {**offered, **gone}.items()
    )


def _bounds(question: Question) -> str:
    """What the parameters of a range say."""
    if question.kind != "range":
        return ""
    found = dict(one.split("=", 1) for one in question.parameters.split() if "=" in one)
    return f"From {found['start']} to {found['end']}." if {"start", "end"} <= found.keys() else ""


def _rows(value: str) -> int:
    lines = sum(1 + len(line) // 70 for line in value.splitlines())
    return min(TALLEST, max(2, lines + 1 if lines > 1 else lines))

"""Answers as people read them, wherever they stand: on pages of both sides, in tables, in workbooks and on paper."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from custodes.survey.filling import Form, State
from custodes.survey.filling.given import OTHER
from custodes.survey.instrument import Question

STATES: Mapping[State, str] = {
    State.ANSWERED: "Answered",
    State.NOT_KNOWN: "Not known",
    State.NOT_HELD: "Not held",
    State.WITHHELD: "Withheld",
    State.NON_ANSWER: "Non-answer",
    State.BLANK: "No answer",
}
"""States of an answer as they are told of others."""
SOMETHING_ELSE = "Something else"
UNITS = {"percent": "%", "gbp": "£", "usd": "$"}
"""Units that stand at a number as a sign; others are words behind it."""
BEFORE = ("£", "$")
NUMBERS = ("integer", "decimal", "range", "calculate")
_INSTEAD = (State.NOT_KNOWN, State.NOT_HELD, State.WITHHELD)
_LONGEST = 15
"""Digits of a number that is written with commas: more are no number of anything."""


class Answered(Protocol):
    """An answer, given or submitted."""

    @property
    def state(self) -> State: ...
    @property
    def value(self) -> str: ...
    @property
    def other(self) -> str: ...
    @property
    def exemption(self) -> str: ...


def in_words(
    question: Question, said: Answered, form: Form, states: Mapping[State, str] = STATES, *, unit: bool = True
) -> str:
    """An answer without its note: labels of choices, days as days, numbers with their unit; where it is none, its state.

    `states`: what states are called. `unit`: whether numbers have theirs.
    """
    if said.state in _INSTEAD or not said.value:
        return states[said.state] + (f": {said.exemption}" if said.exemption else "")
    return value_in_words(question, said.value, form, said.other, unit=unit)


def value_in_words(question: Question, value: str, form: Form, other: str = "", *, unit: bool = True) -> str:
    """The text of an answer, a suggestion or a reading. `other`: what was written where no choice fits."""
    if question.choices:
        labels = form.labels.get(question.name) or {
            one.name: words(one.label, form) for one in question.choices
        }
        names = value.split() if question.kind in ("select_multiple", "rank") else [value] if value else []
        separator = ", then " if question.kind == "rank" else "; "
        return separator.join(_choice(labels, name, other) for name in names)
    if question.kind == "acknowledge":
        return "Yes" if value else ""
    if question.kind == "date":
        return _day(value)
    if question.kind in NUMBERS:
        return with_unit(value, question.unit if unit else "")
    return value


def words(texts: Mapping[str, str], form: Form) -> str:
    """A text of a form in its first language; any, where it lacks that."""
    return texts.get(form.instrument.languages[0]) or next(iter(texts.values()), "")


def _choice(labels: Mapping[str, str], name: str, other: str) -> str:
    if name == OTHER:
        label = labels.get(name) or SOMETHING_ELSE
        return f"{label}: {other}" if other else label
    return labels.get(name) or name


def _day(value: str) -> str:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}"


def with_unit(value: str, unit: str) -> str:
    """1,200 devices; £12,000.50; as it was typed where it is no number."""
    number = _number(value)
    if not number or not unit or not any(one.isdigit() for one in number):
        return number
    sign = UNITS.get(unit, "")
    if sign:
        return f"{sign}{number}" if sign in BEFORE else f"{number}{sign}"
    return f"{number} {unit}" if number != "1" else f"1 {_one(unit)}"


def _number(value: str) -> str:
    whole, point, decimals = value.partition(".")
    digits = whole.lstrip("+-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST):
        return value
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(digits):,}{point}{decimals}"


def _one(unit: str) -> str:
    return {"bodies": "body", "people": "person"}.get(unit, unit.removesuffix("s"))

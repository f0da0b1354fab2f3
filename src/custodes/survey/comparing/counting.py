"""How often each answer was given, by whatever is counted: returns, or bodies."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from statistics import median
from typing import NamedTuple

from custodes.survey.filling import State
from custodes.survey.instrument import Question
from custodes.survey.submitted import Said

NUMBERS = frozenset(("integer", "decimal", "range"))
CHOSEN = frozenset(("select_one", "select_multiple", "rank"))
Answers = Sequence[Said]
"""What one return or body said to a question: once, or for each time of a repeat. Empty: it was not asked."""


class Counted(NamedTuple):
    """The answers to one question. `covered` is what all else is of: returns, or bodies, never both."""

    covered: int = 0
    """Whose part of the form it is in."""
    asked: int = 0
    """Whom it applied to."""
    states: Mapping[State, int] = {}
    choices: Mapping[str, int] = {}
    """By the names of choices; where several can be chosen they come to more than were asked."""
    total: Decimal | None = None
    middle: Decimal | None = None
    """The median, of those who gave a number."""


def counted(question: Question, units: Iterable[Answers]) -> Counted:
    """Count the answers of each return, or of each body. In a repeat, each counts once for whatever it says in it."""
    every = list(units)
    asked = [one for one in every if one]
    states = Counter(state_of(one) for one in asked)
    choices = Counter(name for one in asked for name in names_of(question, one))
    numbers = [number for one in asked if (number := number_of(question, one)) is not None]
    total = sum(numbers, Decimal()) if numbers else None
    return Counted(len(every), len(asked), states, choices, total, median(numbers) if numbers else None)


def state_of(answers: Answers) -> State:
    """Answered, where any time of a repeat was; else what was said first."""
    return State.ANSWERED if any(one.state is State.ANSWERED for one in answers) else answers[0].state


def names_of(question: Question, answers: Answers) -> set[str]:
    """The choices that were chosen."""
    if question.kind not in CHOSEN:
        return set()
    values = [one.value for one in answers if one.state is State.ANSWERED]
    if question.kind == "select_one":
        return set(filter(None, values))
    return {name for value in values for name in value.split()}


def number_of(question: Question, answers: Answers) -> Decimal | None:
    """The number that was given; of a repeat, all together."""
    if question.kind not in NUMBERS:
        return None
    values = [_number(one.value) for one in answers if one.state is State.ANSWERED]
    numbers = [value for value in values if value is not None]
    return sum(numbers, Decimal()) if numbers else None


def _number(text: str) -> Decimal | None:
    """None for what is none: a return that came on paper may have been posted with anything."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def same_answer(question: Question, other: Question, now: Answers, then: Answers) -> bool | None:
    """Whether two answers say the same; None where one of them is none, or they are texts that people read."""
    if State.ANSWERED not in (one.state for one in now) or State.ANSWERED not in (one.state for one in then):
        return None
    if question.kind in CHOSEN:
        return names_of(question, now) == names_of(other, then)
    if question.kind in NUMBERS:
        return number_of(question, now) == number_of(other, then)
    return None

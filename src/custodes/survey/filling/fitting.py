"""Whether the text of an answer is one of its kind: a whole number, a day that exists, a choice that is offered."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from custodes.survey.expressions import days
from custodes.survey.filling.given import OTHER, Given
from custodes.survey.instrument import Question

LONGEST = 20_000
"""Characters of an answer."""
_WHOLE, _DECIMAL = re.compile(r"-?[0-9]{1,15}"), re.compile(r"-?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}([, \xa0][0-9]{3})+(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[-+][0-9]{2}:?[0-9]{2})?")
_FINEST = Decimal("1e-9")
"""A step below that would need more digits than are reckoned with."""
_SEVERAL = frozenset(("select_multiple", "rank"))
_NUMBERS = frozenset(("integer", "decimal", "range"))


def wrong_with(question: Question, given: Given, offered: Collection[str]) -> str:
    """What keeps a text from being an answer of this kind, "" where nothing does. `offered`: names of choices."""
    value = given.value
    if not value:
        return ""
    if question.choices:
        return _wrong_choice(question, given, set(offered))
    if question.kind == "range":
        return _decimal(value) or bounds_of(question.parameters).wrong_with(value)
    look = _LOOKS.get(question.kind)
    return look(value) if look else ""


def tidied(question: Question, value: str) -> str:
    """A text as XForms has it: 1,200 is 1200, +5 is 5; choices stand in the order of the form, each once."""
    value = value.strip()
    if question.kind in _NUMBERS:
        plain = re.sub("[, \xa0]", "", value) if _GROUPED.fullmatch(value) else value
        return plain.removeprefix("+")
    if question.kind == "select_multiple":
        order = {choice.name: at for at, choice in enumerate(question.choices)}
        words = dict.fromkeys(value.split())
        return " ".join(sorted(words, key=lambda word: order.get(word, len(order))))
    if question.kind == "rank":
        return " ".join(dict.fromkeys(value.split()))
    return value.replace("\r\n", "\n")


def _wrong_choice(question: Question, given: Given, offered: set[str]) -> str:
    words = given.value.split() if question.kind in _SEVERAL else [given.value]
    left = [word for word in words if word not in offered]
    if question.or_other and OTHER in words and not given.other:
        return "Say what else it is"
    if left and any(word != OTHER or not question.or_other for word in left):
        known = {choice.name for choice in question.choices} | ({OTHER} if question.or_other else set())
        if not known.issuperset(words):
            return "Choose from the answers that are offered"
        return "This choice is not offered any more: other answers have changed"
    if question.kind == "rank" and (set(words) != offered or len(words) != len(offered)):
        return "Give every choice a place"
    return ""


class Bounds(NamedTuple):
    """From where to where a range goes, which may be downwards, and in which steps."""

    start: Decimal
    end: Decimal
    step: Decimal

    def wrong_with(self, value: str) -> str:
        """`value`: a number."""
        number = Decimal(value)
        if not min(self.start, self.end) <= number <= max(self.start, self.end):
            return f"Enter a number from {self.start} to {self.end}"
        if (number - self.start) % self.step:
            return f"Enter a number from {self.start} to {self.end} in steps of {self.step}"
        return ""


@lru_cache(maxsize=1000)
def bounds_of(parameters: str) -> Bounds:
    """The bounds in the column `parameters`, as `start=0 end=100 step=5`; from 1 to 10 by 1 unless it says so.

    As XLSForm has it: https://xlsform.org/en/#range. What is no number is as if it were not there; pyxform refuses it
    when the form is read.
    """
    given = dict(re.findall(r"([\w-]+)\s*=\s*([^\s;,]+)", parameters))
    start, end = _number(given.get("start", ""), 1), _number(given.get("end", ""), 10)
    step = abs(_number(given.get("step", ""), 1))
    return Bounds(start, end, step if step > _FINEST else Decimal(1))


def _number(text: str, otherwise: int) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return Decimal(otherwise)
    return found if found.is_finite() and abs(found) < Decimal("1e15") else Decimal(otherwise)


def _whole(value: str) -> str:
    return "" if _WHOLE.fullmatch(value) else "Enter a whole number, like 120"


def _decimal(value: str) -> str:
    return "" if _DECIMAL.fullmatch(value) else "Enter a number, like 12.5"


def _day(value: str) -> str:
    try:
        there = _DAY.fullmatch(value) and dt.date.fromisoformat(value)
    except ValueError:
        there = None
    return "" if there else "Enter a real date, like 27 3 2026"


def _time(value: str) -> str:
    return "" if _TIME.fullmatch(value) else "Enter a time, like 14:30"


def _moment(value: str) -> str:
    there = "T" in value and days.read(value) is not None
    return "" if there else "Enter a date and a time, like 2026-03-27T14:30"


_LOOKS: Mapping[str, Callable[[str], str]] = {
    "integer": _whole,
    "decimal": _decimal,
    "date": _day,
    "time": _time,
    "dateTime": _moment,
}

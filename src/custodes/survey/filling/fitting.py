"""Whether the text of an answer is one of its kind: a whole number, a day that exists, a choice that is offered."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping

from custodes.survey.filling.given import OTHER, Given
from custodes.survey.instrument import Question

LONGEST = 20_000
"""Characters of an answer."""
_WHOLE, _DECIMAL = re.compile(r"[-+]?\d{1,15}"), re.compile(r"[-+]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[-+]\d\d:\d\d)?")
_SEVERAL = frozenset(("select_multiple", "rank"))


def wrong_with(question: Question, given: Given, offered: Collection[str]) -> str:
    """What keeps a text from being an answer of this kind, "" where nothing does. `offered`: names of choices."""
    value = given.value
    if not value:
        return ""
    if question.choices:
        return _wrong_choice(question, given, offered)
    look = _LOOKS.get(question.kind)
    return look(value) if look else ""


def tidied(question: Question, value: str) -> str:
    """A text as XForms has it: 1,200 is 1200; choices stand in the order of the form, each once."""
    value = value.strip()
    if question.kind in ("integer", "decimal", "range"):
        return value.replace(",", "").replace(" ", "") if _is_grouped(value) else value
    if question.kind == "select_multiple":
        order = {choice.name: at for at, choice in enumerate(question.choices)}
        words = dict.fromkeys(value.split())
        return " ".join(sorted(words, key=lambda word: order.get(word, len(order))))
    return value.replace("\r\n", "\n")


def _is_grouped(value: str) -> bool:
    return re.fullmatch(r"[-+]?\d{1,3}([, ]\d{3})+(\.\d+)?", value) is not None


def _wrong_choice(question: Question, given: Given, offered: Collection[str]) -> str:
    words = given.value.split() if question.kind in _SEVERAL else [given.value]
    known = {choice.name for choice in question.choices} | ({OTHER} if question.or_other else set())
    if any(word not in known for word in words):
        return "Choose from the answers that are offered"
    if question.or_other and OTHER in words and not given.other:
        return "Say what else it is"
    if any(word not in offered and word != OTHER for word in words):
        return "This choice is not offered any more: other answers have changed"
    if question.kind == "rank" and set(words) != set(offered):
        return "Give every choice a place"
    return ""


def _whole(value: str) -> str:
    return "" if _WHOLE.fullmatch(value) else "Enter a whole number, like 120"


def _decimal(value: str) -> str:
    return "" if _DECIMAL.fullmatch(value) else "Enter a number, like 12.5"


def _day(value: str) -> str:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return "Enter a real date, like 27 3 2026"
    return ""


def _time(value: str) -> str:
    return "" if _TIME.fullmatch(value) else "Enter a time, like 14:30"


def _moment(value: str) -> str:
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return "Enter a date and a time, like 2026-03-27T14:30"
    return ""


_LOOKS: Mapping[str, Callable[[str], str]] = {
    "integer": _whole,
    "decimal": _decimal,
    "range": _decimal,
    "date": _day,
    "time": _time,
    "dateTime": _moment,
}

"""Whether a comparison fits what a question is answered with: what can never be so, or never be said, is no figure."""

import datetime as dt

from custodes.publication.figures.conditions import Condition
from custodes.survey.filling.given import NOT_KNOWN, OTHER
from custodes.survey.instrument import Question
from custodes.survey.vocabulary import nearest

SEVERAL = ("select_multiple", "rank")
"""Kinds of questions whose answers are several choices."""
_NUMBERS = ("integer", "decimal", "range")
_TIMES = ("date", "time", "dateTime")
_EQUAL = ("=", "!=")


def misfit(question: Question, leaf: Condition) -> str:
    """What is wrong with a comparison, "" where nothing is."""
    kind, symbol, name, wanted = leaf
    if kind == "state":
        return ""
    if question.choices:
        return _choice(question, symbol, wanted)
    if question.kind in _NUMBERS and (symbol in ("selected", "contains") or isinstance(wanted, str)):
        return f"{name} is a number: compare it with one, without quotation marks."
    if question.kind in _TIMES and not _time(question.kind, symbol, wanted):
        form = "'2026-03-01'" if question.kind == "date" else "a text"
        return f"{name} is a {question.kind}: write ${{{name}}} = {form}, or contains(${{{name}}}, '2026')."
    return ""


def _choice(question: Question, symbol: str, wanted: str | float) -> str:
    choices = [choice.name for choice in question.choices]
    if wanted not in choices and not (wanted == OTHER and question.or_other):
        near = nearest(str(wanted), choices)
        return f"“{wanted}” is no choice of {question.name}{f'; “{near}” is' if near else ''}."
    if wanted == NOT_KNOWN:
        return f"who chooses “{NOT_KNOWN}” has that state: write state(${{{question.name}}}) = '{NOT_KNOWN}'."
    if symbol == "contains" or (symbol != "selected" and question.kind in SEVERAL):
        return f"{question.name} is answered with choices, maybe several: write selected(${{{question.name}}}, '{wanted}')."
    return ""


def _time(kind: str, symbol: str, wanted: str | float) -> bool:
    if not isinstance(wanted, str) or symbol == "selected":
        return False
    if kind != "date" or symbol == "contains":
        return True
    try:
        return dt.date.fromisoformat(wanted).isoformat() == wanted
    except ValueError:
        return False


def fact_misfit(leaf: Condition, values: tuple[str, ...]) -> str:
    """The same of what is known of units besides their answers. `values`: what it can be, () for any text."""
    kind, symbol, name, wanted = leaf
    if kind == "state" or (
        isinstance(wanted, str) and (not values or (symbol in _EQUAL and wanted in values))
    ):
        return ""
    return f"{name} is {' or '.join(values) or 'a text'}: compare it with that, by = or !=."

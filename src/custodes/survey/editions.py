"""Two versions of an instrument beside each other: what was added, taken out, and asked otherwise. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from custodes.survey.instrument import Instrument, Question, Words

LOOKED_AT: Mapping[str, str] = {
    "label": "wording",
    "hint": "hint",
    "kind": "type",
    "choices": "choices",
    "required": "whether it must be answered",
    "relevant": "when it is asked",
    "constraint": "what fits",
    "calculation": "calculation",
    "theme": "theme",
    "technology": "technology",
    "unit": "unit",
    "register": "what it is checked against",
}
"""What of a question is compared, and what it is called."""


class Changed(NamedTuple):
    """A question that both versions have. `what`: in which ways they differ."""

    name: str
    before: str
    after: str
    what: tuple[str, ...]


class Differences(NamedTuple):
    """From one version to another, in the order of the form; questions are told apart by their names."""

    added: tuple[tuple[str, str], ...]
    """Name and wording."""
    removed: tuple[tuple[str, str], ...]
    changed: tuple[Changed, ...]
    same: int


def differences(before: Instrument, after: Instrument) -> Differences:
    """What became of each question that somebody is asked."""
    old = {question.name: question for question in before.questions() if question.asked}
    new = {question.name: question for question in after.questions() if question.asked}
    found = [
        Changed(name, first(old[name].label), first(question.label), what)
        for name, question in new.items()
        if name in old and (what := _what(old[name], question))
    ]
    return Differences(
        tuple((name, first(question.label)) for name, question in new.items() if name not in old),
        tuple((name, first(question.label)) for name, question in old.items() if name not in new),
        tuple(found),
        len(old.keys() & new.keys()) - len(found),
    )


def _what(before: Question, after: Question) -> tuple[str, ...]:
    return tuple(words for name, words in LOOKED_AT.items() if _of(before, name) != _of(after, name))


def _of(question: Question, name: str) -> object:
    if name == "choices":
        return [(choice.name, first(choice.label)) for choice in question.choices], question.or_other
    value = getattr(question, name)
    return first(value) if isinstance(value, Mapping) else value


def first(words: Words) -> str:
    """In the language that comes first."""
    return next(iter(words.values()), "")

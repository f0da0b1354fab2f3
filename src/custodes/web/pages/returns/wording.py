"""Questions and answers as people read them."""

import datetime as dt
from collections.abc import Mapping

from custodes.survey.filling import Form, Given, Outcome, Standing, State
from custodes.survey.filling.form import Part
from custodes.survey.filling.given import OTHER
from custodes.survey.filling.keys import Key
from custodes.survey.instrument import Group, Item, Question, Words
from custodes.web.govuk import wording

NOTHING = "Not answered"
SOMETHING_ELSE = "Something else"
UNNAMED = "General"
"""What a section without a name is called."""
INSTEAD = {
    State.NOT_KNOWN: "We do not know",
    State.NOT_HELD: "We do not hold this information",
    State.WITHHELD: "Withheld",
}
UNITS = {"percent": "%", "gbp": "£", "usd": "$"}
"""Units that stand at a number as a sign; others are words behind it."""
BEFORE = ("£", "$")


def worded(form: Form, words: Words) -> str:
    """A text in the first language of the form; any, where it lacks that."""
    return words.get(form.instrument.languages[0]) or next(iter(words.values()), "")


def label_of(outcome: Outcome, key: Key, item: Item) -> str:
    """The wording of a question or group, with the answers that it names; a hint or its name where it has none."""
    text = worded(outcome.form, item.label) or worded(outcome.form, item.hint) or item.name
    return outcome.text(key, text)


def title_of(form: Form, part: Part) -> str:
    """What a section is called."""
    assert isinstance(part.item, Group)
    return worded(form, part.item.label) or part.item.name or UNNAMED


def in_words(form: Form, question: Question, given: Given) -> str:
    """An answer as people read it, without its note."""
    if given.state is State.WITHHELD:
        return f"{INSTEAD[given.state]}: {given.exemption}"
    if given.state in INSTEAD:
        return INSTEAD[given.state]
    return value_in_words(form, question, given.value, given.other) or NOTHING


def value_in_words(form: Form, question: Question, value: str, other: str = "") -> str:
    """A value: choices by their labels, days and numbers as they are written, with their unit."""
    if question.choices:
        labels = form.labels.get(question.name, {})
        words = value.split() if question.kind in ("select_multiple", "rank") else [value] if value else []
        separator = ", then " if question.kind == "rank" else "; "
        return separator.join(_choice(labels, word, other) for word in words)
    if question.kind == "acknowledge":
        return "Yes" if value else ""
    if question.kind == "date":
        return _day(value)
    return with_unit(value, question.unit)


def _choice(labels: Mapping[str, str], word: str, other: str) -> str:
    if word == OTHER and other:
        return f"{labels.get(word, SOMETHING_ELSE)}: {other}"
    return labels.get(word, SOMETHING_ELSE if word == OTHER else word)


def _day(value: str) -> str:
    try:
        return wording.date(dt.date.fromisoformat(value))
    except ValueError:
        return value


def with_unit(value: str, unit: str) -> str:
    """1,200 devices; £12,000; as it was typed where it is no whole number."""
    number = f"{int(value):,}" if value.isascii() and value.isdigit() and len(value) < 16 else value
    sign = UNITS.get(unit, "")
    if not number or not unit:
        return number
    if sign:
        return f"{sign}{number}" if sign in BEFORE else f"{number}{sign}"
    return f"{number} {unit}" if number != "1" else f"1 {_one(unit)}"


def _one(unit: str) -> str:
    return {"bodies": "body", "people": "person"}.get(unit, unit.removesuffix("s"))


def standing_in_words(outcome: Outcome, standing: Standing) -> str:
    """The answer to a question as it stands."""
    return in_words(outcome.form, standing.question, standing.given)

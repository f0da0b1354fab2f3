"""Questions and answers as people read them."""

from custodes.survey.filling import Form, Given, Outcome, Standing, State
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import Key
from custodes.survey.in_words import STATES
from custodes.survey.in_words import in_words as said_in_words
from custodes.survey.in_words import value_in_words as said_value_in_words
from custodes.survey.in_words import words as text_of
from custodes.survey.instrument import Group, Item, Question, Words

UNNAMED = "General"
"""What a section without a name is called."""
OURS = {
    **STATES,
    State.NOT_KNOWN: "We do not know",
    State.NOT_HELD: "We do not hold this information",
    State.BLANK: "Not answered",
    State.ANSWERED: "Not answered",
}
"""States as they are told by those who answer; one that is answered without a value is not."""


def worded(form: Form, words: Words) -> str:
    """A text in the first language of the form; any, where it lacks that."""
    return text_of(words, form)


def label_of(outcome: Outcome, key: Key, item: Item) -> str:
    """The wording of a question or group, with the answers that it names; a hint or its name where it has none."""
    text = worded(outcome.form, item.label) or worded(outcome.form, item.hint) or item.name
    return outcome.text(key, text)


def title_of(form: Form, part: Part) -> str:
    """What a section is called."""
    assert isinstance(part.item, Group)
    return worded(form, part.item.label) or part.item.name or UNNAMED


def in_words(form: Form, question: Question, given: Given) -> str:
    """An answer as those read it who give it, without its note."""
    return said_in_words(question, given, form, OURS)


def value_in_words(form: Form, question: Question, value: str, other: str = "") -> str:
    """A value: choices by their labels, days and numbers as they are written, with their unit."""
    return said_value_in_words(question, value, form, other)


def standing_in_words(outcome: Outcome, standing: Standing) -> str:
    """The answer to a question as it stands."""
    return in_words(outcome.form, standing.question, standing.given)

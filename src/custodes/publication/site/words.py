"""Figures and answers in the words of the questionnaire."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from custodes.publication.figures.conditions import Condition
from custodes.publication.figures.definitions import ABOUT_UNITS
from custodes.publication.figures.wording import STATES
from custodes.publication.figures.wording import between as from_to
from custodes.publication.figures.wording import count as count  # templates say words.count
from custodes.publication.site.model import Asked, Said
from custodes.publication.wording import TECHNOLOGIES
from custodes.survey.vocabulary import terms

Questions = Mapping[str, Asked]
_SIGNS = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
    "selected": "includes",
    "contains": "has in it the words",
}
_STATES = {**STATES, "answered": "gave an answer"}
_INITIALS = ("anpr", "cctv", "dpia")
RESPONSE = "response"
"""The theme of figures about who answered."""


def technology(name: str) -> str:
    """A technology as it is called."""
    return TECHNOLOGIES.get(name) or _spelt(name)


def theme(name: str) -> str:
    """A theme as a heading."""
    meaning = "who answered, and when" if name == RESPONSE else terms("theme").get(name, "")
    return f"{_spelt(name)}: {meaning}" if meaning else _spelt(name) or "Other"


def section(name: str, asked: list[Asked]) -> str:
    """A section of the form: by its technology where it has one, else by its name."""
    technologies = {one.technology for one in asked}
    if len(technologies) == 1 and (only := technologies.pop()):
        return technology(only)
    return _spelt(name) or "Questions"


def _spelt(name: str) -> str:
    words = name.replace("_", " ").split()
    text = " ".join(word.upper() if word in _INITIALS else word for word in words)
    return text[:1].upper() + text[1:]


def answer(question: Asked | None, state: str, value: str) -> str:
    """An answer as people read it."""
    if state != "answered":
        return STATES.get(state, state)
    if question is None or not question.choices:
        grouped = question and question.numeric and value.isdecimal() and len(value) > 4
        return f"{int(value):,}" if grouped else value
    known = question.choices
    if value in known:
        return known[value]
    return "; ".join(known.get(one, one) for one in value.split(" "))


def number(of: Decimal) -> str:
    """A number with each of its digits: 1,234,567."""
    return f"{of:,f}"


def condition(of: Condition, questions: Questions) -> str:
    """Who counts, in words."""
    match of[0]:
        case "is" | "state":
            return _leaf(questions, *of)
        case "not":
            return f"it is not so that {condition(of[1], questions)}"
        case joined:
            parts = [
                condition(one, questions)
                if one[0] in ("is", "state", "not")
                else f"({condition(one, questions)})"
                for one in of[1:]
            ]
            return f" {joined} ".join(parts) or "every one"


def _leaf(questions: Questions, kind: str, sign: str, name: str, wanted: Any) -> str:
    asked = questions.get(name)
    what = f"“{asked.label}”" if asked else ABOUT_UNITS.get(name, name).partition(":")[0]
    if kind == "state":
        no = "" if sign == "=" else "not: "
        return f"to {what} it {no}{_STATES.get(wanted, wanted)}"
    shown = asked.choices.get(str(wanted), str(wanted)) if asked else str(wanted)
    return f"{what} {_SIGNS[sign]} “{shown}”"


def label(name: str, questions: Questions) -> str:
    """A question in its words, or what is known of units besides their answers."""
    return questions[name].label if name in questions else ABOUT_UNITS.get(name, name)


def bound(said: Said) -> str:
    """What a figure claims."""
    if said["definition"]["bound"] == "at_least" and said["unknown"] != 0:
        return "At least: there may be more among those of whom it cannot be said"
    return "Exact: it can be said of each of them"


def between(said: Said) -> str:
    """The range in which the figure is, whatever the unknown ones are; "" where nobody is unknown."""
    if not said["unknown"] or said["number"] is None or said["most"] is None:
        return ""
    share = ""
    if said["least_percent"] is not None and said["most_percent"] is not None:
        share = f" (from {said['least_percent']}% to {said['most_percent']}%)"
    told = f"{from_to(said['number'], said['most'])}{share}"
    return (
        f"{told[:1].upper()}{told[1:]}, whatever the {said['unknown']:,} of whom it cannot be said would say."
    )

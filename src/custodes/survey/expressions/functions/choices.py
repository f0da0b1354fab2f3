"""Choices: an answer of several is their values with a space between them."""

import math
import re

from custodes.survey.expressions.calling import Call, plain, special
from custodes.survey.expressions.parts import Focus, Part

SECTION = "Select"
_NAMED = re.compile(r"\s*\$\{\s*([^{}\s]+)\s*\}\s*|(?:.*/)?\s*([^/\s]+)\s*")


@plain(SECTION, "selected", "text, text", "boolean")
def selected(chosen: str, value: str) -> bool:
    return value.strip() in chosen.split()


@plain(SECTION, "selected-at", "text, number", "text")
def selected_at(chosen: str, number: float) -> str:
    """The value at that place, from 0; "" where there is none."""
    values = chosen.split()
    if math.isnan(number) or not 0 <= number < len(values):
        return ""
    return values[int(number)]


@plain(SECTION, "count-selected", "text", "number")
def count_selected(chosen: str) -> float:
    return float(len(chosen.split()))


@special(SECTION, "jr:choice-name", "text, text", "text")
def choice_name(call: Call) -> Part:
    """The label that a value has among the choices of a question, which is named in quotation marks as '${name}'.

    "" where the question has no such choice, or no labels were given.
    """
    value, question = call.part(0).text(), _question(call)

    def run(focus: Focus) -> str:
        return focus.context.labels.get(question, {}).get(value(focus), "")

    return Part("text", run)


def _question(call: Call) -> str:
    """The name of the question whose choices are meant. ExpressionError where it is named otherwise, or is none."""
    written = call.part(1).literal if call.arguments[1].symbol == "(string)" else None
    found = _NAMED.fullmatch(written) if isinstance(written, str) else None
    if not found:
        raise call.wrong(
            "The second argument of jr:choice-name() has to be a question in quotation marks.",
            1,
            "Write '${name}'.",
        )
    name: str = found[1] or found[2]
    if name not in call.names.by_name:
        like = call.names.like(name)
        raise call.wrong(f"No question is called “{name}”.", 1, f"Did you mean “{like}”?" if like else "")
    return name

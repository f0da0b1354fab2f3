"""Labels that name answers: `How many cameras of ${maker} are there?`"""

import datetime as dt
import re
from collections.abc import Container, Mapping

from custodes.survey.expressions import Node, Place
from custodes.survey.expressions.paths import follow
from custodes.survey.expressions.places import way
from custodes.survey.filling.form import Form
from custodes.survey.filling.given import OTHER
from custodes.survey.instrument import Question

LEFT_OPEN = "…"
"""In place of an answer that is not told."""
_NAMED = re.compile(r"\$\{\s*([^{}]*?)\s*\}")


def filled_in(
    words: str, form: Form, at: Place, node: Node, others: Mapping[int, str], hidden: Container[str] = ()
) -> str:
    """A text with each `${name}` replaced by the answer that an expression standing `at` the place would see.

    Of answers given several times the first stands, as XPath has it. `others`: what was written beside the choices,
    by the id of its node. `hidden`: names whose answers are not told.
    """

    def answer(found: re.Match[str]) -> str:
        target = form.by_name.get(found[1])
        if target is None or not isinstance(target.item, Question):
            return ""
        if found[1] in hidden:
            return LEFT_OPEN
        nodes = follow(way(at, target.place), node)
        return _said(target.item, nodes[0], form, others) if nodes else ""

    return _NAMED.sub(answer, words)


def _said(question: Question, node: Node, form: Form, others: Mapping[int, str]) -> str:
    """An answer as people write it: choices by their labels, a day in words."""
    if question.choices:
        labels = {**form.labels[question.name], **({OTHER: others[id(node)]} if id(node) in others else {})}
        return ", ".join(labels.get(word, word) for word in node.value.split())
    if question.kind == "date":
        return _day(node.value)
    return node.value


def _day(value: str) -> str:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}"

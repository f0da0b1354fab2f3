"""A tree of nodes from answers as Python has them."""

import datetime as dt
from collections.abc import Mapping, Sequence

from custodes.survey.expressions.nodes import DOCUMENT, Node
from custodes.survey.expressions.values import number_text


def tree(answers: Mapping[str, object], root: str = "data") -> Node:
    """A tree of answers. A mapping is a group, a list of mappings a repeat, any other list several choices.

    True and false, numbers and dates become what expressions make of them; None is no answer.
    """
    node = Node(DOCUMENT).add(root)
    _fill(node, answers)
    return node


def _fill(node: Node, answers: Mapping[str, object]) -> None:
    for name, answer in answers.items():
        for value in _times(answer):
            if isinstance(value, Mapping):
                _fill(node.add(name), value)
            else:
                node.add(name, answer_text(value))


def _times(answer: object) -> Sequence[object]:
    """What a name stands for: every mapping of a list of them, else the one answer."""
    if isinstance(answer, Sequence) and not isinstance(answer, str) and answer:
        if all(isinstance(each, Mapping) for each in answer):
            return answer
        return [" ".join(answer_text(each) for each in answer)]
    return [answer]


def answer_text(value: object) -> str:
    """An answer as a tree holds it. TypeError where a value is of no kind that an answer has."""
    match value:
        case None | []:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(float(value))
        case dt.date() | dt.time():  # a date-time is a date too
            return value.isoformat()
    raise TypeError(f"{value!r} is no answer")

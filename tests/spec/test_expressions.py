"""What expressions of questionnaires give: `expressions.csv` beside this file, a case a line.

`answers`: `name=answer` with `; ` between them; `cam[2]/make=Axis` is in a repeat. The form is what the answers have.
`at`: the question that the expression belongs to. `gives`: what kind of value, or `problem`, whose words `expected`
then are. `note`: where that stands, a heading of the ODK XForms specification or a section of XPath 1.0.
"""

import csv
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from custodes.survey.expressions import (
    FORM,
    FUNCTIONS,
    UNSUPPORTED,
    Context,
    ExpressionError,
    Names,
    Node,
    Place,
    compile,
    tree,
)

TODAY = dt.date(2026, 11, 23)
LABELS = {"colour": {"red": "Red, as in fire", "blue": "Blue"}}
KINDS = {
    "boolean": bool,
    "number": float,
    "text": str,
    "questions": list,
    "questions-or-text": (list, str),
}

with (Path(__file__).parent / "expressions.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))


def steps(path: str) -> list[tuple[str, int]]:
    """`cam[2]/make` as its names, each with the time it was filled in; 0 where it is no repeat."""
    found = [re.fullmatch(r"([\w-]+)(?:\[(\d+)\])?", step) for step in path.split("/") if step]
    return [(step[1], int(step[2] or 0)) for step in found if step]


def place(path: str) -> Place:
    here = FORM
    for name, time in steps(path):
        here = here.inside(name, repeat=bool(time))
    return here


def put(node: Node, path: str, answer: str) -> None:
    *groups, (last, _) = steps(path)
    for name, time in groups:
        while len(node.children.get(name, [])) < max(time, 1):
            node.add(name)
        node = node.child(name, max(time, 1))
    node.add(last, answer)


def form_of(answers: str) -> tuple[Names, Node]:
    """The form that has these answers, and the tree of them."""
    given = [pair.partition("=") for pair in answers.split("; ") if pair]
    places: dict[Place, None] = {}
    top = tree({})
    for path, _, answer in given:
        parts = path.split("/")
        places |= dict.fromkeys(place("/".join(parts[:n])) for n in range(1, len(parts) + 1))
        put(top, path, answer)
    return Names(places), top


def evaluated(case: dict[str, str]) -> tuple[Any, str]:
    names, node = form_of(case["answers"])
    for name, time in steps(case["at"]):
        node = node.child(name, max(time, 1))
    expression = compile(case["expression"], names=names, at=place(case["at"]))
    context = Context(node, TODAY, LABELS)
    return expression.evaluate(context), expression.as_string(context)


@pytest.mark.parametrize("case", [c for c in CASES if c["gives"] != "problem"], ids=lambda c: c["expression"])
def test_values(case: dict[str, str]) -> None:
    value, text = evaluated(case)
    assert text == case["expected"]
    assert isinstance(value, KINDS[case["gives"]])


@pytest.mark.parametrize("case", [c for c in CASES if c["gives"] == "problem"], ids=lambda c: c["expression"])
def test_problems(case: dict[str, str]) -> None:
    with pytest.raises(ExpressionError) as problem:
        evaluated(case)
    assert case["expected"] in problem.value.what
    assert 1 <= problem.value.position <= max(len(case["expression"]), 1)


def test_every_function_has_a_case() -> None:
    called = {name for case in CASES for name in re.findall(r"([\w:-]+)\(", case["expression"])}
    assert set(FUNCTIONS) | set(UNSUPPORTED) <= called


def test_there_are_enough_cases_and_each_says_where_it_is_from() -> None:
    assert len(CASES) > 300
    assert [c for c in CASES if c["gives"] != "problem" and not c["note"]] == []

"""A return worked out: what applies, what is wrong, what is calculated and offered, of each of 119 questions.

The form is the police survey that ships; what is timed is what happens whenever a page of a return is opened or an
answer of it is saved, from answers in memory.

    whole       everything that is answered, worked out
    relevance   the tree of the answers, and whether each question applies: what cannot be left out
    joint       a return of six bodies of which five differ: worked out for all, and once more for each

Run: python benchmarks/run.py filling [--sizes 500]
"""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import measure
from measure import Measured, Row, alternately, clocked, one_core

if TYPE_CHECKING:
    from custodes.survey.filling import Form, Given
    from custodes.survey.filling.form import Part
    from custodes.survey.instrument import Question

RETURNS, SEED, DIFFERING = 500, 2022, 5
DAY = dt.date(2022, 11, 24)
TARGET_MS = 5.0
INSTRUMENT = "police-survey"
TEXTS = {"integer": "120", "decimal": "1.5", "date": "2022-11-01", "text": "Axis, and some from a reseller"}


def answers(form: "Form", number: int) -> dict[str, "Given"]:
    """Those of one return: every technology is run, so that nearly all is asked; the rest as chance has it."""
    from custodes.survey.filling import Given, State

    rng = random.Random(SEED + number)
    asked = (part.item for part in form.by_name.values() if part.asked)
    return {of.name: Given(State.ANSWERED, _value(of, rng)) for of in asked}  # type: ignore[arg-type]


def _value(question: "Question", rng: random.Random) -> str:
    names = [choice.name for choice in question.choices]
    if question.register == "operated":
        return "own" if "own" in names else names[0]
    if question.kind == "select_one":
        return rng.choice(names)
    if question.choices:
        return " ".join(names[: rng.randrange(1, 4)])
    return TEXTS.get(question.kind, "5")


def _form() -> tuple["Form", float]:
    from custodes.survey.filling import Form
    from custodes.survey.shipped import load

    instrument = load(INSTRUMENT)
    start = time.perf_counter()
    return Form.of(instrument), (time.perf_counter() - start) * 1000


def whole(size: int) -> dict[str, Any]:
    """As pages and actions call it."""
    from custodes.survey.filling import work_out

    form, compiled = _form()
    returns = [answers(form, number) for number in range(size)]
    one_core()
    told: dict[str, Any] = {}
    asked = 0
    with clocked(told):
        for given in returns:
            asked += len(work_out(form, given, DAY).asked)
    return {**told, "asked": asked / size, "compile_ms": compiled}


def relevance(size: int) -> dict[str, Any]:
    """The least that has to be done: the same tree, the same expressions of relevance, nothing else."""
    from custodes.survey.expressions import Context, Node
    from custodes.survey.expressions.nodes import DOCUMENT
    from custodes.survey.instrument import Question

    form, compiled = _form()
    returns = [answers(form, number) for number in range(size)]

    def build(parts: "Sequence[Part]", node: Node, given: "dict[str, Given]") -> None:
        for part in parts:
            if isinstance(part.item, Question):
                kept = given.get(part.item.name)
                node.add(part.item.name, kept.value if kept else "")
            else:
                build(part.inside, node.add(part.item.name), given)

    def asked(parts: "Sequence[Part]", node: Node) -> int:
        number = 0
        for part in parts:
            inner = node.child(part.item.name)
            if part.relevant is None or part.relevant.as_boolean(Context(inner, DAY, form.labels)):
                number += part.asked if isinstance(part.item, Question) else asked(part.inside, inner)
        return number

    one_core()
    told: dict[str, Any] = {}
    yes = 0
    with clocked(told):
        for given in returns:
            top = Node(DOCUMENT).add("data")
            build(form.parts, top, given)
            yes += asked(form.parts, top)
    return {**told, "asked": yes / size, "compile_ms": compiled}


def joint(size: int) -> dict[str, Any]:
    """A return of six bodies; five of them differ in ten answers each, as the database gives them."""
    from custodes.survey.filling import work_out

    form, compiled = _form()
    returns = [answers(form, number) for number in range(size)]
    own = [dict(list(answers(form, -number).items())[::11]) for number in range(1, DIFFERING + 1)]
    one_core()
    told: dict[str, Any] = {}
    asked = 0
    with clocked(told):
        for given in returns:
            for differing in ({}, *own):
                asked += len(work_out(form, {**given, **differing}, DAY).asked)
    return {**told, "asked": asked / size / (1 + DIFFERING), "compile_ms": compiled}


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {"whole": whole, "relevance": relevance, "joint": joint}


def run(sizes: Sequence[int] | None) -> list[Row]:
    """The whole against the target and beside what it cannot do without; then a joint return."""
    return [row for size in sizes or (RETURNS,) for row in _rows(size)]


def _rows(size: int) -> Iterator[Row]:
    full, least, several = alternately("filling", tuple(PARTS), size)
    target = f"{TARGET_MS:g} ms a return"
    reached = _each(full, size) <= TARGET_MS
    same = "" if full.told["asked"] == least.told["asked"] else "\nQUESTIONS DIFFER"
    yield Row("returns worked out", size, full, least, target, reached, _note(full, size) + same)
    yield Row("joint returns, five bodies differing", size, several, None, "", None, _note(several, size))


def _each(found: Measured, size: int) -> float:
    return found.seconds * 1000 / size


def _note(found: Measured, size: int) -> str:
    told = found.told
    asked, compiled = told["asked"], told["compile_ms"]
    return (
        f"{_each(found, size):.2f} ms each, {asked:.0f} questions asked; form compiled in {compiled:.0f} ms"
    )


if __name__ == "__main__":
    measure.main(PARTS)

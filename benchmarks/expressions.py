"""The expressions of a questionnaire over one return: is each of 119 questions asked, as a page or a check needs to know.

The form has 119 questions with a relevance each, of the shapes that forms have: an answer that is a choice, one of
several choices, numbers, dates, two or three joined by and and or, a repeat that is counted or summed. They are
compiled beforehand, as they are once for an instrument; the tree of answers is made anew for every return.

    ours         tree of the answers, then the 119 relevances
    elementpath  what is plain XPath 1.0, over answers without dates, on elementpath's own tree and evaluation

Run: python benchmarks/run.py expressions [--sizes 1000]
"""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import measure
from measure import Measured, Row, alternately, clocked, one_core

RETURNS, QUESTIONS, SEED = 1_000, 119, 2022
TARGET_MS = 5.0
DAY = dt.date(2022, 11, 24)
CHOICES = ("yes", "no", "not_known")
CAMERAS = 8
"""Times the repeat is filled in."""

OF_ODK = (
    "selected(${q%d}, 'dome')",
    "selected(${q%d}, 'fixed') and not(selected(${q%d}, 'none'))",
    "count-selected(${q%d}) > 1",
    "${q%d} <= today()",
    "coalesce(${q%d}, ${q%d}) != ''",
)
PLAIN = (
    "${q%d} = 'yes'",
    "${q%d} = 'yes'",
    "${q%d} = 'yes' or ${q%d} = 'not_known'",
    "${q%d} = 'yes' and ${q%d} != ''",
    "${q%d} > 0",
    "${q%d} > 10 and ${q%d} = 'yes'",
    "count(${make}) > 2",
    "sum(${number}) > 100",
    "not(${q%d} = 'no') and (${q%d} = 'yes' or count(${make}) > 3)",
)


def relevances(shapes: Sequence[str]) -> list[str]:
    """One for each question, of the ones before it."""
    rng = random.Random(SEED)
    texts = []
    for n in range(QUESTIONS):
        shape = shapes[n % len(shapes)]
        texts.append(shape % tuple(rng.randrange(max(n, 1)) for _ in range(shape.count("%d"))))
    return texts


def answers(number: int, *, dates: bool) -> dict[str, object]:
    """Those of one return: choices, several choices, numbers, perhaps dates, and some that are missing."""
    rng = random.Random(number)
    kinds: list[Callable[[], object]] = [
        lambda: rng.choice(CHOICES),
        lambda: " ".join(rng.sample(("dome", "fixed", "ptz", "none"), 2)),
        lambda: str(rng.randrange(500)),
        lambda: "",
    ]
    if dates:
        kinds.append(lambda: (DAY - dt.timedelta(rng.randrange(2000))).isoformat())
    asked: dict[str, object] = {f"q{n}": rng.choice(kinds)() for n in range(QUESTIONS)}
    cameras = [{"make": rng.choice(("Axis", "Bosch")), "number": rng.randrange(50)} for _ in range(CAMERAS)]
    return {**asked, "cameras": cameras}


def ours(size: int) -> dict[str, Any]:
    """Custodes, the shapes of plain XPath and of ODK XForms alike."""
    return _ours(size, PLAIN + OF_ODK, dates=True)


def ours_plain(size: int) -> dict[str, Any]:
    """Custodes, only what elementpath has too."""
    return _ours(size, PLAIN, dates=False)


def _ours(size: int, shapes: Sequence[str], *, dates: bool) -> dict[str, Any]:
    from custodes.survey.expressions import FORM, Context, Names, compile, tree

    cameras = FORM.inside("cameras", repeat=True)
    questions = [FORM.inside(f"q{n}") for n in range(QUESTIONS)]
    names = Names([*questions, cameras, cameras.inside("make"), cameras.inside("number")])
    texts = relevances(shapes)
    start = time.perf_counter()
    asked = [compile(text, names=names, at=at) for text, at in zip(texts, questions, strict=True)]
    compiled = time.perf_counter() - start
    returns = [answers(number, dates=dates) for number in range(size)]
    one_core()
    told: dict[str, Any] = {}
    yes = 0
    with clocked(told):
        for each in returns:
            top = tree(each)
            for n, relevance in enumerate(asked):
                yes += relevance.as_boolean(Context(top.child(f"q{n}"), DAY))
    return {**told, "yes": yes, "compile_ms": compiled * 1000}


def elementpath(size: int) -> dict[str, Any]:
    """elementpath's own evaluation; its numbers are of Python, so that a choice is no number but an error: false."""
    from xml.etree import ElementTree

    from elementpath import ElementPathError, XPathContext
    from elementpath.xpath1 import XPath1Parser

    def written(text: str) -> str:
        absolute = text.replace("${make}", "/data/cameras/make").replace("${number}", "/data/cameras/number")
        return absolute.replace("${", "/data/").replace("}", "")

    asked = [XPath1Parser().parse(written(text)) for text in relevances(PLAIN)]
    returns = [answers(number, dates=False) for number in range(size)]
    one_core()
    told: dict[str, Any] = {}
    yes = 0
    with clocked(told):
        for each in returns:
            data = ElementTree.Element("data")
            for name, answer in each.items():
                for value in answer if isinstance(answer, list) else [answer]:
                    node = ElementTree.SubElement(data, name)
                    node.text = "" if isinstance(value, dict) else str(value)
                    for below, text in value.items() if isinstance(value, dict) else ():
                        ElementTree.SubElement(node, below).text = str(text)
            root = XPathContext(ElementTree.ElementTree(data)).root
            for token in asked:
                try:
                    yes += bool(token.evaluate(XPathContext(root)))
                except (ElementPathError, ValueError):
                    continue
    return {**told, "yes": yes}


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "ours": ours,
    "ours_plain": ours_plain,
    "elementpath": elementpath,
}


def run(sizes: Sequence[int] | None) -> list[Row]:
    """Ours against the target, and ours beside elementpath on what both can do."""
    return [row for size in sizes or (RETURNS,) for row in _rows(size)]


def _rows(size: int) -> Iterator[Row]:
    full, plain, floor = alternately("expressions", tuple(PARTS), size)
    target = f"{TARGET_MS:g} ms a return of {QUESTIONS}"
    yield Row("relevances of returns", size, full, None, target, _reached(full, size), _note(full, size))
    same = "" if plain.told["yes"] == floor.told["yes"] else "\nANSWERS DIFFER"
    yield Row("plain XPath, beside elementpath", size, plain, floor, "", None, _note(plain, size) + same)


def _reached(found: Measured, size: int) -> bool:
    return found.seconds * 1000 / size <= TARGET_MS


def _note(found: Measured, size: int) -> str:
    each, rate = found.seconds * 1000 / size, QUESTIONS * size / found.seconds
    return f"{each:.2f} ms a return, {rate:,.0f} evaluations/s; compiled in {found.told['compile_ms']:.0f} ms"


if __name__ == "__main__":
    measure.main(PARTS)

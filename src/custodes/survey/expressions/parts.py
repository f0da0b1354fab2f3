"""What an expression is compiled to: parts that give a value when asked, each with the kind of value it gives."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from custodes.survey.expressions.nodes import DOCUMENT, Node
from custodes.survey.expressions.places import Path
from custodes.survey.expressions.problem import ExpressionError
from custodes.survey.expressions.values import Value, to_boolean, to_number, to_text

Kind = Literal["text", "number", "boolean", "nodes", "any"]
"""`any`: which kind it is shows only when it is evaluated, as of `if(a, 1, 'x')`."""

T = TypeVar("T")
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is evaluated over.

    `node` is the question that it belongs to (`.`), in its tree. `today` is the day of `today()` and `now()`: never
    the machine's, so that a return comes out the same whenever it is computed. `labels`: for each question the labels
    of its choices by their values. `effort`: what this evaluation and others may look at together; by itself each has
    `MOST_LOOKED_AT`.
    """

    node: Node
    today: dt.date
    labels: Labels = field(default_factory=dict)
    effort: "Effort | None" = None

    @property
    def form(self) -> Node:
        """The outermost node of the tree."""
        node = self.node
        while node.parent is not None and node.parent.name != DOCUMENT:
            node = node.parent
        return node


MOST_LOOKED_AT = 200_000
"""Nodes that predicates and `//` may look at in one evaluation: what a return holds many times over."""


class Effort:
    """How much an evaluation has looked at: one inside another can multiply that beyond any patience."""

    __slots__ = ("left", "within")

    def __init__(self, most: int = MOST_LOOKED_AT, within: "Effort | None" = None) -> None:
        self.left, self.within = most, within

    def spend(self, nodes: int) -> None:
        """Count nodes that are looked at. ExpressionError where they are too many."""
        self.left -= nodes
        if self.within is not None:
            self.within.left -= nodes
        if self.left < 0 or (self.within is not None and self.within.left < 0):
            what = f"The expression looks at more than {MOST_LOOKED_AT:,} answers."
            raise ExpressionError(what, 1, "Use fewer conditions in [ ] inside each other, and no //.")


class Focus:
    """Where an evaluation is: at a node, which is the `position`th one inside a predicate."""

    __slots__ = ("context", "effort", "node", "position")

    def __init__(self, context: Context, node: Node, effort: Effort, position: int = 1) -> None:
        self.context = context
        self.node = node
        self.effort = effort
        self.position = position


Run = Callable[[Focus], Value]


class Part(NamedTuple):
    """A piece of an expression. `places`: where in the form its nodes are; `literal`: what it is, where it is written out."""

    kind: Kind
    run: Run
    places: frozenset[Path] = frozenset()
    literal: str | float | None = None

    def number(self) -> Callable[[Focus], float]:
        """The part as one that gives a number."""
        run = self.run
        if self.kind == "number":
            return run  # type: ignore[return-value]
        if self.literal is not None:
            return constant(to_number(self.literal))
        return lambda focus: to_number(run(focus))

    def text(self) -> Callable[[Focus], str]:
        """The part as one that gives a text."""
        run = self.run
        if self.kind == "text":
            return run  # type: ignore[return-value]
        if self.literal is not None:
            return constant(to_text(self.literal))
        return lambda focus: to_text(run(focus))

    def boolean(self) -> Callable[[Focus], bool]:
        """The part as one that gives true or false."""
        run = self.run
        if self.kind == "boolean":
            return run  # type: ignore[return-value]
        return lambda focus: to_boolean(run(focus))


def constant(value: T) -> Callable[[Focus], T]:
    """A part that is always the same."""
    return lambda focus: value


def literal(value: str | float) -> Part:
    """A text or number that is written in the expression."""
    return Part("text" if isinstance(value, str) else "number", constant(value), literal=value)

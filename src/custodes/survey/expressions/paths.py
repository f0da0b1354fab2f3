"""Paths: from a node up and down the tree, and where in the form that leads, which is known before any answer is.

ODK XForms has the axes child, parent and self (section "XPath Axes"), and `//`.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from custodes.survey.expressions.nodes import DOCUMENT, Node
from custodes.survey.expressions.parts import Focus
from custodes.survey.expressions.places import Names, Path, Way

Filter = Callable[[Focus], Any]
"""A predicate: a number is a position, anything else is true or false."""

Move = Callable[[Node], Iterable[Node]]


class Step(NamedTuple):
    """One step: along an axis (child, parent, self, or `below` for //) to nodes of a name ("*": any), filtered."""

    axis: str
    name: str = "*"
    filters: tuple[Filter, ...] = ()

    def moves(self) -> Move:
        """What takes a node to those that the step leads to from it."""
        name = self.name
        match self.axis:
            case "child":
                return iter if name == "*" else lambda node: node.children.get(name, ())
            case "parent":
                return lambda node: [node.parent] if node.parent and name in ("*", node.parent.name) else []
            case "self":
                return lambda node: [node] if name in ("*", node.name) else []
        return Node.descendants

    def leads(self, names: Names, places: frozenset[Path]) -> frozenset[Path]:
        """Where in the form the step leads to from there."""
        match self.axis:
            case "child":
                found = (path for place in places for path in names.inside(place))
            case "parent":
                found = (place[:-1] for place in places if place)
            case "self":
                found = (place for place in places)
            case _:
                return frozenset(path for place in places for path in names.below(place))
        return frozenset(path for path in found if self.name in ("*", path[-1] if path else ""))


Walk = Callable[[Focus], list[Node]]


def walk(start: Walk, steps: list[Step], *, mixed: bool = False) -> Walk:
    """From where it starts through every step. `mixed`: what it starts from may have nodes inside each other.

    From such nodes, and by `//` and `..`, steps lead to nodes out of order, which are put in order at the end.
    """
    if not steps:
        return start
    stages = [_stage(step) for step in steps]
    if mixed or any(step.axis in ("parent", "below") for step in steps):
        stages.append(in_order)
    if len(stages) == 1:
        (only,) = stages
        return lambda focus: only(focus, start(focus))

    def run(focus: Focus) -> list[Node]:
        nodes = start(focus)
        for stage in stages:
            nodes = stage(focus, nodes)
            if len(nodes) > 1:
                focus.effort.spend(len(nodes))
        return nodes

    return run


def _stage(step: Step) -> Callable[[Focus, list[Node]], list[Node]]:
    moves, filters = step.moves(), step.filters
    if filters:
        return lambda focus, nodes: [
            found for node in nodes for found in kept(focus, list(moves(node)), filters)
        ]
    if step.axis == "below":
        return _below
    if step.axis == "parent":
        return lambda focus, nodes: list(dict.fromkeys(found for node in nodes for found in moves(node)))
    return lambda focus, nodes: [found for node in nodes for found in moves(node)]


def _below(focus: Focus, nodes: list[Node]) -> list[Node]:
    """The nodes and all below them, each once, so that a second `//` does not go through the same ones again."""
    focus.effort.spend(1)  # nothing is gathered where nothing more may be looked at
    found: dict[Node, None] = {}
    for node in nodes:
        if node not in found:
            found |= dict.fromkeys(node.descendants())
    focus.effort.spend(len(found))
    return list(found)


def kept(focus: Focus, nodes: list[Node], filters: Iterable[Filter]) -> list[Node]:
    """The nodes that every predicate is true of, each counted among what the one before left."""
    for test in filters:
        focus.effort.spend(len(nodes))
        nodes = [
            node
            for n, node in enumerate(nodes, 1)
            if _fits(test(Focus(focus.context, node, focus.effort, n)), n)
        ]
    return nodes


def _fits(value: Any, position: int) -> bool:
    """A bool is told from a number here: True is not position 1."""
    return value == position if isinstance(value, float) else bool(value)


def here(focus: Focus) -> list[Node]:
    return [focus.node]


def top(focus: Focus) -> list[Node]:
    """The node that `/` means."""
    form = focus.context.form
    return [form.parent or form]


def along(way: Way) -> Walk:
    """From the question that the expression belongs to, along the way of `${name}`."""

    def run(focus: Focus) -> list[Node]:
        nodes = follow(way, focus.context.node)
        if len(nodes) > 1:
            focus.effort.spend(len(nodes))
        return nodes

    return run


def follow(way: Way, node: Node) -> list[Node]:
    """The nodes that a way leads to from one."""
    up, down = way
    at: Node | None = node
    if up is None:
        while at and at.parent and at.parent.name != DOCUMENT:
            at = at.parent
    for _ in range(up or 0):
        at = at and at.parent
    return _down([at], down) if at else []


def _down(nodes: list[Node], names: Path) -> list[Node]:
    for name in names:
        if len(nodes) == 1:
            nodes = nodes[0].children.get(name, [])
        else:
            nodes = [found for node in nodes for found in node.children.get(name, ())]
    return nodes


def in_order(focus: Focus, nodes: Iterable[Node]) -> list[Node]:
    """Nodes in the order of the form, each once."""
    wanted = set(nodes)
    if len(wanted) < 2:
        return list(wanted)
    focus.effort.spend(1)
    every = list(top(focus)[0].descendants())
    focus.effort.spend(len(every))
    return [node for node in every if node in wanted]

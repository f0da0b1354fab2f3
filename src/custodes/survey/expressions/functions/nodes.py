"""Questions and repeats: how many there are, and which of them."""

import math

from custodes.survey.expressions.calling import Call, plain, special
from custodes.survey.expressions.nodes import Node
from custodes.survey.expressions.parts import Focus, Part

SECTION = "Node-set"
REPEATS = "Repeat"


@plain(SECTION, "count", "nodes", "number")
def count(nodes: list[Node]) -> float:
    return float(len(nodes))


@plain(SECTION, "count-non-empty", "nodes", "number")
def count_non_empty(nodes: list[Node]) -> float:
    return float(sum(bool(node.text) for node in nodes))


@special(SECTION, "position", "nodes?", "number")
def position(call: Call) -> Part:
    """Which of its siblings of the same name a node is; without an argument, which one a predicate is at. From 1."""
    if not call.arguments:
        return Part("number", lambda focus: float(focus.position))
    nodes = call.nodes(0)

    def run(focus: Focus) -> float:
        found = nodes(focus)
        return float(found[0].place) if found else math.nan

    return Part("number", run)


@special(SECTION, "current", "", "nodes")
def current(call: Call) -> Part:
    """The question that the expression belongs to, also inside a predicate."""
    return Part("nodes", lambda focus: [focus.context.node], frozenset({call.at}))


@special(REPEATS, "indexed-repeat", "nodes, nodes, number, nodes?, number?, nodes?, number?", "text")
def indexed_repeat(call: Call) -> Part:
    """The answer of the time that a repeat was filled in as its number says, from 1; up to three repeats deep."""
    if len(call.arguments) % 2 == 0:
        raise call.wrong("“indexed-repeat” takes a number behind each repeat.")
    wanted = call.nodes(0, everywhere=True)
    levels = [
        (call.nodes(n, everywhere=True), call.part(n + 1).number()) for n in range(1, len(call.arguments), 2)
    ]

    def run(focus: Focus) -> str:
        chosen = [_numbered(repeat(focus), number(focus)) for repeat, number in levels]
        fits = (node for node in wanted(focus) if all(_is_in(node, times) for times in chosen))
        first: Node | None = next(fits, None)
        return first.text if first else ""

    return Part("text", run)


def _numbered(repeats: list[Node], number: float) -> set[Node]:
    return {node for node in repeats if node.place == number}


def _is_in(node: Node, times: set[Node]) -> bool:
    """Whether a node is in one of them, or one of them itself."""
    here: Node | None = node
    while here is not None and here not in times:
        here = here.parent
    return here is not None

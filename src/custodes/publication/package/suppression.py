"""Small numbers taken out of tables, with as much else as would give them away. Pure.

A table with its totals is a network: numbers flow along cells from node to node, and at every node as much comes in as
goes out, which is what "these cells add up to that total" means. Whoever wants to recover a suppressed number looks for
all ways to fill in what is not known. There are two ways for a cell if and only if one can be added to it and the
change carried around a cycle of other unknown cells, taking one where a cell is passed against its direction (two whole
flows differ by such cycles). So a cell is safe if it is on such a cycle, and where it is on none, the cycle with the
smallest numbers is suppressed, too.
Source: J. P. Kelly, B. L. Golden, A. A. Assad, "Cell suppression: disclosure protection for sensitive tabular data",
Networks 22 (1992).
"""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

Node = Hashable
_LAST_RESORT = 1_000_000_000
"""What it costs to suppress a zero: more than all numbers of a table together."""


class Known(Enum):
    """What the public knows of a number."""

    ALREADY = "already"
    """It follows from what is public anyway."""
    PUBLISHED = "published"
    """It is published here, unless it is suppressed."""
    NEVER = "never"
    """It is only there because others are sums of it."""


@dataclass(frozen=True)
class Cell:
    """A number of a table, counted at `head` and part of the sum at `tail`."""

    name: Hashable
    tail: Node
    head: Node
    value: int
    known: Known = Known.PUBLISHED


class GivenAway(Exception):
    """A small number that follows from what is public, whatever is suppressed. `name`: of its cell."""

    def __init__(self, name: Hashable) -> None:
        super().__init__(name)
        self.name = name


def suppressed(cells: Sequence[Cell], below: int) -> set[Hashable]:
    """The names of the cells to leave out: those from 1 to `below` - 1, and what would give them away.

    Nobody who knows the rest, the totals and that nothing is negative can tell such a number. Where that can be had,
    neither can who supposes that only counts from 1 on are left out; a zero is, where there is no other way.
    Raises GivenAway.
    """
    small = [cell for cell in cells if cell.known is Known.PUBLISHED and 1 <= cell.value < below]
    out = {cell.name for cell in small}
    for cell in sorted(small, key=lambda one: -one.value):
        cycle = _cycle(cells, out, cell, least=1) or _cycle(cells, out, cell, least=0)
        if cycle is None:
            raise GivenAway(cell.name)
        out |= {one.name for one in cycle if one.known is Known.PUBLISHED}
    return out


@dataclass(frozen=True)
class _Arc:
    to: Node
    cost: int
    cell: Cell


def _cycle(cells: Sequence[Cell], out: Collection[Hashable], of: Cell, least: int) -> list[Cell] | None:
    """The cheapest cycle through a cell, None where there is none. `least`: what a suppressed number is at least."""
    arcs: dict[Node, list[_Arc]] = defaultdict(list)
    for cell in cells:
        if cell.name != of.name:
            for start, arc in _arcs(cell, cell.name in out, least):
                arcs[start].append(arc)
    ways = [_way(arcs, of.head, of.tail)]
    if of.value > least:
        ways.append(_way(arcs, of.tail, of.head))
    found = [way for way in ways if way]
    return min(found, key=lambda way: way[0])[1] if found else None


def _arcs(cell: Cell, out: bool, least: int) -> Iterator[tuple[Node, _Arc]]:
    """Along a cell one can be added, against it one can be taken, if enough is there."""
    if cell.known is Known.ALREADY or (cell.known is Known.PUBLISHED and not (out or cell.value >= least)):
        return
    free = out or cell.known is Known.NEVER
    cost = 0 if free else cell.value or _LAST_RESORT
    yield cell.tail, _Arc(cell.head, cost, cell)
    if cell.value > (0 if cell.known is Known.NEVER else least):
        yield cell.head, _Arc(cell.tail, cost, cell)


def _way(arcs: dict[Node, list[_Arc]], start: Node, end: Node) -> tuple[int, list[Cell]] | None:
    """The cheapest way from node to node (Dijkstra), with its cost."""
    best: dict[Node, int] = {start: 0}
    came: dict[Node, tuple[Node, Cell]] = {}
    turn = itertools.count(1)
    queue: list[tuple[int, int, Node]] = [(0, 0, start)]
    while queue:
        cost, _, node = heapq.heappop(queue)
        if node == end:
            return cost, _back(came, start, end)
        if cost > best[node]:
            continue
        for arc in arcs.get(node, ()):
            if cost + arc.cost < best.get(arc.to, cost + arc.cost + 1):
                best[arc.to] = cost + arc.cost
                came[arc.to] = (node, arc.cell)
                heapq.heappush(queue, (cost + arc.cost, next(turn), arc.to))
    return None


def _back(came: dict[Node, tuple[Node, Cell]], start: Node, end: Node) -> list[Cell]:
    found = []
    node = end
    while node != start:
        node, cell = came[node]
        found.append(cell)
    return found

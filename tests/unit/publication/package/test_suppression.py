"""Small numbers cannot be recovered: an attacker goes through every way to fill in what was left out."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.publication.package.suppression import Cell, GivenAway, Known, suppressed


def table(rows: Sequence[Sequence[int]], known: Known = Known.ALREADY) -> list[Cell]:
    """A table with totals of its rows and columns. `known`: what is known of the totals."""
    cells = [
        Cell((r, c), ("column", c), ("row", r), value)
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
    ]
    cells += [Cell(("row", r), ("row", r), "all", sum(row), known) for r, row in enumerate(rows)]
    return cells + [
        Cell(("column", c), "all", ("column", c), sum(column), known)
        for c, column in enumerate(zip(*rows, strict=True))
    ]


def fillings(cells: Sequence[Cell], out: set[Hashable], least: int) -> Iterator[dict[Hashable, int]]:
    """Every way to fill in what was left out, so that the totals hold."""
    unknown = [cell for cell in cells if cell.name in out]
    most = max(cell.value for cell in cells) + 2
    balance: dict[Hashable, int] = defaultdict(int)
    for cell in cells:
        if cell.name not in out:
            balance[cell.tail] -= cell.value
            balance[cell.head] += cell.value
    last = {node: n for n, cell in enumerate(unknown) for node in (cell.tail, cell.head)}
    assert not any(value for node, value in balance.items() if node not in last)

    def fill(n: int, so_far: dict[Hashable, int]) -> Iterator[dict[Hashable, int]]:
        if n == len(unknown):
            yield dict(so_far)
            return
        cell = unknown[n]
        room = [most]
        if all(one.tail != cell.head for one in unknown):
            room.append(-balance[cell.head])
        if all(one.head != cell.tail for one in unknown):
            room.append(balance[cell.tail])
        for value in range(least, min(room) + 1):
            balance[cell.tail] -= value
            balance[cell.head] += value
            if all(last[node] > n or balance[node] == 0 for node in (cell.tail, cell.head)):
                yield from fill(n + 1, {**so_far, cell.name: value})
            balance[cell.tail] += value
            balance[cell.head] -= value

    yield from fill(0, {})


def told(cells: Sequence[Cell], out: set[Hashable], least: int, wanted: set[Hashable]) -> set[Hashable]:
    """Which of the wanted numbers can only be one."""
    found: dict[Hashable, set[int]] = defaultdict(set)
    for one in fillings(cells, out, least):
        for name in wanted:
            found[name].add(one[name])
        if all(len(found[name]) > 1 for name in wanted):
            break
    return {name for name in wanted if len(found[name]) < 2}


def attack(cells: Sequence[Cell], out: set[Hashable], below: int) -> None:
    """Fails where a small number is told; also to whoever knows that zeros are not left out, if that can be had."""
    counts = {cell.name for cell in cells if cell.known is Known.PUBLISHED and cell.value}
    small = {cell.name for cell in cells if cell.name in counts and cell.value < below}
    assert not told(cells, out, 0, small)
    if not any(cell.value == 0 for cell in cells if cell.name in out):
        assert told(cells, out, 1, small) <= told(cells, counts, 1, small)


def test_nothing_is_left_out_where_nothing_is_small() -> None:
    assert suppressed(table([[5, 0], [7, 12]]), 5) == set()


def test_one_small_number_takes_three_others_with_it() -> None:
    cells = table([[2, 6, 7], [7, 5, 8], [8, 8, 8]])
    out = suppressed(cells, 5)
    assert out == {(0, 0), (0, 1), (1, 0), (1, 1)}, "the smallest others that close the circle"
    attack(cells, out, 5)


def test_two_ones_that_add_up_to_two_take_a_third() -> None:
    """Whoever knows that only counts from 1 on are left out would know both."""
    cells = [Cell(n, "all", "sum", value) for n, value in enumerate((1, 1, 9))]
    cells.append(Cell("total", "sum", "all", 11, Known.ALREADY))
    assert suppressed(cells, 3) == {0, 1, 2}


def test_a_zero_goes_only_where_there_is_no_other_way() -> None:
    cells = [Cell(n, "all", "sum", value) for n, value in enumerate((1, 1, 0))]
    cells.append(Cell("total", "sum", "all", 2, Known.ALREADY))
    out = suppressed(cells, 2)
    assert out == {0, 1}, "0 and 2 are possible, too"
    attack(cells, out | {2}, 2)


def test_a_total_goes_where_it_is_the_cheaper_way() -> None:
    cells = [Cell("part", "all", "sum", 2), Cell("other", "all", "sum", 50), Cell("sum", "sum", "all", 52)]
    out = suppressed(cells, 5)
    assert out == {"part", "other"}
    attack([*cells[:2], Cell("sum", "sum", "all", 52, Known.ALREADY)], out, 5)


def test_what_is_public_anyway_cannot_be_protected() -> None:
    with pytest.raises(GivenAway):
        suppressed([Cell("one", "all", "sum", 2), Cell("total", "sum", "all", 2, Known.ALREADY)], 5)


@settings(max_examples=100)
@given(
    st.integers(2, 3).flatmap(
        lambda wide: st.lists(
            st.lists(st.integers(0, 3), min_size=wide, max_size=wide), min_size=2, max_size=2
        )
    ),
    st.integers(2, 4),
)
def test_no_small_number_of_a_table_with_totals_can_be_recovered(rows: list[list[int]], below: int) -> None:
    cells = table(rows)
    every = {cell.name for cell in cells if cell.known is Known.PUBLISHED}
    try:
        out, given_away = suppressed(cells, below), set[Hashable]()
    except GivenAway as error:
        out, given_away = every, {error.name}
    if given_away:
        assert told(cells, every, 0, given_away), "also where everything is left out"
    else:
        attack(cells, out, below)

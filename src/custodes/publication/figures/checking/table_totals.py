"""Whether the totals of a table are those of its cells, and its percents those of its counts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from custodes.publication.figures.checking.finding import Finding, listed
from custodes.publication.figures.checking.grids import TOTAL, Cell, Grid, Row, grids
from custodes.publication.figures.checking.quantities import Hedge, Percent
from custodes.publication.figures.checking.rounding import HALF, follows, in_percent
from custodes.publication.figures.checking.sums import OVERLAPPING, may_overlap, unless

WHOLE = 100
AROUND = 300
"""Signs ahead of a table and behind it in which it may be said that one can be in several of its rows."""


def table_totals(text: str) -> Iterator[tuple[Grid, list[Finding]]]:
    """Every table with a total or a wrong percent, and what is wrong with it."""
    for grid in grids(text):
        totals = any(row.is_total for row in grid.rows) or any(map(TOTAL.match, grid.heads[1:]))
        sums, shares = _sums(text, grid) if totals else [], list(_percents(text, grid))
        if totals or shares:
            yield grid, [*sums, *shares]


def _sums(text: str, grid: Grid) -> list[Finding]:
    """Of one wrong number its row and its column are both wrong: that of the totals is told where nothing else is."""
    found = list(_down(text, grid)) + list(
        _across(text, grid, [row for row in grid.rows if not row.is_total])
    )
    return found or list(_across(text, grid, grid.rows))


def _down(text: str, grid: Grid) -> Iterator[Finding]:
    """Each total below, or above, the cells of its column."""
    told = bool(OVERLAPPING.search(text[max(0, grid.start - AROUND) : grid.end + AROUND]))
    for total, parts in _totals(grid.rows):
        columns = [
            (at, [row.cells[at] for row in parts]) for at in range(1, len(total.cells)) if grid.adds(at)
        ]
        readable = [(at, cells) for at, cells in columns if _readable(cells, total.cells[at])]
        wrong = [(at, cells, words) for at, cells in readable if (words := _differs(cells, total.cells[at]))]
        alone = len(readable) - len(wrong) < FEWEST_AGREE
        for at, cells, words in wrong:
            named = f" ({grid.heads[at]})" if grid.heads[at] else ""
            values = [one.value or Fraction(0) for one in cells]
            overlapping = (alone or told) and may_overlap(values, total.cells[at].value or Fraction(0))
            finding = _finding(text, total, words + named + ".", True)
            yield unless(finding) if overlapping else finding


def _totals(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Totals with their rows: of a subtotal those since the last one, of the last total all that are none."""
    totals = [number for number, row in enumerate(rows) if row.is_total]
    before = -1
    for at in totals:
        inner = at != totals[-1]
        parts = [row for row in rows[before + 1 if inner else 0 : at] if not row.is_total]
        if at == 0 and len(totals) == 1:
            parts = list(rows[1:])
        if len(parts) > 1:
            yield rows[at], parts
        before = at


def _across(text: str, grid: Grid, rows: Sequence[Row]) -> Iterator[Finding]:
    """The last column, or the first, where it is called the total of the others, and is so of a row at least."""
    for at, head in enumerate(grid.heads):
        if at == 0 or not TOTAL.match(head):
            continue
        others = range(1, at) if at > 1 else range(2, len(grid.heads))
        found = [(row, [row.cells[one] for one in others if grid.adds(one)], row.cells[at]) for row in rows]
        wrong = [(row, words) for row, cells, total in found if (words := _differs(cells, total))]
        right = sum(_readable(cells, total) for _, cells, total in found) - len(wrong)
        for row, words in wrong:
            yield _finding(text, row, f"{words} ({row.cells[0].words}).", right > 0)


def _readable(cells: Sequence[Cell], total: Cell) -> bool:
    every = [*cells, total]
    return (
        len(cells) > 1
        and all(one.value is not None and one.is_percent == total.is_percent for one in every)
        and (not total.is_percent or total.value == WHOLE)
    )


def _differs(cells: Sequence[Cell], total: Cell) -> str:
    """What is wrong with a total, "" where nothing is, or where a cell is no number."""
    if not _readable(cells, total) or total.value is None:
        return ""
    allowed = sum(
        (HALF / 10**one.decimals for one in (*cells, total) if one.decimals or one.is_percent), Fraction(0)
    )
    if abs(_sum(cells) - total.value) <= allowed:
        return ""
    sign = "%" if total.is_percent else ""
    said = listed([f"{one.words.partition(' ')[0]}" for one in cells])
    return f"{said} add up to {_plain(_sum(cells))}{sign}, not {_plain(total.value)}{sign}"


def _sum(cells: Sequence[Cell]) -> Fraction:
    return sum((one.value or Fraction(0) for one in cells), Fraction(0))


def _plain(value: Fraction) -> str:
    return f"{float(value):,.10g}"


def _percents(text: str, grid: Grid) -> Iterator[Finding]:
    """Percents that are not what the others of their column are: a count of the total of its column, or of another."""
    for at in range(1, len(grid.heads)):
        rows = [row for row in grid.rows if row.cells[at].is_percent]
        said = [[(row, _other_share(row, at, count, of)) for row in rows] for count, of in _pairs(grid, at)]
        best = min(said, key=lambda one: sum(bool(words) for _, words in one), default=[])
        wrong = [(row, words) for row, words in best if words]
        if 2 * len(wrong) < len(best) and len(best) - len(wrong) >= FEWEST_AGREE:
            yield from (_finding(text, row, words, True) for row, words in wrong)


FEWEST_AGREE = 2


def _pairs(grid: Grid, at: int) -> Iterator[tuple[int, Cell | int]]:
    """What percents of a column can be of what: each column of counts, of its last total, or of another column."""
    counts = [
        one
        for one in range(1, len(grid.heads))
        if any(row.cells[one].value is not None and not row.cells[one].is_percent for row in grid.rows)
    ]
    totals = [row for row in grid.rows if row.is_total]
    for count in counts:
        if totals and totals[-1].cells[count].value and totals[-1].cells[at].value == WHOLE:
            yield count, totals[-1].cells[count]
        yield from ((count, of) for of in counts if of != count)


def _other_share(row: Row, at: int, number: int, whole: Cell | int) -> str:
    """What is wrong with the percent of a row, as that of one of its counts of a cell, or of another of its counts."""
    count, share, of = row.cells[number], row.cells[at], row.cells[whole] if isinstance(whole, int) else whole
    if count.value is None or share.value is None or not of.value:
        return "?"
    part = count.value / of.value
    printed = Percent(share.value, share.value, share.decimals, Hedge.EXACT, False, share.words)
    if follows(part, printed).is_usual:
        return ""
    exactly, rounded = in_percent(part, share.decimals + 1), in_percent(part, share.decimals)
    return f"{count.words} of {of.words} is {exactly}, which rounds to {rounded}, not {share.words}."


def _finding(text: str, row: Row, words: str, is_fault: bool) -> Finding:
    line = text.count("\n", 0, row.start) + 1
    sentence = " ".join(one.words for one in row.cells)
    return Finding("sum", words, line, row.start - text.rfind("\n", 0, row.start), sentence, is_fault)

"""Tables in a text, in Markdown, with commas, tabs or wide spaces, and whether their totals are those of their cells."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from custodes.publication.figures.checking.number_words import number

_CELL = re.compile(r"[£$€]?\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<percent>%)?(?:\s*\([^()]*\))?")
_RULE = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")
_MARKS = re.compile(r"</?[a-zA-Z][^<>]*>|[*_`]")
TOTAL = re.compile(
    r"(?:grand\s+|sub-?\s?|overall\s+)?totals?\b|all(?:\s+\w+)?$|sum$|altogether$|overall$", re.IGNORECASE
)
_NO_AMOUNT = re.compile(
    r"\b(?:rate|average|mean|median|per|ratio|rank|year|change|index|score|id)\b", re.IGNORECASE
)
"""Columns whose cells do not add up."""
_YEAR = re.compile(r"(?:19|20)\d\d")
FEWEST_ROWS = 3


class Cell(NamedTuple):
    """A cell: its words, and its number where it has one."""

    words: str
    value: Fraction | None = None
    is_percent: bool = False
    decimals: int = 0


class Row(NamedTuple):
    """A line of a table. `start`: where it begins in the text."""

    start: int
    cells: tuple[Cell, ...]

    @property
    def is_total(self) -> bool:
        return bool(TOTAL.match(self.cells[0].words))


class Grid(NamedTuple):
    """A table: what its columns are called ("" where they are not), and its rows."""

    start: int
    end: int
    heads: tuple[str, ...]
    rows: tuple[Row, ...]

    def adds(self, at: int) -> bool:
        """Whether the cells of a column are amounts."""
        return not _NO_AMOUNT.search(self.heads[at])


def grids(text: str) -> list[Grid]:
    """Every table of a text: three lines or more with as many cells each."""
    lines, at = [], 0
    for line in text.splitlines(keepends=True):
        lines.append((at, line.rstrip()))
        at += len(line)
    lines = [(start, line) for start, line in lines if not (line and _RULE.fullmatch(line))]
    return [grid for split in _SPLITS for grid in _of_split(lines, split)]


def _bars(line: str) -> list[str]:
    return line.strip().strip("|").split("|") if "|" in line else []


def _commas(line: str) -> list[str]:
    mark = ";" if line.count(";") > line.count(",") else ","
    return [] if "|" in line or "\t" in line else next(csv.reader([line], delimiter=mark), [])


def _blanks(line: str) -> list[str]:
    return [] if "|" in line or "\t" in line else re.split(r"\s{2,}", line.strip())


_SPLITS: tuple[Callable[[str], list[str]], ...] = (_bars, lambda line: line.split("\t"), _commas, _blanks)


def _of_split(lines: Sequence[tuple[int, str]], split: Callable[[str], list[str]]) -> Iterator[Grid]:
    for width, together in groupby(
        ((start, line, split(line)) for start, line in lines), key=lambda one: len(one[2])
    ):
        found = list(together)
        if width > 1 and len(found) >= FEWEST_ROWS:
            rows = [Row(start, tuple(map(_cell, cells))) for start, _, cells in found]
            heads = tuple(one.words for one in rows[0].cells) if _is_head(rows[0]) else ("",) * width
            yield Grid(rows[0].start, found[-1][0] + len(found[-1][1]), heads, tuple(rows[any(heads) :]))


def _cell(words: str) -> Cell:
    plain = " ".join(_MARKS.sub("", words).split())
    found = _CELL.fullmatch(plain)
    if not found:
        return Cell(plain)
    printed = found["number"].rstrip(",")
    return Cell(plain, number(printed), bool(found["percent"]), len(printed.partition(".")[2]))


def _is_head(row: Row) -> bool:
    """Names of columns: words, or years beside words."""
    return all(one.value is None or _YEAR.fullmatch(one.words) for one in row.cells)

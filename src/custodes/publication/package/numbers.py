"""The numbers of a figure as a publication says them, from everybody behind it or from totals alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from custodes.publication.figures.conditions import in_words
from custodes.publication.figures.counting import DOUBTFUL, MAY_COUNT, Group, Truth, Working, percent
from custodes.publication.figures.definitions import Bound, Figure
from custodes.publication.figures.wording import in_sentence, statement

WORDS: Mapping[Truth, str] = {True: "yes", False: "no", None: "unknown"}
"""How the truths are written in tallies."""
TRUTHS: Mapping[str, Truth] = {word: truth for truth, word in WORDS.items()}


_LOWERS = (Group(None, False), Group(None, None))
"""Who may belong and not count: the share may be less than that of the number."""


@dataclass(frozen=True)
class Tally:
    """A figure as totals: how many units are in each group, None for what is suppressed."""

    cells: Mapping[Group, int | None]
    of: int | None
    """How many certainly belong; of a figure that sets returns against bodies, how many bodies these are."""

    @property
    def whole(self) -> bool:
        """Whether nothing of it is suppressed."""
        return self.of is not None and None not in self.cells.values()


def groups_of(figure: Figure) -> Iterator[Group]:
    """The groups that its units can be in, without those that certainly do not belong: nothing is said of them."""
    for belongs in (True, None) if figure.belongs and not figure.mixed else (True,):
        for counts in (True, None, False):
            yield Group(belongs, counts)


def tally(working: Working) -> Tally:
    """Everybody behind a figure as totals."""
    cells = {group: len(working.among(*group)) for group in groups_of(working.figure)}
    return Tally(cells, working.of)


def of_working(working: Working, *, ids: bool) -> dict[str, Any]:
    """What is said of a figure; with `ids`, of whom it cannot be said."""
    found = {
        "number": working.number,
        "of": working.of,
        "percent": working.percent or None,
        "most": working.most,
        "least_percent": working.least_percent or None,
        "most_percent": working.most_percent or None,
        "unknown": len(working.unknown),
        "holds": working.holds,
        "says": statement(working),
    }
    return {**found, "unknown_ids": list(working.unknown)} if ids else found


def of_tally(figure: Figure, known: Tally) -> dict[str, Any]:
    """The same from totals: what a suppressed one is needed for is None."""
    if known.whole:
        who = {group: ("",) * (number or 0) for group, number in known.cells.items()}
        return of_working(Working(figure, who, known.of if figure.mixed else None), ids=False)
    number, unknown, more = known.cells[Group(True, True)], _sum(known, DOUBTFUL), _sum(known, MAY_COUNT)
    share = None
    if number is not None and known.of:
        share = percent(Fraction(number, known.of), figure.decimals)
    may_be_less = figure.bound is Bound.AT_LEAST and _sum(known, _LOWERS) != 0
    return {
        "number": number,
        "of": known.of,
        "percent": share,
        "most": None if number is None or more is None else number + more,
        "least_percent": None,
        "most_percent": None,
        "unknown": unknown,
        "holds": None if unknown is None else figure.bound is Bound.AT_LEAST or not unknown,
        "suppressed": True,
        "says": in_sentence(
            figure, number, known.of, f"{share}%" if share and not may_be_less else "", doubtful=unknown != 0
        ),
    }


def _sum(known: Tally, groups: Iterable[Group]) -> int | None:
    """How many are in these groups, None where one of them is suppressed."""
    found = [known.cells.get(group, 0) for group in groups]
    return None if None in found else sum(one or 0 for one in found)


def conditions_in_words(figure: Figure) -> dict[str, str]:
    """Who counts and who belongs, as an analyst would write it."""
    return {"condition": in_words(figure.counts), "denominator": in_words(figure.belongs or ["and"])}

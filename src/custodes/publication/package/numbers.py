"""The numbers of a figure as a publication says them, from everybody behind it or from totals alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from custodes.publication.figures.conditions import in_words
from custodes.publication.figures.counting import Group, Truth, Working, percent
from custodes.publication.figures.definitions import Bound, Figure

WORDS: Mapping[Truth, str] = {True: "yes", False: "no", None: "unknown"}
"""How the truths are written in tallies."""
TRUTHS: Mapping[str, Truth] = {word: truth for truth, word in WORDS.items()}
_DOUBTFUL = (Group(True, None), Group(None, True), Group(None, None))


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
        "least_percent": _percent(working.least_share, working.figure),
        "most_percent": _percent(working.most_share, working.figure),
        "unknown": len(working.unknown),
        "holds": working.holds,
    }
    return {**found, "unknown_ids": list(working.unknown)} if ids else found


def of_tally(figure: Figure, known: Tally) -> dict[str, Any]:
    """The same from totals: what a suppressed one is needed for is None."""
    if known.whole:
        who = {group: ("",) * (number or 0) for group, number in known.cells.items()}
        return of_working(Working(figure, who, known.of if figure.mixed else None), ids=False)
    number, unknown = known.cells[Group(True, True)], _sum(known)
    share = Fraction(number, known.of) if number is not None and known.of else None
    return {
        "number": number,
        "of": known.of,
        "percent": _percent(share, figure),
        "most": None if number is None or unknown is None else number + unknown,
        "least_percent": None,
        "most_percent": None,
        "unknown": unknown,
        "holds": None if unknown is None else figure.bound is Bound.AT_LEAST or not unknown,
        "suppressed": True,
    }


def _sum(known: Tally) -> int | None:
    """How many are unknown, None where one of the groups is suppressed."""
    found = [known.cells.get(group, 0) for group in _DOUBTFUL]
    return None if None in found else sum(one or 0 for one in found)


def _percent(share: Fraction | None, figure: Figure) -> str | None:
    return None if share is None else percent(share, figure.decimals)


def conditions_in_words(figure: Figure) -> dict[str, str]:
    """Who counts and who belongs, as an analyst would write it."""
    return {"condition": in_words(figure.counts), "denominator": in_words(figure.belongs or ["and"])}

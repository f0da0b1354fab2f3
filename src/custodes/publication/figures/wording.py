"""Figures in words: a number never without its unit, its denominator and its bound."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from custodes.publication.figures.conditions import NO_RETURN, NOT_ASKED, NOT_REACHED
from custodes.publication.figures.counting import Rounded, Working, half_up, percent
from custodes.publication.figures.definitions import Bound, Figure

if TYPE_CHECKING:
    from custodes.publication.figures.comparing import Both

STATES: Mapping[str, str] = {
    "not_known": "says that it is not known",
    "not_held": "says that the information is not held",
    "withheld": "withholds the answer",
    "non_answer": "gave an answer that does not answer",
    "blank": "left it blank",
    NO_RETURN: "no submitted return answers this",
    NOT_REACHED: "was not asked, as what it depends on is not known",
    NOT_ASKED: "was not asked",
}
"""Why an answer decides nothing."""
UNITS = {"return": ("return", "returns"), "body": ("body", "bodies")}


def statement(of: Working) -> str:
    """The figure as it is printed: "at least 18 of 39 returns (46%)". Where more may be in the denominator, so that the
    share may be less than that of the number, it says the least."""
    if of.figure.bound is Bound.AT_LEAST and of.least_share != of.share:
        share = f"at least {of.least_percent}%: {of.may_belong:,} more may be among them"
    else:
        share = f"{of.percent}%" if of.percent else ""
    return in_sentence(of.figure, of.number, of.of, share, doubtful=bool(of.unknown))


def in_sentence(figure: Figure, number: int | None, of: int | None, share: str, *, doubtful: bool) -> str:
    """The figure from its numbers; what is None is suppressed. A share of what is counted otherwise says both units.

    `doubtful`: whether there may be more; a lower bound of which everybody is known is the number itself.
    """
    if number is None:
        return f"suppressed: too few to be said, of {figure.of_words}"
    least = "at least " if figure.bound is Bound.AT_LEAST and doubtful else ""
    counted = f"{count(number, figure.unit)} for" if figure.mixed else f"{number:,} of"
    out_of = f"{number:,}" if of is None else f"{counted} {of:,}"
    return f"{least}{out_of} {figure.of_words}{f' ({share})' if share else ''}"


def count(number: int, unit: str) -> str:
    """1 return, 39 returns, 47 bodies."""
    one, many = UNITS[unit]
    return f"{number:,} {one if number == 1 else many}"


class Behind(NamedTuple):
    """Units behind a figure that stand alike, by their ids in order."""

    heading: str
    ids: tuple[str, ...]


def behind(of: Working) -> list[Behind]:
    """Everybody behind a figure: who counts, who does not, of whom it cannot be said, who is not among them."""
    among = of.figure.of_words
    outside = (*of.among(False, True), *of.among(False, None), *of.among(False, False))
    found = [
        Behind("Counts", of.among(True, True)),
        Behind("Cannot be said", of.unknown),
        Behind("Does not count", of.among(True, False)),
        Behind(f"Not among the {among}", tuple(sorted(outside))),
    ]
    return [one for at, one in enumerate(found) if one.ids or at < 3]


def bounds(of: Working) -> str:
    """What it may be, where some are unknown: "between 18 and 22: from 46% to 57%, ..."; "" where nobody is."""
    if not of.unknown:
        return ""
    shares = f": from {of.least_percent}% to {of.most_percent}%" if of.least_percent else ""
    said = f"{between(of.number, of.most)}{shares}"
    return f"{said}, whatever the {len(of.unknown):,} of whom it is unknown would say"


def between(number: int, most: int) -> str:
    """A number that may be more."""
    return f"{number:,}" if number == most else f"between {number:,} and {most:,}"


def change(of: "Both") -> str:
    """By how many percentage points it changed, to one place more than its percents and before they are rounded:
    "+10.3"; "from −3.0 to +21.0" where some are unknown, the least rounded down and the most up; "" where nobody
    belongs."""
    if of.least is None or of.most is None:
        return ""
    decimals = of.now.figure.decimals + 1
    if of.least == of.most:
        return _points(of.least, decimals, half_up)
    least = _points(of.least, decimals, floor if of.least > 0 else ceil)
    return f"from {least} to {_points(of.most, decimals, ceil if of.most > 0 else floor)}"


def _points(share: Fraction, decimals: int, rounded: Rounded) -> str:
    size = percent(abs(share), decimals, rounded)
    return size if not share else f"{'+' if share > 0 else '−'}{size}"

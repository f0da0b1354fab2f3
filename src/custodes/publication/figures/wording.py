"""Figures in words: a number never without its unit, its denominator and its bound."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from custodes.publication.figures.conditions import NO_RETURN, NOT_ASKED
from custodes.publication.figures.counting import Working, percent
from custodes.publication.figures.definitions import Bound

if TYPE_CHECKING:
    from custodes.publication.figures.comparing import Both

STATES: Mapping[str, str] = {
    "not_known": "says that it is not known",
    "not_held": "says that the information is not held",
    "withheld": "withholds the answer",
    "non_answer": "gave an answer that does not answer",
    "blank": "left it blank",
    NO_RETURN: "no submitted return answers this",
    NOT_ASKED: "was not asked",
}
"""Why an answer decides nothing."""


def statement(of: Working) -> str:
    """The figure as it is printed: "at least 18 of 39 returns (46%)"."""
    least = "at least " if of.figure.bound is Bound.AT_LEAST and of.unknown else ""
    if not of.of:
        return f"{least}{of.number:,} of 0 {of.figure.of_words}"
    over = f"{unit(of, of.number)} for " if of.figure.mixed else "of "
    return f"{least}{of.number:,} {over}{of.of:,} {of.figure.of_words} ({of.percent}%)"


def unit(of: Working, number: int) -> str:
    """ "return" or "bodies", as many as there are."""
    singular = str(of.figure.unit)
    return singular if number == 1 else {"return": "returns", "body": "bodies"}[singular]


def bounds(of: Working) -> str:
    """What it may be, where some are unknown: "between 18 and 22 of 39 (46% to 56%)"; "" where nobody is."""
    if not of.unknown or of.least_share is None or of.most_share is None:
        return ""
    return (
        f"between {of.number:,} and {of.most:,}: from {_percent(of, of.least_share)}% to "
        f"{_percent(of, of.most_share)}%, whatever the {len(of.unknown):,} of whom it is unknown would say"
    )


def change(of: "Both") -> str:
    """By how many percentage points it changed, to one place more than its percents and before they are rounded:
    "+10.3"; "from −3.0 to +21.0" where some are unknown, "" where nobody belongs."""
    if of.least is None or of.most is None:
        return ""
    decimals = of.now.figure.decimals + 1
    least, most = _points(of.least, decimals), _points(of.most, decimals)
    return least if of.least == of.most else f"from {least} to {most}"


def _points(share: Fraction, decimals: int) -> str:
    size = percent(abs(share), decimals)
    return size if not share else f"{'+' if share > 0 else '−'}{size}"


def _percent(of: Working, share: Fraction) -> str:
    return percent(share, of.figure.decimals)

"""What is wrong with a claim by itself, and which numbers near it would be right."""

from fractions import Fraction
from typing import NamedTuple

from custodes.publication.figures.checking.quantities import Percent
from custodes.publication.figures.checking.rounding import (
    Rounding,
    follows,
    in_percent,
    numbers_for,
    precisely,
    wholes_for,
)
from custodes.publication.figures.checking.statements import Statement


class Pair(NamedTuple):
    """A number of a whole."""

    number: int
    of: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.number, self.of)

    @property
    def said(self) -> str:
        return f"{self.number:,} of {self.of:,}"


class Arithmetic(NamedTuple):
    """What follows from a claim's own numbers."""

    wrong: tuple[str, ...] = ()
    """Sentences; none where nothing is wrong."""
    notes: tuple[str, ...] = ()
    """What is worth knowing and not wrong."""
    near: tuple[Pair, ...] = ()
    """Pairs that keep one of its numbers and have its percent."""
    checked: bool = True
    """Whether two of its numbers could be held against each other."""


def arithmetic(one: Statement) -> Arithmetic:
    """Everything that can be said of a claim without knowing where it is from."""
    if one.number is not None and one.of is not None:
        return _of_whole(one, one.number, one.of)
    if one.percent and one.of is not None:
        return _percent_of(one.percent, one.of)
    if one.percent and one.number is not None:
        return _count_with_percent(one, one.number, one.percent)
    if one.percent and one.percent.value > MOST_PERCENT:
        return Arithmetic(notes=(f"{one.percent.said} is no share of a whole.",), checked=False)
    return Arithmetic(checked=False)


MOST_PERCENT = 100


def _of_whole(one: Statement, number: int, of: int) -> Arithmetic:
    if of == 0:
        return Arithmetic((f"{number:,} of 0 is no share of anything.",))
    to = one.number_to if one.number_to is not None else number
    if max(number, to) > of:
        swapped = f" {of:,} of {number:,} is the other way round." if number == to else ""
        return Arithmetic((f"{max(number, to):,} is more than the {of:,} it is said to be of.{swapped}",))
    if one.percent is None:
        return Arithmetic(notes=(f"{number:,} of {of:,} is {in_percent(Fraction(number, of), 1)}.",))
    percents = {Fraction(number, of), Fraction(to, of)}
    if any(follows(share, one.percent).is_usual for share in percents) or _lies_in(one.percent, percents):
        return Arithmetic(notes=_how(one, Pair(number, of), one.percent))
    return _does_not_follow(one, Pair(number, of), one.percent)


def _lies_in(percent: Percent, shares: set[Fraction]) -> bool:
    """Whether a percent lies between the shares of a range of numbers."""
    return 100 * min(shares) <= percent.value <= percent.to <= 100 * max(shares)


def _how(one: Statement, pair: Pair, percent: Percent) -> tuple[str, ...]:
    said = f"{pair.said} is {precisely(pair.share, percent)}"
    if follows(pair.share, percent) is Rounding.HALF_EVEN:
        up = in_percent(pair.share, percent.decimals)
        return (
            f"{said}: {percent.said} if halves are rounded to the even digit, {up} if they are rounded up.",
        )
    return (f"{said}.",)


def _does_not_follow(one: Statement, pair: Pair, percent: Percent) -> Arithmetic:
    exactly, rounded = precisely(pair.share, percent), in_percent(pair.share, percent.decimals)
    said = f"{pair.said} is {exactly}"
    plain = not percent.in_words and percent.said == percent.printed and percent.value == percent.to
    said += f", which rounds to {rounded}, not {percent.said}." if plain else f", not {percent.said}."
    how = follows(pair.share, percent)
    if how is not Rounding.NOT:
        said += f" {percent.said} is what it is {how}."
    return Arithmetic((said,), near=_near(pair, percent))


def _near(pair: Pair, percent: Percent) -> tuple[Pair, ...]:
    """The same whole with another number, the same number of another whole; of several, the nearest."""
    found = []
    if numbers := numbers_for(pair.of, percent):
        found.append(Pair(min(max(pair.number, numbers[0]), numbers[1]), pair.of))
    if wholes := wholes_for(pair.number, percent):
        found.append(Pair(pair.number, min(max(pair.of, wholes[0]), wholes[1])))
    return tuple(found)


def _percent_of(percent: Percent, of: int) -> Arithmetic:
    if of == 0:
        return Arithmetic((f"{percent.said} of 0 is no share of anything.",))
    if found := numbers_for(of, percent):
        return Arithmetic(notes=(f"{percent.said} of {of:,} is {_range(found)}.",))
    below = int(percent.value * of / MOST_PERCENT)
    beside = " and ".join(
        f"{Pair(n, of).said} is {precisely(Fraction(n, of), percent)}" for n in (below, below + 1) if n <= of
    )
    return Arithmetic((f"No whole number is {percent.said} of {of:,}: {beside}.",))


def _count_with_percent(one: Statement, number: int, percent: Percent) -> Arithmetic:
    if found := wholes_for(number, percent):
        return Arithmetic(notes=(f"{number:,} is {percent.said} of {_range(found)}.",))
    if number and percent.value == 0 == percent.to:
        return Arithmetic(notes=(f"{number:,} is {percent.said} only of more than {200 * number:,}.",))
    if percent.value > MOST_PERCENT:
        return Arithmetic((f"{percent.said} is more than all of any whole.",))
    return Arithmetic(checked=False)


def _range(found: tuple[int, int]) -> str:
    first, last = found
    if last - first == 1:
        return f"{first:,} or {last:,}"
    return f"{first:,}" if first == last else f"{first:,} to {last:,}"

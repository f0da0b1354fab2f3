"""What is wrong with a claim by itself, and which numbers near it would be right."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from custodes.publication.figures.checking.quantities import Hedge, Percent
from custodes.publication.figures.checking.rounding import (
    MOST_SHOWN_DECIMALS,
    Rounding,
    follows,
    in_percent,
    numbers_for,
    precisely,
    span,
    wholes_for,
)
from custodes.publication.figures.checking.statement import Statement


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


def arithmetic(one: Statement, said: Collection[int] = ()) -> Arithmetic:
    """Everything that can be said of a claim without knowing where it is from. `said`: the other numbers of its text."""
    words = one.in_other_words
    if words and one.percent and not span(words).has(one.percent.value):
        return Arithmetic((f"{one.percent.said} is not {words.said}.",))
    if one.number is not None and one.of is not None:
        return _of_whole(one, one.number, one.of)
    if one.percent and one.of is not None:
        return _percent_of(one.percent, one.of)
    if one.percent and one.number is not None:
        return _count_with_percent(one.number, one.percent, said)
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
    if _agrees([Fraction(each, of) for each in _meant(one.hedge, number, to, of)], one.percent):
        return Arithmetic(notes=_how(one, Pair(number, of), one.percent))
    if number != to:
        ends = " to ".join(precisely(Fraction(each, of), one.percent) for each in (number, to))
        return Arithmetic((f"{number:,} to {to:,} of {of:,} is {ends}, not {one.percent.said}.",))
    return _does_not_follow(one, Pair(number, of), one.percent)


def _meant(hedge: Hedge, number: int, to: int, of: int) -> tuple[int, int]:
    """Whose percent may be printed beside a number: "fewer than 10" are 9, or are said beside the percent of 10."""
    match hedge:
        case Hedge.UNDER:
            return max(0, number - 1), to
        case Hedge.OVER:
            return number, min(to + 1, of)
        case Hedge.ABOUT:
            away = number // ABOUT
            return max(0, number - away), min(to + away, of)
    return number, to


ABOUT = 20
"""A number that is said to be about so may be off by this part of it."""


def _agrees(shares: Sequence[Fraction], percent: Percent) -> bool:
    """Whether one of two shares, or what lies between them, has a percent; of a range, both have its ends."""
    if percent.value != percent.to and shares[0] != shares[-1]:
        ends = zip(shares, (percent.value, percent.to), strict=True)
        return all(follows(share, percent._replace(value=end, to=end)).is_usual for share, end in ends)
    return any(follows(share, percent).is_usual for share in shares) or _lies_in(percent, set(shares))


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


def _count_with_percent(number: int, percent: Percent, said: Collection[int]) -> Arithmetic:
    """Something is held against something only where the text has the number that it is of."""
    if found := wholes_for(number, percent):
        words = f"{number:,} is {percent.said} of {_range(found)}"
        named = [whole for whole in said if found[0] <= whole <= found[1]]
        if not named:
            return Arithmetic(notes=(f"{words}: no such number is in what was given.",), checked=False)
        return Arithmetic(notes=(f"{words}.",))
    if number and percent.value == 0 == percent.to:
        return Arithmetic(notes=(f"{number:,} is {percent.said} only of more than {200 * number:,}.",))
    if percent.value > MOST_PERCENT:
        return Arithmetic((f"{percent.said} is more than all of any whole.",))
    return Arithmetic(checked=False)


MOST_WHOLES = 4


def alone(percent: Percent, named: Collection[int], *, smallest: bool) -> tuple[str, ...]:
    """Which whole numbers give a percent that is said of nothing, of the wholes of its text, or else of the smallest."""
    if percent.hedge is not Hedge.EXACT or percent.in_words or percent.value > MOST_PERCENT:
        return ()
    wholes = sorted(named)[:MOST_WHOLES]
    said = [_of_named(percent, of) for of in wholes]
    if smallest and not said and percent.decimals <= MOST_SHOWN_DECIMALS:
        given = ((of, numbers_for(of, percent)) for of in range(1, 10 ** (percent.decimals + 2) + 1))
        pairs = [
            f"{_range(found)} of {of:,}"
            for of, found in islice((one for one in given if one[1]), MOST_WHOLES)
            if found
        ]
        said = [f"{percent.said} is {', '.join(pairs)}, or of a larger whole."]
    return tuple(said)


def _of_named(percent: Percent, of: int) -> str:
    found = numbers_for(of, percent)
    return (
        f"{percent.said} of {of:,} is {_range(found)}."
        if found
        else f"No whole number is {percent.said} of {of:,}."
    )


def _range(found: tuple[int, int]) -> str:
    first, last = found
    if last - first == 1:
        return f"{first:,} or {last:,}"
    return f"{first:,}" if first == last else f"{first:,} to {last:,}"

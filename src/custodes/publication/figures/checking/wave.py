"""What is known of a wave, as numbers with their words: what anyone's figures are held against."""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class Tier(IntEnum):
    """How near at hand a pair of numbers is, nearest first."""

    FIGURE = 1
    """A figure of the wave, with its own denominator."""
    SAME_UNIT = 2
    """Two counts of one unit: bodies of bodies, returns of returns."""
    MIXED = 3
    """A count of returns over one of bodies."""
    LEFT_OUT = 4
    """Both counts with one body less."""
    INTERIM = 5
    """A figure as it was by the end of an earlier day."""
    OTHER_WHOLE = 6
    """The number of a figure over what that figure is not of."""
    BY_DAY = 7
    """Who had answered by the end of a day, of all who were asked."""


class Count(NamedTuple):
    """A number that the wave has. `unit`: "return" or "body"."""

    number: int
    unit: str
    words: str
    """Whom it counts: "bodies that were asked"."""
    is_whole: bool = True
    """Whether figures are published as of these."""


class Share(NamedTuple):
    """A number of a whole that the wave has."""

    number: int
    of: int
    words: str
    """What is counted."""
    of_words: str
    """What it is of."""
    tier: Tier
    most: int
    """The number there may be, with those of whom it cannot be said."""
    unit: str = ""

    @property
    def unknown(self) -> int:
        return self.most - self.number


class Day(NamedTuple):
    """How many returns had come in by the end of a day, and how many bodies they covered."""

    day: str
    """As it is said: "3 August 2022"."""
    returns: int
    bodies: int


class Known(NamedTuple):
    """A wave. `counts` are what may be divided by: bodies asked and covered, returns, and so on."""

    title: str
    at: str
    """The day of it, as it is said."""
    counts: tuple[Count, ...] = ()
    shares: tuple[Share, ...] = ()
    """Its figures."""
    days: tuple[Day, ...] = ()
    asked: int = 0

    @property
    def wholes(self) -> frozenset[int]:
        """Every number that something of this wave is of now."""
        now = {one.of for one in self.shares if one.tier < Tier.INTERIM}
        return frozenset(now | {one.number for one in self.counts if one.is_whole})


def pairs(known: Known) -> list[Share]:
    """Every share that a published percent can come from; what is of nothing, or more than all of it, is left out."""
    shares = [one for one in known.shares if 0 < one.of >= one.number]
    figures = [one for one in shares if one.tier is Tier.FIGURE]
    found = [*shares, *_of_counts(known.counts), *_left_out(known.counts), *_of_others(figures, known.counts)]
    return [*found, *_by_day(known)]


def _of_counts(counts: Iterable[Count]) -> Iterable[Share]:
    for number in counts:
        for of in counts:
            if of.is_whole and number.number < of.number:
                tier = Tier.SAME_UNIT if number.unit == of.unit else Tier.MIXED
                yield _share(number, of, tier)


def _left_out(counts: Iterable[Count]) -> Iterable[Share]:
    """An earlier edition of a population had one body less, which had answered."""
    for one in _of_counts(counts):
        if one.tier is Tier.SAME_UNIT and one.of_words in {c.words for c in counts if c.unit == "body"}:
            yield one._replace(
                number=one.number - 1,
                of=one.of - 1,
                most=one.most - 1,
                tier=Tier.LEFT_OUT,
                of_words=f"{one.of_words}; one body left out of both, as in an earlier list of them",
            )


def _of_others(figures: Iterable[Share], counts: Iterable[Count]) -> Iterable[Share]:
    for one in figures:
        for of in counts:
            if of.is_whole and of.number != one.of and one.number <= of.number:
                words = f"{of.words}, though this figure is of {one.of:,} {one.of_words}"
                yield one._replace(of=of.number, of_words=words, tier=Tier.OTHER_WHOLE)


def _by_day(known: Known) -> Iterable[Share]:
    for day in known.days:
        for number, what in ((day.returns, "returns"), (day.bodies, "bodies they cover")):
            if 0 < number <= known.asked:
                words = f"{what} by the end of {day.day}"
                yield Share(number, known.asked, words, "bodies asked", Tier.BY_DAY, number)


def _share(number: Count, of: Count, tier: Tier) -> Share:
    return Share(number.number, of.number, number.words, of.words, tier, number.number, number.unit)

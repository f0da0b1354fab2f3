"""How a share becomes a printed percent, and which shares a printed percent can have come from."""

from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from custodes.publication.figures.checking.quantities import Hedge, Percent

HALF = Fraction(1, 2)
ROUND, NEAR = 5, Fraction(5, 2)
"""Points that "about 40%" may be away from the share, and "about 43%" or "two thirds"."""
MOST_SHOWN_DECIMALS = 4


class Rounding(StrEnum):
    """By which rule a percent follows from a share. Those up to `HALF_EVEN` are usual."""

    HALF_UP = "rounded half up"
    HALF_EVEN = "rounded half to even"
    DOWN = "rounded down"
    UP = "rounded up"
    NOT = "not"

    @property
    def is_usual(self) -> bool:
        return self in (Rounding.HALF_UP, Rounding.HALF_EVEN)


class Span(NamedTuple):
    """The shares, in percent, that a printed percent may stand for: from `low`, up to `high`."""

    low: Fraction
    high: Fraction
    with_low: bool = True
    with_high: bool = False

    def has(self, percent: Fraction) -> bool:
        above = percent > self.low or (self.with_low and percent == self.low)
        return above and (percent < self.high or (self.with_high and percent == self.high))


def span(printed: Percent) -> Span:
    """What it stands for, if rounded half up."""
    step = Fraction(1, 10**printed.decimals)
    value, to = printed.value, printed.to
    match printed.hedge:
        case Hedge.AT_LEAST:
            return Span(value - step / 2, Fraction(100), True, True)
        case Hedge.OVER:
            return Span(value, Fraction(100), False, True)
        case Hedge.AT_MOST:
            return Span(Fraction(0), to + step / 2)
        case Hedge.UNDER:
            return Span(Fraction(0), to)
    if printed.hedge is Hedge.ABOUT or printed.in_words:
        away = Fraction(ROUND) if value % 10 == 0 and printed.hedge is Hedge.ABOUT else NEAR
        return Span(value - away, to + away, True, True)
    return Span(value - step / 2, to + step / 2)


def follows(share: Fraction, printed: Percent) -> Rounding:
    """By which rule a printed percent follows from a share (0 to 1)."""
    percent = 100 * share
    if span(printed).has(percent):
        return Rounding.HALF_UP
    if printed.hedge is not Hedge.EXACT or printed.in_words or printed.value != printed.to:
        return Rounding.NOT
    scaled, said = percent * 10**printed.decimals, printed.value * 10**printed.decimals
    if round(scaled) == said:
        return Rounding.HALF_EVEN
    return Rounding.DOWN if floor(scaled) == said else Rounding.UP if ceil(scaled) == said else Rounding.NOT


def in_percent(share: Fraction, decimals: int) -> str:
    """A share (0 to 1) in percent, half up: "83.0%"."""
    scaled = floor(share * 100 * 10**decimals + HALF)
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole:,}.{rest:0{decimals}d}%" if decimals else f"{whole:,}%"


def precisely(share: Fraction, printed: Percent | None = None) -> str:
    """A share with one decimal more than was printed, and more where that would still hide a tie or a difference."""
    decimals = min((printed.decimals if printed else 0) + 1, MOST_SHOWN_DECIMALS)
    return in_percent(share, decimals)


def numbers_for(of: int, printed: Percent) -> tuple[int, int] | None:
    """The first and the last number of a whole that have this percent, None where no number has it."""
    wanted = span(printed)
    first = max(0, floor(wanted.low * of / 100))
    while first <= of and not wanted.has(Fraction(100 * first, of)):
        if Fraction(100 * first, of) > wanted.high:
            return None
        first += 1
    last = min(of, ceil(wanted.high * of / 100))
    while last >= first and not wanted.has(Fraction(100 * last, of)):
        last -= 1
    return (first, last) if first <= last else None


def wholes_for(number: int, printed: Percent) -> tuple[int, int] | None:
    """The first and the last whole of which a number has this percent, None where there is none, or no last one."""
    wanted = span(printed)
    if number == 0 or wanted.low <= 0 or wanted.high <= 0:
        return None
    first = max(number, floor(100 * number / wanted.high))
    last = ceil(100 * number / wanted.low)
    while first <= last and (first == 0 or not wanted.has(Fraction(100 * number, first))):
        first += 1
    while last >= first and not wanted.has(Fraction(100 * number, last)):
        last -= 1
    return (first, last) if first <= last else None

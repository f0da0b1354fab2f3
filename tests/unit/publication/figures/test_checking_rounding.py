"""Percents and the numbers they can have come from, held to plain search."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from custodes.publication.figures.checking.quantities import Hedge, Percent
from custodes.publication.figures.checking.rounding import (
    Rounding,
    follows,
    in_percent,
    numbers_for,
    wholes_for,
)

DECIMALS = st.integers(0, 2)
NUMBERS = st.tuples(st.integers(0, 80), st.integers(1, 80)).filter(lambda pair: pair[0] <= pair[1])


def printed(value: Fraction, decimals: int, hedge: Hedge = Hedge.EXACT) -> Percent:
    return Percent(value, value, decimals, hedge, False, "")


def rounded(number: int, of: int, decimals: int, how: str) -> Fraction:
    exactly = Decimal(100 * number) / Decimal(of)
    return Fraction(exactly.quantize(Decimal(1).scaleb(-decimals), how))


@given(NUMBERS, DECIMALS)
def test_a_percent_follows_by_the_rule_it_was_rounded_by(pair: tuple[int, int], decimals: int) -> None:
    share = Fraction(*pair)
    up, even, floor, ceiling = (
        rounded(*pair, decimals, how) for how in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING)
    )
    assert follows(share, printed(up, decimals)) is Rounding.HALF_UP
    assert follows(share, printed(even, decimals)).is_usual
    for value, rule in ((floor, Rounding.DOWN), (ceiling, Rounding.UP)):
        if value not in (up, even):
            assert follows(share, printed(value, decimals)) is rule
    assert follows(share, printed(ceiling + 1, decimals)) is Rounding.NOT
    assert in_percent(share, decimals) == f"{Decimal(up.numerator) / up.denominator:.{decimals}f}%"


@given(st.integers(1, 60), st.integers(0, 110), DECIMALS, st.sampled_from(Hedge))
def test_numbers_that_have_a_percent_are_those_that_search_finds(
    of: int, percent: int, decimals: int, hedge: Hedge
) -> None:
    said = printed(Fraction(percent), decimals, hedge)
    fit = [n for n in range(of + 1) if follows(Fraction(n, of), said) is Rounding.HALF_UP]
    assert numbers_for(of, said) == ((fit[0], fit[-1]) if fit else None)


@given(st.integers(1, 60), st.integers(2, 110), DECIMALS, st.sampled_from([Hedge.EXACT, Hedge.ABOUT]))
def test_wholes_of_which_a_number_has_a_percent_are_those_that_search_finds(
    number: int, percent: int, decimals: int, hedge: Hedge
) -> None:
    assume(hedge is Hedge.EXACT or percent > 5)
    said = printed(Fraction(percent), decimals, hedge)
    search = range(number, 100 * number + 1)
    fit = [of for of in search if follows(Fraction(number, of), said) is Rounding.HALF_UP]
    assert wholes_for(number, said) == ((fit[0], fit[-1]) if fit else None)


def test_nothing_has_no_whole() -> None:
    assert wholes_for(0, printed(Fraction(0), 0)) is None
    assert wholes_for(3, printed(Fraction(0), 0)) is None

"""Kappa as others have published it, and where it is not defined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.survey.agreement import ALL_ALIKE, NOBODY, Pair, agreement_of


def pairs(table: list[list[int]]) -> list[Pair]:
    """The pairs of a table: rows by what the one read, columns by what the other did."""
    return [
        (row, column) for row, line in enumerate(table) for column, n in enumerate(line) for _ in range(n)
    ]


PUBLISHED = [
    # J. Cohen (1960), Educational and Psychological Measurement 20(1), table 2: kappa .492
    ([[88, 10, 2], [14, 40, 6], [18, 10, 12]], 70.0, 0.492),
    # 50 applications for a grant, as in the article "Cohen's kappa" of Wikipedia: po .70, pe .50
    ([[20, 5], [10, 15]], 70.0, 0.400),
    # ibid.: the same share alike with other margins
    ([[45, 15], [25, 15]], 60.0, 0.130),
    ([[25, 35], [5, 35]], 60.0, 0.259),
    # R. Artstein and M. Poesio (2008), Computational Linguistics 34(4), as the tests of scikit-learn have it
    ([[20, 20], [10, 50]], 70.0, 0.348),
    ([[46, 0, 0], [6, 32, 6], [0, 0, 10]], 88.0, 0.8013),
]


@pytest.mark.parametrize(("table", "percent", "kappa"), PUBLISHED)
def test_it_is_what_was_published(table: list[list[int]], percent: float, kappa: float) -> None:
    found = agreement_of([pairs(table)])
    assert found.percent == pytest.approx(percent)
    assert found.kappa == pytest.approx(kappa, abs=0.0005)
    assert (found.answers, found.why) == (sum(map(sum, table)), "")


def test_where_nothing_was_coded_twice_nothing_is_said() -> None:
    assert agreement_of([]) == (0, 0, None, None, NOBODY)
    assert agreement_of([[], []]) == (0, 0, None, None, NOBODY)


def test_where_both_gave_one_reading_throughout_kappa_is_not_defined() -> None:
    assert agreement_of([[("yes", "yes")] * 7]) == (7, 7, 100.0, None, ALL_ALIKE)
    assert agreement_of([[("yes", "yes")], [("no", "no")]]) == (2, 2, 100.0, None, ALL_ALIKE)


def test_chance_is_that_of_a_question() -> None:
    """Pooled as H. de Vries et al. (2008) have it: po and pe are averaged, kappa is not."""
    first, second = pairs([[20, 5], [10, 15]]), pairs([[45, 15], [25, 15]])
    found = agreement_of([first, second])
    observed, chance = (0.70 * 50 + 0.60 * 100) / 150, (0.50 * 50 + 0.54 * 100) / 150
    assert found.kappa == pytest.approx((observed - chance) / (1 - chance))
    assert found.kappa != pytest.approx(agreement_of([first + second]).kappa)


READINGS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30)


@given(READINGS)
def test_it_is_the_same_whoever_is_named_first_and_lies_between_its_bounds(read: list[Pair]) -> None:
    found = agreement_of([read])
    turned = agreement_of([[(other, one) for one, other in read]])
    assert found == turned
    assert found.kappa is None or -1 <= found.kappa <= 1
    assert (found.kappa == 1) == (found.alike == found.answers and found.kappa is not None)

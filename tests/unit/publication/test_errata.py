"""What is an erratum: another number, or the same one counted otherwise; not another word for it."""

import publications
import pytest

from custodes.publication.errata import Difference, differences, only_grew
from custodes.publication.package.contents import drawn

SAME = publications.FIGURES


def found(after: str, grew: tuple[str, ...] = ()) -> list[Difference]:
    return differences(
        drawn(publications.published()).figures, drawn(publications.published(after)).figures, grew
    )


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("decimals = 1", 'decimals = 1\nnote = "Cameras of any kind."'),
        ('title = "Run five cameras or more"', 'title = "Have five cameras or more"'),
        ("decimals = 1", 'decimals = 1\ntheme = "use"\ntechnology = "cctv"'),
    ],
)
def test_other_words_for_a_figure_are_no_erratum(was: str, now: str) -> None:
    assert was in SAME
    assert found(SAME.replace(was, now)) == []
    before, after = publications.published().figures, publications.published(SAME.replace(was, now)).figures
    assert all(only_grew(one.working, other.working) for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        (
            'counts = "${cameras} >= 5"',
            'counts = "${cameras} > 4"',
            "at least 2 of 4 returns that run cameras (50.0%), by another definition",
        ),
        (
            "of = \"${runs} = 'yes'\"",
            "of = \"${runs} != 'no'\"",
            "at least 2 of 4 returns that run cameras (50.0%), by another definition",
        ),
        (
            'parts = "flagged"\nbound = "at_least"',
            'parts = "flagged"\nbound = "exact"',
            "2 of 4 returns that run cameras (50.0%)",
        ),
    ],
)
def test_another_condition_is_one_also_where_the_number_is_the_same(was: str, now: str, says: str) -> None:
    assert was in SAME
    (one,) = found(SAME.replace(was, now), grew=("many",))
    assert (one.figure, one.after, one.update) == ("many", says, False)

import pytest

from custodes.publication import wording


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 9, "0%"),
        (9, 9, "100%"),
        (1, 1000, "less than 1%"),
        (999, 1000, "over 99%"),
        (1, 2, "50%"),
        (0, 0, "0%"),
    ],
)
def test_a_share_is_never_a_false_nought_or_hundred(part: int, whole: int, said: str) -> None:
    assert wording.share(part, whole) == said


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2022-11-24", "24 November 2022"),
        ("2022-11-04T02:00:00Z", "4 November 2022"),
        ("", ""),
        ("once", "once"),
    ],
)
def test_dates_are_written_as_in_britain(iso: str, said: str) -> None:
    assert wording.date(iso) == said


def test_every_section_of_figures_has_a_place_in_the_report_and_words() -> None:
    assert wording.phrase("list", "ndaa-889", "unknown") == "ndaa-889: cannot be ruled out"
    assert wording.phrase("maker", "", "devices") == "Maker not known: all devices"
    assert wording.phrase("estate", "", "unchecked") == "Not covered by any vulnerability source"
    assert wording.phrase("gap", "", "no_maker") == "Maker not known"
    assert wording.subject("technology", "face_gate") == "face gate"

"""What lists say fits the columns of a device, on either database."""

import datetime as dt

import pytest

from custodes.register.columns import columns_of
from custodes.register.projection import BLANK
from custodes.register.terms import Technology


@pytest.mark.parametrize(
    ("said", "installed", "supported_until"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2024-02-03", dt.date(2024, 2, 3), dt.date(2024, 2, 3)),
        (None, None, None),
        ("", None, None),
    ],
)
def test_a_month_or_year_becomes_its_first_or_its_last_day(
    said: str | None, installed: dt.date | None, supported_until: dt.date | None
) -> None:
    found = columns_of({"installed": said, "supported_until": said})
    assert found == {"installed": installed, "supported_until": supported_until}


def test_a_text_that_is_too_long_is_cut_and_never_becomes_a_word_of_ours() -> None:
    long = "cctv and, in the summer months, a drone as well"
    found = columns_of({"technology": long, "connectivity": long, "brand": "b" * 900})
    assert len(found["technology"]) == 30
    assert found["connectivity"] == long
    assert found["technology"].endswith("…")
    assert found["brand"] == "b" * 900
    assert {
        technology: columns_of({"technology": technology})["technology"] for technology in Technology
    } == {technology: technology for technology in Technology}


def test_what_fits_is_left_as_it_is() -> None:
    assert columns_of(BLANK) == BLANK

"""Counts, dates and verdicts in words."""

import datetime as dt

import pytest

from custodes.concerns import reasons
from custodes.publication.wording import AFFECTED
from custodes.web.govuk import wording


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "device", "0 devices"),
        (1, "device", "1 device"),
        (12345, "device", "12,345 devices"),
        (2, "public body", "2 public bodies"),
        (1, "public body", "1 public body"),
        (2, "survey", "2 surveys"),
        (2, "match", "2 matches"),
    ],
)
def test_counts(number: int, noun: str, said: str) -> None:
    assert wording.count(number, noun) == said


SUMMER = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)


def test_dates_are_british_and_of_the_services_clock() -> None:
    assert wording.date(dt.date(2026, 11, 3)) == "3 November 2026"
    assert wording.date(SUMMER) == "2 July 2026"
    assert wording.date(None) == ""


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "12:05am"), (9, "9:05am"), (12, "12:05pm"), (16, "4:05pm"), (23, "11:05pm")]
)
def test_moments(hour: int, said: str) -> None:
    time = dt.datetime(2026, 11, 3, hour, 5, tzinfo=dt.UTC)
    assert wording.moment(time) == f"3 November 2026 at {said}"


def test_a_moment_in_summer_is_an_hour_later_here() -> None:
    assert wording.moment(SUMMER) == "2 July 2026 at 12:30am"
    assert wording.moment(None) == ""


def test_every_verdict_of_a_finding_has_words() -> None:
    assert {wording.verdict(name).text for name in AFFECTED} == {
        "Affected",
        "Cannot be ruled out",
        "Not affected by what is listed",
    }


def test_nothing_that_was_not_found_out_looks_calm() -> None:
    for name in ("unknown", "not_covered", "not_identified", "", None):
        assert wording.verdict(name).colour == "yellow"
    assert "green" not in {tag.colour for tag in wording.VERDICTS.values()}


def test_what_is_no_verdict_is_a_bug() -> None:
    with pytest.raises(KeyError):
        wording.verdict("clean")


def test_a_list_names_a_device_it_does_not_affect_it() -> None:
    assert wording.verdict("affected", "watchlist").text == "On the list"
    assert wording.verdict("affected", "vulnerability").text == "Affected"
    assert {name: tag.colour for name, tag in wording.OF_WATCHLISTS.items()} == {
        name: tag.colour for name, tag in wording.VERDICTS.items()
    }


def test_every_basis_of_a_vulnerability_has_its_words() -> None:
    assert set(wording.BASES) == {*reasons.BASIS.values(), "sources disagree"}

import datetime as dt

import pytest

from custodes.evidence.dates import read_date

LATEST = dt.date(2027, 12, 31)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("03/04/2019", "2019-04-03"),
        ("3/4/19", "2019-04-03"),
        ("03.04.2019", "2019-04-03"),
        ("3-4-2019", "2019-04-03"),
        ("2019-04-03", "2019-04-03"),
        ("2019/4/3", "2019-04-03"),
        ("20190403", "2019-04-03"),
        ("2019-04-03 00:00:00", "2019-04-03"),
        ("2019-04-03T10:15:00Z", "2019-04-03"),
        ("03/04/2019 10:15", "2019-04-03"),
        ("3 April 2019", "2019-04-03"),
        ("3rd of April, 2019", "2019-04-03"),
        ("3-Apr-19", "2019-04-03"),
        ("April 3, 2019", "2019-04-03"),
        ("Wednesday 3 April 2019", "2019-04-03"),
        ("29/02/2020", "2020-02-29"),
        ("Apr 2019", "2019-04"),
        ("Sept 2019", "2019-09"),
        ("Apr-19", "2019-04"),
        ("04/2019", "2019-04"),
        ("2019-04", "2019-04"),
        ("2019", "2019"),
        ("43558", "2019-04-03"),
        ("43558.5", "2019-04-03"),
        ("1/1/98", "1998-01-01"),
    ],
)
def test_a_date_is_kept_as_precisely_as_it_was_typed(typed: str, iso: str) -> None:
    assert read_date(typed, LATEST) == (iso, "", "")


@pytest.mark.parametrize("typed", ["", "unknown", "N/K", "n/a", "tbc", "?", "-", "not recorded", "various"])
def test_words_for_not_known_are_silent(typed: str) -> None:
    assert read_date(typed, LATEST) == ("", "", "")


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/2019",
        "04/25/2019",
        "29/02/2019",
        "00/01/2019",
        "2019/20",
        "1900-01-00",
        "1/1/1900",
        "12345",
        "01/01/2999",
        "2028",
        "circa 2015",
        "before the war",
        "7",
        "9" * 50,
    ],
)
def test_what_is_no_date_is_dropped_with_a_reason(typed: str) -> None:
    read = read_date(typed, LATEST)
    assert read.value == ""
    assert read.problem
    assert read.mend


def test_the_bound_is_included() -> None:
    assert read_date("31/12/2027", LATEST).value == "2027-12-31"
    assert read_date("1/1/2028", LATEST).value == ""

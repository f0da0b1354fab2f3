import pytest
from versions_help import key, scheme_of, where

from custodes.register.versions import days, exactly, readings
from custodes.register.versions.reading import AFTER, Interval


@pytest.mark.parametrize("text", ["20180518", "build 2018-05-18", "180518", "build 180518"])
def test_a_date_alone_for_a_maker_that_dates_its_builds(text: str) -> None:
    assert key("Hikvision", text) == ("build", "20180518", "20180518")


def test_six_digits_are_a_date_only_where_the_maker_writes_them_so() -> None:
    assert scheme_of("Night Owl", "20190314") == "date"
    assert all(reading.scheme != "date" for reading in readings("Night Owl", "190314"))


def test_a_month_is_any_day_of_it() -> None:
    assert exactly("Dahua Technology", "2022-04") == Interval("build", "20220401", "20220431" + AFTER)
    assert where("Dahua Technology", "build 220415", "2022-04", inclusive=True) == "inside"
    assert where("Dahua Technology", "build 220501", "2022-04", inclusive=True) == "outside"


def test_dates_and_numbers_are_never_compared() -> None:
    assert where("NUUO", "3.11.0", "20240319", inclusive=True) is None
    assert where("NUUO", "20240319", "3.11.0") is None


@pytest.mark.parametrize(
    "text", ["20210229a", "20211301", "211301", "20210631", "19990101", "123", "2021-13-01", "x"]
)
def test_there_is_no_such_day(text: str) -> None:
    assert days.day(text) is None

import pytest
from versions_help import key, scheme_of, where

from custodes.register.versions import days, readings


@pytest.mark.parametrize("text", ["2018-05-18", "20180518", "build 2018-05-18", "180518"])
def test_a_date_alone_for_a_maker_that_dates_its_builds(text: str) -> None:
    assert key("Hikvision", text) == ("build", "20180518", "20180518")


def test_six_digits_are_a_date_only_where_the_maker_writes_them_so() -> None:
    assert scheme_of("Night Owl", "20190314") == "date"
    assert all(reading.scheme != "date" for reading in readings("Night Owl", "190314"))


def test_a_month_is_any_day_of_it() -> None:
    assert key("Dahua Technology", "2022-04") == ("build", "20220401", "20220431")
    assert where("Dahua Technology", "2022-04", "2022-04-15") == "straddles"


def test_dates_and_numbers_are_never_compared() -> None:
    assert where("NUUO", "3.11.0", "20240319", inclusive=True) is None
    assert where("NUUO", "20240319", "3.11.0") is None


@pytest.mark.parametrize(
    "text", ["20210229a", "20211301", "211301", "20210631", "19990101", "123", "2021-13-01", "x"]
)
def test_there_is_no_such_day(text: str) -> None:
    assert days.day(text) is None

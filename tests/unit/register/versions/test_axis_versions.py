import pytest
from versions_help import in_order, key, where

from custodes.register.versions import readings
from custodes.register.versions.reading import place
from custodes.register.versions.tracks import track_interval, tracks

AXIS = "Axis Communications"


def test_numbers_not_text() -> None:
    assert in_order(AXIS, "5.51.7.4", "6.50.5.5", "9.80.3.5", "10.7.0", "10.12.182", "11.8.61")
    assert key(AXIS, "AXIS OS 11.8.61") == key(AXIS, "11.8.61") == key(AXIS, "Version 11.8.61")


def test_a_release_without_its_last_number_is_all_of_it() -> None:
    assert where(AXIS, "10.7", "10.7.5") == "straddles"
    assert where(AXIS, "10.6", "10.7") == "inside"
    assert where(AXIS, "11.5.53", "11.5", inclusive=True) == "inside"
    assert where(AXIS, "11.5.53", "11.5") == "outside"


@pytest.mark.parametrize(
    ("firmware", "track"),
    [("9.80.2.2", "LTS 2020"), ("6.50.5.5", "LTS 2016"), ("8.40.4.3", "LTS 2018"), ("10.12.182", "LTS 2022")],
)
def test_each_version_lies_in_its_own_track_only(firmware: str, track: str) -> None:
    reading = readings(AXIS, firmware)[0]
    inside = [t.name for t in tracks(AXIS) if place(reading, track_interval(AXIS, t)) == "inside"]
    assert inside == [track]


@pytest.mark.parametrize("firmware", ["9.81.0", "9.70.1.4", "6.55.1", "10.6.4", "12.0.91"])
def test_the_active_track_lies_in_none(firmware: str) -> None:
    reading = readings(AXIS, firmware)[0]
    assert all(place(reading, track_interval(AXIS, t)) == "outside" for t in tracks(AXIS))


def test_tracks_are_cited_and_only_where_known() -> None:
    assert [t.prefix for t in tracks(AXIS)] == ["6.50", "8.40", "9.80", "10.12", "11.11"]
    assert all(t.source.startswith("https://") for t in tracks(AXIS))
    assert tracks("D-Link") == ()

"""A cell that says more than one version: never read as a version it only mentions."""

import pytest
from versions_help import key, scheme_of, where

from custodes.register.versions import readings, why_unreadable

HIK, DAHUA, TP_LINK, AXIS = "Hikvision", "Dahua Technology", "TP-Link", "Axis Communications"


def compared(maker: str, text: str) -> list[str]:
    return [r.scheme for r in readings(maker, text) if not r.scheme.startswith("text:")]


@pytest.mark.parametrize(
    ("maker", "text"),
    [
        (HIK, "V5.5.0 build 150513 / V5.5.800 build 210701"),
        (HIK, "V5.4.5 build 170123 checked 220301"),
        (HIK, "V5.4.5 build 170123, to be upgraded to V5.5.800 build 210628"),
        (HIK, "V5.4.5 installed 2022-03-01"),
        (HIK, "V5.4.5 2022-03-01"),
        (HIK, "not V5.5.800 build 210628"),
        (HIK, "below V5.5.800 build 210628"),
        (HIK, "DS-2CD2032-I planned V5.5.800 build 210628"),
        (HIK, "V5.4.5.170123 220301"),
        ("Uniview", "DIPC-B1213.6.5.170215 11.0.0 180101"),
        (DAHUA, "2.400.0000000.1.R, upgrade to 2.840.0000000.15.R.220101"),
        (DAHUA, "2.400.0000000.1.R and 2.840.0000000.15.R.220101"),
        (DAHUA, "to_be_upgraded_to_V2.840.0000000.15.R.220101"),
        (TP_LINK, "1.1.15 Build 211130 / 1.3.0 build 220101"),
        ("", "1.0 checked 20220301"),
        ("", "1.7.6_6300_220301"),
        ("", "1.0 update 20220301"),
        ("Uniview", "DIPC-B1213.6.5.210215 / x 230901"),
        ("", "2.10 - 1.04"),
        ("", "2.10_1.04"),
        ("", "2.10 update 3.04"),
        (AXIS, "11.11.6-9.80.1"),
    ],
)
def test_a_remark_or_a_second_version(maker: str, text: str) -> None:
    assert compared(maker, text) == []
    assert why_unreadable(maker, text)


def test_a_date_is_no_number_of_an_axis_version() -> None:
    assert scheme_of(AXIS, "10.12.182_3") == "axis"
    assert scheme_of(AXIS, "10.12.182_220301") != "axis"


@pytest.mark.parametrize(
    "note", ["(not installed)", "(planned)", "(target)", "[some]", "(not latest)", "approx", "installed"]
)
def test_a_note_that_may_deny_the_version(note: str) -> None:
    assert compared(HIK, f"V5.5.800 build 210628 {note}") == []
    assert compared("", f"2.10 {note}") == []


@pytest.mark.parametrize(
    "note", ["(latest)", "[current]", "(as of 2022-03-01)", "(2.8mm)", "(EU)", "- confirmed"]
)
def test_a_harmless_note(note: str) -> None:
    assert key(HIK, f"V5.5.800 build 210628 {note}") == key(HIK, "V5.5.800 build 210628")


@pytest.mark.parametrize("maker", [HIK, DAHUA, TP_LINK, ""])
@pytest.mark.parametrize(
    "text",
    ["2021-07-01", "2021/07/01", "01/07/2021", "01.07.2021", "01-07-21", "2021-07", "Firmware 2021-07-01"],
)
def test_a_date_with_separators_may_be_the_day_of_an_update(maker: str, text: str) -> None:
    assert compared(maker, text) == []
    assert why_unreadable(maker, text).startswith("The date in")


def test_the_same_date_is_a_build_where_a_source_bounds_by_it() -> None:
    assert where(HIK, "V5.5.800 build 210115", "2021-06-25") == "inside"
    assert scheme_of(HIK, "V5.5.800 build 2021-06-28") == "hikvision"


@pytest.mark.parametrize(
    ("maker", "scheme"), [("", "dotted"), (AXIS, "axis"), (HIK, "hikvision"), (TP_LINK, "tplink")]
)
def test_a_number_cell_is_every_version_it_may_have_been(maker: str, scheme: str) -> None:
    (span,) = readings(maker, "9.8 (number cell)")
    assert span.scheme == scheme
    for version in ("9.8", "9.80", "9.800"):
        assert span.low <= readings(maker, version)[0].low
        assert readings(maker, version)[0].high <= span.high


def test_a_number_cell_no_one_scheme_can_hold() -> None:
    assert readings(DAHUA, "2.8 (number cell)") == ()  # 2.800 is Dahua's own, 2.8 is not
    assert "zeros" in why_unreadable(DAHUA, "2.8 (number cell)")
    assert scheme_of(HIK, "210628 (number cell)") == "build"
    assert readings("", "43921 (number cell)") == ()
    assert where("", "1.1 (number cell)", "1.2") == "straddles"

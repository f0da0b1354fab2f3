import pytest
from versions_help import in_order, key, scheme_of, where

from custodes.register.versions import readings, why_unreadable

HIK = "Hikvision"


@pytest.mark.parametrize(
    "text",
    [
        "V5.5.800 build 210628",
        "v5.5.800 BUILD 210628",
        "5.5.800_210628",
        "V5.5.800_210628",
        "V5.5.800, build: 2021-06-28",
        "Firmware V5.5.800 build 210628",
        "FW Ver. 5.5.800 build_210628",
        "DS-2CD2186G2-ISU V5.5.800 build 210628",
        "DS-2CD2583G2-I(S) firmware V5.5.800 build 210628",
        "V5.5.800build210628",
        "V5.5.800 build 210628 (latest)",
        "  V5.5.800   build 20210628 ",
        "V5.5.800.210628",
        "V５.５.800 build 210628",
    ],
)
def test_one_version_however_it_is_typed(text: str) -> None:
    assert key(HIK, text) == key(HIK, "V5.5.800 build 210628")
    assert ("build", "20210628", "20210628") in readings(HIK, text)


def test_numbers_then_build() -> None:
    assert in_order(
        HIK, "V5.4.5 build 170123", "V5.4.41 build 160101", "V5.5.0 build 160725", "V5.5.0 build 160726"
    )


def test_patch_levels_are_numbers() -> None:
    assert in_order(HIK, "V2.3.8-8", "V2.3.8-10")
    assert where(HIK, "V2.3.8-8", "2.3.8-8", inclusive=True) == "inside"
    assert where(HIK, "V2.3.8-10", "2.3.8-8", inclusive=True) == "outside"
    assert where(HIK, "V2.3.8", "2.3.8-8", inclusive=True) == "straddles"


def test_a_bound_by_build_date_reads_every_shape_of_device() -> None:
    assert where(HIK, "V5.5.800 build 210115", "build 210625") == "inside"
    assert where(HIK, "V5.5.800 build 210625", "build 210625") == "outside"
    assert where(HIK, "V5.5.800_210701", "build 210625") == "outside"
    assert where(HIK, "V5.5.800", "build 210625") is None  # no date: cannot be compared, so unknown


def test_a_build_left_out_is_any_build() -> None:
    assert (
        where(HIK, "V5.4.0", "V5.4.0 build 160530", inclusive=True, above="V5.2.0 build 140721")
        == "straddles"
    )
    assert (
        where(HIK, "V5.3.0", "V5.4.0 build 160530", inclusive=True, above="V5.2.0 build 140721") == "inside"
    )
    assert (
        where(HIK, "V5.1.0", "V5.4.0 build 160530", inclusive=True, above="V5.2.0 build 140721") == "outside"
    )
    assert where(HIK, "V5.4.0 build 160530", "5.4.0", inclusive=True) == "inside"
    assert where(HIK, "V5.4.0 build 160530", "5.4.0") == "outside"


def test_two_numbers_are_what_a_spreadsheet_left() -> None:
    assert where(HIK, "5.4", "5.4.5") == "straddles"
    assert where(HIK, "5.3", "5.4.5") == "inside"


def test_the_brands_on_hikvision_firmware_read_alike() -> None:
    assert key("EZVIZ", "V5.2.7 Build 170628") == key(HIK, "5.2.7 build 170628")
    assert where("Annke", "V3.4.106 build 200115", "200422", inclusive=True) == "inside"


@pytest.mark.parametrize("text", ["before 5.4.5", "5.4.5 or later", "V5.4 and V5.5", "older than V5.5.800"])
def test_a_remark_is_not_a_version(text: str) -> None:
    assert scheme_of(HIK, text).startswith("text:")
    assert "cannot be put in order" in why_unreadable(HIK, text)


def test_an_impossible_date_is_no_build() -> None:
    assert all(reading.scheme != "hikvision" for reading in readings(HIK, "V5.5.800 build 211399"))
    assert all(reading.scheme != "build" for reading in readings(HIK, "V5.5.800 build 211399"))

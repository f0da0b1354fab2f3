import pytest
from versions_help import in_order, key, scheme_of, where


def test_numbers_not_text() -> None:
    assert in_order("", "1.0rc1", "1.0", "1.04.02", "v1.5", "2.02", "2.10", "10.0")
    assert key("", "5.2") == key("", "5.2.0") == key("", "V05.02.00")


def test_stages_and_letters() -> None:
    assert in_order("", "1.0alpha1", "1.0-beta2", "1.0beta10", "1.0rc1", "1.0", "1.0a", "1.0d", "1.0.1")
    assert key("", "10.0.a") == key("", "10.0a")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("SRN4000_v2.16_170401", "2.16_170401"),
        ("MX-V4.2.1.61", "4.2.1.61"),
        ("uvc.v4.30.0.67", "4.30.0.67"),
        ("m10_2.0.5.2", "2.0.5.2"),
        ("nt-4040_01.07.0000.0015_1120", "1.7.0.15 build 1120"),
        ("V1.00_2017_12_15", "1.0-20171215"),
        ("Firmware: 1.04.02", "1.4.2"),
        ("DCS-2530L v1.04.02 (installed 3 years ago)", "1.04.02 (installed 3 years ago)"),
        ("2018|r2".replace("|", " "), "2018 R2"),
        ("1-2-3", "1.2.3"),
    ],
)
def test_spellings_of_one_version(text: str, same: str) -> None:
    assert key("", text) == key("", same)


def test_builds() -> None:
    assert in_order("", "1.0.7-0185", "1.0.7-0298", "1.0.7-11289")
    assert where("", "1.7.6_6300", "1.7.5_6178", inclusive=True) == "outside"
    assert where("", "1.7.5", "1.7.5_6178") == "straddles"
    assert where("", "1.06.01", "1.06.01 Hotfix") == "straddles"
    assert where("", "3.0.0.130_20120101", "3.0.0.136_20121102") == "inside"


def test_b_means_what_the_maker_means_by_it() -> None:
    assert in_order("D-Link", "1.04", "1.05b03", "1.05B10", "1.06")
    assert in_order("motionEye", "0.43.1b1", "0.43.1b4", "0.43.1")
    assert scheme_of("", "1.05b03").startswith("text:")


def test_another_line_is_another_scheme() -> None:
    assert scheme_of("AVer", "X9.03.24.00.07l") == "dotted:x"
    assert where("AVer", "9.03.24.00.01", "X9.03.24.00.07l") is None


def test_a_lone_number_is_all_that_begins_with_it() -> None:
    assert where("", "5", "5.4.5") == "straddles"
    assert where("", "4", "5.4.5") == "inside"


@pytest.mark.parametrize(
    "text", ["43921", "1.02.x", "1.0 dev3", "b3.03e-k1.53-v2.19", "2.0-custom", "1,5", "1017-1003-1009-1003"]
)
def test_what_cannot_be_ordered_is_left_alone(text: str) -> None:
    assert scheme_of("", text).startswith("text:") or scheme_of("", text) == ""

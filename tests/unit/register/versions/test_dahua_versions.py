import pytest
from versions_help import in_order, key, scheme_of, where

from custodes.register.versions import exactly, readings
from custodes.register.versions.reading import place

DAHUA = "Dahua Technology"


@pytest.mark.parametrize(
    "text",
    [
        "2.800.0000000.29.R.210630",
        "V2.800.0000000.29.R, build: 2021-06-30",
        "2.800.0000000.29.R Build Date: 2021-06-30",
        "V2.800.0000.29.R.20210630",
        "DH_IPC-HX3XXX-Leo_MultiLang_PN_Stream3_V2.800.0000000.29.R.210630.bin",
    ],
)
def test_one_version_however_it_is_typed(text: str) -> None:
    assert key(DAHUA, text) == key(DAHUA, "2.800.0000000.29.R.210630")
    assert ("build", "20210630", "20210630") in readings(DAHUA, text)


def test_numbers_then_date() -> None:
    assert in_order(
        DAHUA,
        "2.630.0000000.9.R.210601",
        "2.630.0000000.10.R.210701",
        "2.630.0000000.10.R.210707",
        "2.800.0000000.27.R.210301",
        "2.800.0000016.0.R.200101",
    )


def test_the_date_left_out_is_any_date() -> None:
    assert where(DAHUA, "2.630.0000000.5.R", "2.630.0000000.6.r.210707") == "inside"
    assert where(DAHUA, "2.630.0000000.6.R", "2.630.0000000.6.r.210707") == "straddles"
    assert where(DAHUA, "2.630.0000000.8.R.210801", "2.630.0000000.6.r.210707") == "outside"


def test_bounds_by_date() -> None:
    assert where(DAHUA, "V3.216.0000006.0.R, build 2019-06-20", "2018-05-18") == "outside"
    assert where(DAHUA, "4.001.0000003.0.R.220315", "2022-04") == "inside"
    assert where(DAHUA, "2.800.0000000.29.R", "2018-05-18") is None


def test_versions_of_two_customers_are_never_compared() -> None:
    assert scheme_of("Amcrest", "V2.520.AC00.18.R") == "dahua:ac00"
    assert where("Amcrest", "2.420.AC00.17.R.20170322", "V2.520.AC00.18.R") == "inside"
    assert where("Amcrest", "2.420.AC01.3.R.20180206", "V2.520.AC00.18.R") is None
    assert where(DAHUA, "2.420.HW01.33.20190812", "2.800.0000000.29.R.210630") is None


def test_exactly_this_version_in_any_spelling() -> None:
    listed = exactly("Amcrest", "2.520.ac00.18.r")
    assert listed
    assert place(readings("Amcrest", "V2.520.AC00.18.R")[0], listed) == "inside"
    assert place(readings("Amcrest", "V2.520.AC00.19.R")[0], listed) == "outside"


def test_what_is_not_of_the_shape_is_never_compared_with_what_is() -> None:
    assert scheme_of(DAHUA, "1.16.1") == "dotted"
    assert where(DAHUA, "2.800.0000000.29.R.210630", "1.16.1") is None
    assert where(DAHUA, "2.800", "2.800.0000000.29.R.210630") == "straddles"

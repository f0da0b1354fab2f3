import tomllib
from importlib import resources

import pytest

from custodes.evidence.secrets import is_secret
from custodes.evidence.shapes import CANONICAL
from custodes.evidence.synonyms import senses, words

TABLE = tomllib.loads((resources.files("custodes.evidence") / "synonyms.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("header", "canonical"),
    [
        ("Make", "brand"),
        ("Manufacturer", "brand"),
        ("Camera brand", "brand"),
        ("MAKE:", "brand"),
        ("Model No.", "model"),
        ("Part number", "model"),
        ("camera_model", "model"),
        ("CameraModel", "model"),
        ("Model (if known)", "model"),
        ("3. Model", "model"),
        ("FW", "firmware"),
        ("F/W", "firmware"),
        ("Firmware version", "firmware"),
        ("S/W version", "firmware"),
        ("Software / firmware", "firmware"),
        ("MAC address", "mac"),
        ("MACADDRESS", "mac"),
        ("Physical address", "mac"),
        ("IP", "ip"),
        ("Camera IP address", "ip"),
        ("Qty", "quantity"),
        ("No. of cameras", "quantity"),
        ("# of cameras", "quantity"),
        ("Location", "site"),
        ("Force", "body"),
        ("Council", "body"),
        ("Organisation", "body"),
        ("EoL", "supported_until"),
        ("End of support", "supported_until"),
        ("Install date", "installed"),
        ("Commissioned", "installed"),
        ("H/W rev", "hardware"),
        ("S/N", "serial"),
        ("Installed by", "supplier"),
        ("Sensitive site?", "site_class"),
        ("Standalone or networked", "connectivity"),
        ("Quantity basis", "quantity_basis"),
        ("supported_until", "supported_until"),
    ],
)
def test_a_header_that_says_what_it_is(header: str, canonical: str) -> None:
    best = senses(header)[0]
    assert (best.canonical, best.weak) == (canonical, False)


def test_vendor_may_be_the_brand_or_the_supplier() -> None:
    assert {(sense.canonical, sense.weak) for sense in senses("Vendor")} == {
        ("brand", True),
        ("supplier", True),
    }


@pytest.mark.parametrize(
    "header", ["Notes", "Comments", "", "Camera", "No.", "Hikvision", "DS-2CD2143G2-I", "10.0.0.5"]
)
def test_other_headers_mean_nothing_for_sure(header: str) -> None:
    assert all(sense.weak for sense in senses(header))


def test_the_table_is_written_as_headers_are_read() -> None:
    for canonical in CANONICAL:
        for name in (*TABLE[canonical]["names"], *TABLE[canonical]["weak"]):
            assert words(name) == name, canonical


def test_no_name_of_a_column_is_refused_as_a_secret() -> None:
    names = [
        name for canonical in CANONICAL for name in (*TABLE[canonical]["names"], *TABLE[canonical]["weak"])
    ]
    assert [name for name in names if is_secret(name)] == []


def test_no_strong_name_has_two_meanings() -> None:
    strong = [name for canonical in CANONICAL for name in TABLE[canonical]["names"]]
    assert sorted(name for name in set(strong) if strong.count(name) > 1) == []

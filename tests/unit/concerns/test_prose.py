"""Bounds written as prose."""

import pytest

from custodes.concerns.prose import bounds, text_statements
from custodes.concerns.statements import Statement

READ = [
    ("AXIS OS 1.65.4 or earlier", (None, "1.65.4", True)),
    ("AXIS OS 10.5 – 11.5", ("10.5", "11.5", True)),
    ("6.50 - 11.10", ("6.50", "11.10", True)),
    ("Versions which Build time before 2023/12/13", (None, "2023-12-13", False)),
    ("V4.30.096build221220 and the versions prior to it", (None, "4.30.096build221220", True)),
    ("Versions below V2.5.1 (including V2.5.1)", (None, "2.5.1", True)),
    ("Versions between V2.0.0 and V2.2.1", ("2.0.0", "2.2.1", True)),
    ("V5.2.0 build 140721 to V5.4.0 build 160530", ("5.2.0 build 140721", "5.4.0 build 160530", True)),
    ("on its 1.1.15 firmware version and below", (None, "1.1.15", True)),
    ("firmware before Ver.1.86.00 and others", (None, "1.86.00", False)),
    ("1.24.x before 1.24.4", ("1.24", "1.24.4", False)),
    ("DCS-2670L through 2.02 devices", (None, "2.02", True)),
    ("Mini 3 Pro until v01.00.0620", (None, "01.00.0620", False)),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_bound_is_read(text: str, expected: tuple[str | None, str, bool]) -> None:
    (found,) = bounds(text)
    assert (found.low, found.high, found.high_inclusive) == expected


@pytest.mark.parametrize("text", ["running firmware 2.52.2.37", "devices before XXXXXX-VVTK-xx06a", ""])
def test_no_bound_where_none_is_written(text: str) -> None:
    assert bounds(text) == []


def said(product: str, **more: str) -> Statement:
    return Statement("CVE-1", "nvd", "maker", product, **more)  # type: ignore[arg-type]


def test_a_bound_is_about_the_products_named_before_it() -> None:
    text = "A flaw in CAM-100 before 1.2.0 and CAM-200 through 3.4.0 lets anyone in."
    found = {s.product: s.says() for s in text_statements(text, [said("cam-100"), said("cam-200")])}
    assert found == {"cam-100": "versions before 1.2.0", "cam-200": "versions up to and including 3.4.0"}


def test_a_longer_name_is_not_its_beginning() -> None:
    text = "Affected are Bird 3 Pro until v1.1.0, Bird 3 until v1.2.0."
    found = {s.product: s.high for s in text_statements(text, [said("Bird 3"), said("Bird 3 Pro")])}
    assert found == {"Bird 3 Pro": "1.1.0", "Bird 3": "1.2.0"}


def test_the_only_bound_is_about_every_product() -> None:
    found = list(text_statements("Firmware before 2.0 has a default password.", [said("a-1"), said("b-2")]))
    assert [(s.product, s.high) for s in found] == [("a-1", "2.0"), ("b-2", "2.0")]


def test_text_that_gives_no_start_keeps_the_start_that_ranges_give() -> None:
    (found,) = text_statements("CAM-100 before 6.5 is affected.", [said("cam-100", low="6.0", high="6.5")])
    assert (found.low, found.high) == ("6.0", "6.5")


def test_families_with_wildcards_are_recognised_in_prose() -> None:
    text = "found in DS-2CD2xx2F-I Series V5.2.0 build 140721 to V5.4.0 build 160530, DS-9 Series V1 to V2"
    found = [s.product for s in text_statements(text, [said("ds-2cd2732f-i\\(s\\)"), said("ds-2cd4012")])]
    assert found == ["ds-2cd2732f-i\\(s\\)"]

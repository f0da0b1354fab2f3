"""What people type: each distortion, and how often something is left out."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from custodes.demo.estates import plan_estates
from custodes.demo.mistakes import (
    DATE_STYLES,
    MISSING_FIRMWARE,
    MISSING_MODEL,
    written_date,
    written_firmware,
    written_mac,
    written_quantity,
)
from custodes.demo.mix import products


def drawn(write: Callable[..., Any], *args: object, times: int = 3_000) -> Counter[Any]:
    """What `write` gives for the same arguments, over and over, and how often."""
    rng = Random(5)
    return Counter(write(*args, rng) for _ in range(times))


@pytest.mark.parametrize(
    ("style", "form"),
    [("colons", "44:47:cc:"), ("hyphens", "44-47-CC-"), ("dots", "4447.cc"), ("bare", "4447CC")],
)
def test_macs_keep_the_prefix_in_every_notation(style: str, form: str) -> None:
    macs = set(drawn(written_mac, "4447CC", style)) - {""}
    assert macs
    assert all(str(mac).startswith(form) for mac in macs)
    assert {len("".join(c for c in str(mac) if c.isalnum())) for mac in macs} == {12}


def test_no_mac_is_made_up_for_a_maker_without_a_prefix() -> None:
    assert set(drawn(written_mac, "", "colons")) == {""}


def test_dates_are_typed_six_ways_of_which_one_is_a_date() -> None:
    day = dt.date(2019, 3, 14)
    typed = [written_date(day, style) for style in DATE_STYLES]
    assert typed == [day, "14/03/2019", "2019-03-14", "14.03.19", "Mar-19", "2019"]


def test_quantities_are_counted_estimated_or_not_held() -> None:
    assert {written for written, _ in drawn(written_quantity, 40)} == {40, "approx 40", "c. 40", "not held"}
    assert {told for written, told in drawn(written_quantity, 40) if written == "not held"} == {0}
    assert "dozen" in {written for written, _ in drawn(written_quantity, 12)}
    assert "1,200" in {written for written, _ in drawn(written_quantity, 1_200)}
    assert {told for _, told in drawn(written_quantity, 1_200)} == {1_200}


def test_firmware_is_missing_about_as_often_as_stated_and_copied_oddly() -> None:
    typed = drawn(written_firmware, "V5.5.800 build 210628", times=10_000)
    blank = sum(n for text, n in typed.items() if text in ("", "latest", "up to date", "see NVR", "n/k"))
    assert blank / 10_000 == pytest.approx(MISSING_FIRMWARE, abs=0.02)
    assert {"V5.5.800 build 210628", "V5.5.800_210628", "v5.5.800 build 210628", "V5.5.800"} <= set(typed)


def test_dahua_builds_lose_their_comma_the_way_people_copy_them() -> None:
    typed = set(drawn(written_firmware, "2.800.0000000.27.R, build: 2021-03-01"))
    assert {"2.800.0000000.27.R.2021-03-01", "2.800.0000000.27.R"} <= typed


def test_rows_have_the_gaps_that_inventories_have() -> None:
    rows = [row.cells for e in plan_estates(20_000, 2022) if e.body.style == "register" for row in e.rows]
    no_model = sum(not row.get("model") for row in rows) / len(rows)
    assert no_model == pytest.approx(MISSING_MODEL + 0.05, abs=0.04)  # a few more: no answer, model as brand
    assert any(set(row) == {"site", "notes"} for row in rows), "a row with nothing but a place"


def test_labels_and_macs_contradict_each_other_somewhere() -> None:
    relabelled = [p for p in products() if p.brand == "Honeywell" and p.maker == "Dahua Technology"]
    prefixes = {p.mac_prefix for p in products() if p.brand == "Dahua"}
    assert relabelled
    assert {p.mac_prefix for p in relabelled} <= prefixes


@pytest.mark.parametrize(
    "typed", ["Hikvison", "海康威视", "Various", "see installer", "Samsung (Wisenet)", "Hikvision/Dahua mix"]
)
def test_brands_are_typed_as_people_type_them(typed: str) -> None:
    brands = {e.cells.get("brand") for estate in plan_estates(60_000, 2022) for e in estate.rows}
    assert typed in brands


def test_models_stand_in_the_brand_column_of_some_rows() -> None:
    models = {product.model for product in products()} - {""}
    rows = [row.cells for estate in plan_estates(20_000, 2022) for row in estate.rows]
    assert any(row.get("brand") in models and not row.get("model") for row in rows)

"""What the fictional bodies hold: the number asked for, the shape of the 2022 survey, the council's mix."""

from collections import Counter
from random import Random

import pytest

from custodes.demo.estates import plan_estates
from custodes.demo.mix import FLAGGED, Device, devices, products
from custodes.demo.names import bodies, table

WITH_INVENTORY = [body for body in bodies() if body.style != "thin" and body.kind != "council"]


def held(technology: str) -> dict[str, list[Device]]:
    """Devices of one technology by body, for the bodies that keep a proper inventory."""
    every = {body.name: devices(body, 500, Random(body.name)) for body in WITH_INVENTORY}
    return {name: [d for d in found if d.technology == technology] for name, found in every.items()}


def flagged_bodies(technology: str) -> set[str]:
    found = held(technology)
    return {name for name, those in found.items() if any(d.product.brand in FLAGGED for d in those)}


@pytest.mark.parametrize("asked", [5_000, 60_000])
def test_about_as_many_devices_as_asked(asked: int) -> None:
    told = sum(estate.devices for estate in plan_estates(asked, 2022))
    assert told == pytest.approx(asked, rel=0.02)


def test_forty_seven_bodies_and_a_council() -> None:
    assert Counter(body.kind for body in bodies()) == {
        "territorial": 43,
        "garrison": 1,
        "transport": 1,
        "nuclear": 1,
        "agency": 1,
        "council": 1,
    }


def test_eight_of_the_47_keep_no_proper_inventory() -> None:
    assert len(WITH_INVENTORY) == 39
    thin = [e for e in plan_estates(60_000, 2022) if e.body.style == "thin"]
    assert len(thin) == 8
    assert all(len(estate.rows) < 60 < estate.devices for estate in thin)


@pytest.mark.parametrize(
    ("technology", "count"), [("cctv_external", 18), ("cctv_internal", 24), ("anpr", 11)]
)
def test_flagged_brands_are_held_by_as_many_bodies_as_the_survey_counted(technology: str, count: int) -> None:
    assert len(flagged_bodies(technology)) == count


def test_three_more_bodies_hold_flagged_hardware_under_another_name() -> None:
    behind_labels = {
        name
        for name, those in held("cctv_external").items()
        if any(d.product.maker in FLAGGED for d in those)
    }
    assert len(behind_labels - flagged_bodies("cctv_external")) == 3


def test_31_bodies_fly_drones_nearly_all_from_one_maker() -> None:
    flying = {name for name, those in held("drone").items() if those}
    assert len(flying) == 31
    assert len(flagged_bodies("drone")) == 29


def test_nothing_flagged_flies_in_helicopters_is_worn_or_recognises_faces() -> None:
    for technology in ("helicopter", "body_worn", "facial_recognition"):
        assert not flagged_bodies(technology)


def test_the_council_has_557_fixed_cameras_99_percent_of_one_brand() -> None:
    (council,) = [e for e in plan_estates(60_000, 2022) if e.body.kind == "council"]
    assert council.devices == len(council.rows) == 557
    assert all(row.cells["brand"] or row.cells["model"] for row in council.rows)
    (body,) = [body for body in bodies() if body.kind == "council"]
    brands = Counter(device.product.brand for device in devices(body, 0, Random(1)))
    assert [round(100 * n / 557) for n in (brands["Hikvision"], brands["Axis"])] == [99, 1]


def test_every_product_names_its_source_and_a_technology_that_is_typed() -> None:
    technologies = {row["technology"] for row in table("typed_technologies")}
    for row in table("products"):
        assert row["source"], row
        assert set(row["technologies"].split()) <= technologies, row
    assert all(p.weight > 0 for p in products())


def test_mac_prefixes_are_six_hex_digits() -> None:
    prefixes = {product.mac_prefix for product in products()} - {""}
    assert prefixes
    assert all(len(prefix) == 6 and int(prefix, 16) >= 0 for prefix in prefixes)


def test_clear_lists_do_not_name_a_flagged_maker_even_when_the_maker_is_not_known() -> None:
    clear = [
        e for e in plan_estates(60_000, 2022) if set(e.body.holdings.values()) <= {"clear", "none", "other"}
    ]
    assert clear
    words = [word.casefold() for word in FLAGGED]
    for estate in clear:
        typed = " ".join(str(row.cells.get("brand", "")) for row in estate.rows).casefold()
        assert not [word for word in words if word in typed], estate.body.name

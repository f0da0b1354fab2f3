"""The index finds what matching every product one by one finds: on real product names, and on what people type."""

import csv
import functools
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes import packs
from custodes.concerns.catalogue import Catalogue, Named, platform_of, platforms
from custodes.concerns.claims import makers_of
from custodes.concerns.products import Product, model

AXIS = "Axis Communications"
CPE_PRODUCTS = Path(__file__).parents[3].parent / "shared" / "data" / "nvd" / "camera_cpe_products.csv"


@functools.cache
def names_by_maker() -> dict[str, list[str]]:
    """Real product names: those of the supplements, and those of CPE where the list is beside the repository."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in packs.table("supplements"):
        found[row["maker"]].add(row["product"])
    if CPE_PRODUCTS.exists():
        with CPE_PRODUCTS.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for maker in makers_of(row["vendor"]):
                    found[maker].add(row["product"])
    return {maker: sorted(names) for maker, names in sorted(found.items())}


@functools.cache
def catalogue(maker: str) -> tuple[Catalogue, dict[int, Product]]:
    """The catalogue of a maker, and the same products unindexed (platforms are found in another way)."""
    named = dict(enumerate(names_by_maker()[maker]))
    alone = {i: Product(name, maker) for i, name in named.items() if not platform_of(maker, name)[0]}
    return Catalogue(maker, named), alone


def one_by_one(maker: str, recorded_model: str) -> list[Named]:
    recorded = model(recorded_model, maker)
    alone = catalogue(maker)[1]
    matches = {i: product.match(recorded) for i, product in alone.items()}
    return sorted(Named(i, match == "same", alone[i].whole_range) for i, match in matches.items() if match)


def indexed(maker: str, recorded_model: str) -> list[Named]:
    found, alone = catalogue(maker)
    return [named for named in found.find(recorded_model) if named.pattern_id in alone]


def as_typed(name: str, chance: random.Random) -> str:
    """A product's name as a register might have it: cut short, with a suffix, other separators, a wildcard filled."""
    text = re.sub(r"\\|_firmware$", "", name)
    text = re.sub(r"(?<=\d)[xX]+|[xX]{2,}", lambda m: "".join(chance.choice("0123468") for _ in m[0]), text)
    text = re.sub(r"\(([^()]*)\)", lambda m: chance.choice(["", m[1]]), text).replace(
        "*", chance.choice(["", "S2"])
    )
    ways: tuple[Callable[[str], str], ...] = (
        lambda t: t.upper(),
        lambda t: re.sub(r"[\s_/-]", chance.choice(["", " ", "-", "_"]), t),
        lambda t: re.sub(r"[\s_/-][^\s_/-]*$", "", t),
        lambda t: (
            t + chance.choice(["-W", "/SL", "B1", "L", " (spare)", "HD", "-ZAS", " camera", "0", "Z9Z9Z"])
        ),
        lambda t: t[:-1],
    )
    for way in chance.sample(ways, chance.randrange(3)):
        text = way(text)
    return text


@settings(max_examples=1000)
@given(st.sampled_from(sorted(names_by_maker())), st.randoms(use_true_random=False))
def test_the_index_agrees_with_matching_every_product(maker: str, chance: random.Random) -> None:
    typed = as_typed(chance.choice(names_by_maker()[maker]), chance)
    assert indexed(maker, typed) == one_by_one(maker, typed), typed


@settings(max_examples=200)
@given(
    st.sampled_from(sorted(names_by_maker())),
    st.from_regex(r"[A-Za-z]{1,4}[-_ /.]?[A-Z0-9+]{0,5}([-_ ][A-Z0-9]{1,3}){0,2}"),
)
def test_the_index_agrees_on_anything_typed(maker: str, typed: str) -> None:
    assert indexed(maker, typed) == one_by_one(maker, typed)


def every_name() -> Iterator[tuple[str, str]]:
    for maker, names in names_by_maker().items():
        yield from ((maker, name) for name in names if not re.search(r"[xX*(\\]|series", name))


def test_every_real_product_finds_itself() -> None:
    lost = []
    for maker, name in every_name():
        found, alone = catalogue(maker)
        (number,) = (i for i, product in enumerate(names_by_maker()[maker]) if product == name)
        broad = Product(name, maker).whole_range  # "camera" is no product that anyone could hold
        if number in alone and Named(number, not broad, broad) not in found.find(name):
            lost.append((maker, name))
    assert lost == []


def found(maker: str, products: list[str], recorded: str) -> dict[str, bool]:
    """The products found by name, with whether each is certain."""
    numbered = dict(enumerate(products))
    return {numbered[named.pattern_id]: named.certain for named in Catalogue(maker, numbered).find(recorded)}


def test_a_cut_short_model_is_perhaps_each_that_begins_so() -> None:
    products = ["ds-2cd2032-i", "ds-2cd2032-iw", "ds-2cd2132-i"]
    assert found("Hikvision", products, "DS-2CD2032") == dict.fromkeys(products[:2], False)


def test_the_very_product_stands_beside_those_it_may_be() -> None:
    products = ["dcs-100", "dcs-100-w", "dcs-1000"]
    assert found("D-Link", products, "DCS-100") == {"dcs-100": True, "dcs-100-w": False}


def test_a_name_of_plain_words_is_perhaps_every_product_of_the_maker() -> None:
    products = ["network_camera_firmware", "ip_camera", "cn8xxx"]
    assert found("Zmodo", products, "ZP-NE14") == {"network_camera_firmware": False, "ip_camera": False}
    assert found("Zmodo", products, "") == {}


def test_a_platform_is_certain_where_the_pack_says_so_and_possible_elsewhere() -> None:
    assert found(AXIS, ["axis_os", "a1001"], "P3245-LV") == {"axis_os": True}
    assert found(AXIS, ["axis_os", "a1001"], "Z9999") == {"axis_os": False}
    assert found(AXIS, ["axis_os_2020"], "Q1615 Mk III") == {"axis_os_2020": True}
    bosch = ["cpp6_firmware", "cpp7.3_firmware", "cpp13"]
    assert found("Bosch Security Systems", bosch, "NBE-6502-AL") == dict.fromkeys(bosch, False)
    assert found("D-Link", ["axis_os"], "P3245-LV") == {}


def test_a_platform_recorded_in_place_of_a_model_is_that_one_and_no_other() -> None:
    bosch = ["cpp6_firmware", "cpp7.3_firmware", "cpp13"]
    assert found("Bosch Security Systems", bosch, "CPP7.3") == {"cpp7.3_firmware": True}


def test_platforms_and_the_years_of_their_tracks() -> None:
    assert platform_of(AXIS, "axis_os_2020") == ("axis os", "2020")
    assert platform_of(AXIS, "axis_os") == ("axis os", "")
    assert platform_of(AXIS, "p3245-lv") == platform_of("Hikvision", "axis_os_2020") == ("", "")
    for row in packs.table("platforms"):
        assert platform_of(row["maker"], row["platform"])[0] in platforms(row["maker"])


@pytest.mark.parametrize("recorded", ["", " ", "-", "/", "()"])
def test_no_model_is_no_product(recorded: str) -> None:
    assert all(catalogue(maker)[0].find(recorded) == [] for maker in names_by_maker())

"""A device is what was said of it: the order does not matter, the last word counts, a judgement outranks it."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.register.models import Device
from custodes.register.projection import BLANK, Said, changed, project

TEXTS = st.sampled_from(["", "Hikvision", "HIK VISION", "Dahua", "Axis"])
VALUES = st.dictionaries(st.sampled_from(["brand", "model", "firmware", "site"]), TEXTS, max_size=4)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 4))


@st.composite
def observations(draw: st.DrawFn) -> list[Said]:
    """As the database holds them: each with a number of its own, several on one day."""
    number = draw(st.integers(0, 6))
    return [Said(draw(VALUES), draw(st.booleans()), draw(DAYS), at) for at in range(number)]


def said(values: dict[str, Any], day: int = 1, number: int = 1, by_person: bool = False) -> Said:
    return Said(values, by_person, dt.date(2024, 1, day), number)


@given(observations(), st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_read_does_not_matter(told: list[Said], rng: Any) -> None:
    mixed = list(told)
    rng.shuffle(mixed)
    assert project(mixed, {}) == project(told, {})


@given(observations(), TEXTS)
def test_the_columns_are_complete_and_a_judgement_wins(told: list[Said], settled: str) -> None:
    found = project(told, {"brand": settled, "maker": "somebody"})
    assert set(found.values) == set(Device.SAID)
    assert found.values["brand"] == settled
    assert "brand" not in found.disagreements


@given(observations())
def test_every_value_was_said_by_somebody(told: list[Said]) -> None:
    found = project(told, {}).values
    for column in ("brand", "model", "firmware", "site"):
        assert found[column] in {one.values[column] for one in told if column in one.values} | {""}


@given(observations(), VALUES)
def test_the_last_person_has_the_last_word(told: list[Said], values: dict[str, str]) -> None:
    found = project([*told, Said(values, True, dt.date(2024, 1, 5), 99)], {})
    assert {column: found.values[column] for column in values} == values
    assert not {column for column in found.disagreements if column in values}


def test_without_observations_a_device_says_nothing() -> None:
    assert project([], {}).values == BLANK


def test_of_one_day_the_later_to_arrive_counts() -> None:
    told = [said({"site": "Weir Street"}, number=7), said({"site": "Market Cross"}, number=3)]
    assert project(told, {}).values["site"] == "Weir Street"


def test_an_older_list_that_arrives_late_does_not_undo_a_newer_one() -> None:
    told = [said({"firmware": "2.0"}, day=3, number=1), said({"firmware": "1.0"}, day=2, number=2)]
    assert project(told, {}).values["firmware"] == "2.0"


@pytest.mark.parametrize(("by_person", "left"), [(True, ""), (False, "5.0")])
def test_only_a_person_takes_a_value_back(by_person: bool, left: str) -> None:
    told = [said({"firmware": "5.0"}), said({"firmware": ""}, day=2, number=2, by_person=by_person)]
    assert project(told, {}).values["firmware"] == left


def test_spelling_is_no_disagreement_and_another_name_is() -> None:
    same = [said({"brand": "Hikvision"}), said({"brand": "HIK vision"}, day=2, number=2)]
    other = [*same, said({"brand": "Dahua"}, day=3, number=3)]
    assert project(same, {}).disagreements == ()
    assert project(other, {}).disagreements == ("brand",)


def test_firmware_changes_without_a_disagreement() -> None:
    told = [said({"firmware": "1.0"}), said({"firmware": "2.0"}, day=2, number=2)]
    assert project(told, {}).disagreements == ()


def test_a_person_settles_what_came_before_and_a_later_list_contradicts_them() -> None:
    settled = [
        said({"brand": "Hikvision"}),
        said({"brand": "Dahua"}, day=2, number=2),
        said({"brand": "Axis"}, day=3, number=3, by_person=True),
    ]
    assert project(settled, {}).disagreements == ()
    again = [*settled, said({"brand": "Dahua"}, day=4, number=4)]
    assert project(again, {}).disagreements == ("brand",)
    assert project(again, {"brand": "Axis"}).disagreements == ()


def test_what_changed_is_told_as_before_and_after() -> None:
    assert changed({"site": "A", "ip": "1"}, {"site": "B", "ip": "1"}) == {"site": ["A", "B"]}

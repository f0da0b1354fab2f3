"""Distances are right, and the index finds what a look at every name would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.identity.compare.typo import Neighbours, distance, sound


def plain_distance(a: str, b: str) -> int:
    """Optimal string alignment by its definition."""
    if not a or not b:
        return len(a) + len(b)
    options = [
        plain_distance(a[1:], b) + 1,
        plain_distance(a, b[1:]) + 1,
        plain_distance(a[1:], b[1:]) + (a[0] != b[0]),
    ]
    if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
        options.append(plain_distance(a[2:], b[2:]) + 1)
    return min(options)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.sampled_from([1, 2]))
def test_distance_agrees_with_its_definition_up_to_the_bound(a: str, b: str, most: int) -> None:
    assert distance(a, b, most) == min(plain_distance(a, b), most + 1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("milesite", "milesight"), ("mobotics", "mobotix"), ("cannon", "canon"), ("vivotech", "vivotek")],
)
def test_names_that_sound_alike(typed: str, meant: str) -> None:
    assert sound(typed) == sound(meant)


@given(st.sampled_from(["hikvision", "honeywell", "uniview"]), st.data())
def test_every_single_typing_error_after_the_first_letter_is_found(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 2))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    typed = data.draw(
        st.sampled_from(
            [
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
            ]
        )
    )
    index = Neighbours(["hikvision", "honeywell", "uniview", "axis"])
    assert [found for found, _ in index.nearest(typed, 1)] == [name]


def test_two_errors_are_looked_for_in_long_names_only() -> None:
    index = Neighbours(["panasonic", "dahua"])
    assert index.nearest("panesomic", 2) == (("panasonic", 2),)
    assert index.nearest("panesomic", 1) == ()
    assert index.nearest("dabuo", 2) == ()


def test_rivals_equally_near_are_all_given() -> None:
    assert {name for name, _ in Neighbours(["corex", "lorex", "cores"]).nearest("corez", 1)} == {
        "corex",
        "cores",
    }


def test_short_names_are_found_by_ear_only() -> None:
    index = Neighbours(["axis", "hik"])
    assert index.nearest("axsis", 1) == (("axis", 1),)
    assert index.nearest("oxis", 1) == ()
    assert index.nearest("hix", 1) == ()

"""Which makers a text of an answer names, and which it rules out."""

import pytest

from custodes.survey.checking.naming import mentioned, named_in

AXIS, BOSCH, DAHUA, HIKVISION = (
    "Axis Communications",
    "Bosch Security Systems",
    "Dahua Technology",
    "Hikvision",
)


@pytest.mark.parametrize(
    ("text", "makers", "denied"),
    [
        ("Hikvison (about 40), Axis P3245 x 12 and Bosch; no Huawei", {HIKVISION, AXIS, BOSCH}, {"Huawei"}),
        ("DS-2CD2143G2-I x 14", {HIKVISION}, set()),
        ("We have Hikvision and Dahua cameras but no Huawei", {HIKVISION, DAHUA}, {"Huawei"}),
        ("None of them is made by Hikvision or Dahua.", set(), {HIKVISION, DAHUA}),
        ("no. 12 Hikvision cameras", {HIKVISION}, set()),
        ("Number of Axis: 40\nNumber of Bosch: 3", {AXIS, BOSCH}, set()),
        ("Hikvision at the depot, none of Hikvision elsewhere", {HIKVISION}, set()),
        ("various; see installer", set(), set()),
        ("", set(), set()),
    ],
)
def test_makers_of_a_text(text: str, makers: set[str], denied: set[str]) -> None:
    found = named_in(text)
    assert (found.makers, found.denied) == (makers, denied)


def test_a_maker_of_the_register_is_found_where_its_name_may_be_an_everyday_word() -> None:
    text = "Our supplier fitted mostly Axis cameras in the town centre"
    assert mentioned(text, [AXIS, BOSCH, ""]) == {AXIS}


def test_a_text_as_long_as_an_answer_can_be_is_read_in_time() -> None:
    text = "Hikvison, Axis and nobody, " * 740
    assert HIKVISION in named_in(text).makers

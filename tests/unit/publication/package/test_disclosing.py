"""What is public by itself, and what would tell of an answer that is not."""

import pytest
import waves

from custodes.errors import Invalid
from custodes.publication.package.disclosure import Disclosed, Disclosure, disclosures

FORM = waves.instrument("""
type              | name   | label          | relevant                 | calculation
begin_group       | top    | Top            |                          |
select_one yes_no | runs   | Run?           |                          |
integer           | many   | How many?      | ${runs} = 'yes'          |
select_one yes_no | bright | Bright enough? | ${many} > 10             |
calculate         | twice  | Twice          |                          | ${many} * 2
select_one yes_no | plenty | Plenty?        | ${twice} > 40            |
end_group         |        |                |                          |
begin_group       | deep   | Deep           | ${runs} = 'yes'          |
select_one yes_no | kept   | Kept?          |                          |
end_group         |        |                |                          |
begin_group       | sites  | Sites          |                          |
begin_repeat      | site   | Sites          |                          |
select_one yes_no | lit    | Lit?           |                          |
end_repeat        |        |                |                          |
end_group         |        |                |                          |
""")
WITHHELD = Disclosed(Disclosure.WITHHELD, "s.31", "It tells where to look.")
PUBLIC = Disclosed(Disclosure.PUBLIC)


def public(**chosen: Disclosed) -> set[str]:
    return {name for name, one in disclosures(FORM, chosen).items() if one.disclosure is Disclosure.PUBLIC}


def test_choices_and_numbers_are_public_but_those_of_one_site_at_a_time() -> None:
    assert public() == {"runs", "many", "bright", "plenty", "kept"}
    assert "sensitive" in disclosures(FORM, {})["lit"].reason
    assert "lit" in public(lit=PUBLIC), "somebody may say that it is"


@pytest.mark.parametrize(
    ("withheld", "left"),
    [
        ("runs", set[str]()),
        ("many", {"runs", "kept"}),
        ("bright", {"runs", "many", "plenty", "kept"}),
    ],
)
def test_what_follows_from_an_answer_that_is_not_public_is_not_public_singly(
    withheld: str, left: set[str]
) -> None:
    assert public(**{withheld: WITHHELD}) == left
    assert all(
        one.reason
        for one in disclosures(FORM, {withheld: WITHHELD}).values()
        if one.disclosure is not Disclosure.PUBLIC
    )


@pytest.mark.parametrize("name", ["many", "bright", "plenty", "kept", "twice"])
def test_nobody_can_say_that_it_is_public_all_the_same(name: str) -> None:
    with pytest.raises(Invalid, match="which is not public") as refused:
        disclosures(FORM, {"runs": WITHHELD, name: PUBLIC})
    assert set(refused.value.fields) == {name}

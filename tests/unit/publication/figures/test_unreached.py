"""A question that was not asked is a no only where it certainly did not apply."""

import pytest
import waves

from custodes.publication.figures.unreached import questions_of, unreached
from custodes.survey.filling import Form

ROWS = """
type              | name   | label      | relevant
begin_group       | top    | Top        |
select_one yes_no | runs   | Run?       |
integer           | many   | How many?  | ${runs} = 'yes'
text              | named  | Whose?     | ${many} > 10 and ${runs} != 'no'
text              | longer | Which?     | string-length(${named}) > 3
begin_group       | deep   | Deep       | ${runs} = 'yes'
select_one yes_no | kept   | Kept?      |
end_group         |        |            |
begin_repeat      | site   | Sites      |
select_one yes_no | lit    | Lit?       |
text              | lamp   | Which?     | ${lit} = 'yes'
end_repeat        |        |            |
end_group         |        |            |
"""
YES, NO, UNKNOWN, BLANK = ("answered", "yes"), ("answered", "no"), ("not_known", ""), ("blank", "")
QUESTIONS = questions_of(Form.of(waves.instrument(ROWS)))
TEXT = ("answered", "abc")


def one(said: tuple[str, str]) -> dict[tuple[int, ...], tuple[str, str]]:
    return {(): said}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"runs": one(NO)}, []),
        ({"runs": one(UNKNOWN)}, ["many", "named", "longer", "kept"]),
        ({"runs": one(("withheld", "yes"))}, ["many", "named", "longer", "kept"]),
        ({"runs": one(BLANK)}, ["many", "named", "longer", "kept"]),
        ({"runs": one(YES), "many": one(("answered", "3")), "kept": one(YES)}, []),
        ({"runs": one(YES), "many": one(UNKNOWN), "kept": one(YES)}, ["named", "longer"]),
        ({"runs": one(YES), "many": one(("answered", "30")), "named": one(BLANK), "kept": one(YES)}, ["longer"]),
        ({"runs": one(YES), "many": one(("answered", "30")), "named": one(TEXT), "kept": one(YES)}, []),
        ({"runs": one(NO), "lit": {(1,): NO, (3,): UNKNOWN}}, ["lamp"]),
        ({"runs": one(NO), "lit": {(1,): YES, (3,): UNKNOWN}, "lamp": {(1,): TEXT}}, ["lamp"]),
        ({"runs": one(NO), "lit": {(1,): YES, (3,): NO}, "lamp": {(1,): TEXT}}, []),
        ({}, []),
    ],
)  # fmt: skip
def test_what_may_apply_and_was_not_asked_is_not_reached(
    said: dict[str, dict[tuple[int, ...], tuple[str, str]]], found: list[str]
) -> None:
    assert list(unreached(QUESTIONS, said)) == found


def test_what_was_read_as_a_yes_though_nothing_was_asked_then_is_unknown_too() -> None:
    """The words were no answer when they were given, so nothing was asked; an analyst reads them as a yes."""
    said = {"runs": one(YES), "kept": one(UNKNOWN)}
    assert list(unreached(QUESTIONS, said)) == ["many", "named", "longer"]

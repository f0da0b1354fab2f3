"""Figures of two waves: what can be compared, and that a matched panel is nothing but fewer units."""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written_forms import YES_NO, form

from custodes.publication.figures import wording
from custodes.publication.figures.comparing import Both, Compared, FigureCompared, Side, Standing, compare
from custodes.publication.figures.counting import ANSWERS, UNITS, Group, Working, work_out
from custodes.publication.figures.definitions import Unit, read
from custodes.publication.figures.snapshot import Snapshot
from custodes.survey.filling import Form

FIRST = """
type                     | name    | label         | hint | relevant        | calculation              | custodes::technology | custodes::register | custodes::comparable
begin_group              | cctv    | CCTV          |      |                 |                          |                      |                    |
select_one yes_no        | runs    | Any cameras?  |      |                 |                          | drone                | operated           |
integer                  | number  | How many?     |      | ${runs} = 'yes' |                          |                      |                    |
calculate                | twice   |               |      |                 | ${number} * 2            |                      |                    |
select_multiple yes_no   | which   | Which?        |      |                 |                          |                      |                    |
end_group                |         |               |      |                 |                          |                      |                    |
"""
SETTINGS = "form_title | form_id | version\nA form | form | %s"
Said = Mapping[str, tuple[str, str] | str]
AT = dt.datetime(2026, 10, 2, tzinfo=dt.UTC)


def made(survey: str = FIRST, version: str = "1", choices: str = YES_NO) -> Form:
    return form(survey, choices, SETTINGS % version)


def snapshot(
    units: Mapping[tuple[str, str], Said], covers: Mapping[str, Sequence[str]] | None = None
) -> Snapshot:
    """Units by what they are and their id, each with its answers."""
    rows = [
        (*unit, question, *(("answered", answer) if isinstance(answer, str) else answer))
        for unit, said in units.items()
        for question, answer in said.items()
    ]
    tables = (
        pa.table([list(column) for column in zip(*found, strict=True)] or [[] for _ in schema], schema=schema)
        for found, schema in (([(*unit, unit[1].title()) for unit in units], UNITS), (rows, ANSWERS))
    )
    return Snapshot(AT, *tables, covers or {})


def figure(counts: str, **keys: str) -> str:
    said = {"name": "one", "title": "One", "counts": counts, "of_words": "those", **keys}
    lines = (f"{key} = {value!r}" if value != "true" else f"{key} = true" for key, value in said.items())
    return "[[figure]]\n" + "\n".join(lines).replace("'", '"').replace("~", "'") + "\n"


def side(of: Form, text: str, units: Mapping[tuple[str, str], Said] | None = None) -> Side:
    return Side(of, read(text, of.instrument), snapshot(units or {}))


def one(of: Compared) -> FigureCompared:
    (found,) = of.figures
    return found


def stands(before: str, after: str, counts: str, choices: str = YES_NO) -> FigureCompared:
    """A figure of a form in which something was changed."""
    assert before in FIRST
    now = made(FIRST.replace(before, after, 1), "2", choices)
    return one(compare(side(now, figure(counts)), Side(made(), (), snapshot({}))))


def test_a_question_that_is_new_or_measures_something_else_keeps_a_figure_apart() -> None:
    found = stands("| which   | Which?", "| whom    | Which?", "selected(${whom}, ~yes~)")
    assert found.apart == ("whom: It was not asked.",)
    assert stands("integer  ", "decimal  ", "${number} > 3").apart == (
        "number: It was asked as a whole number.",
    )
    assert stands("integer  ", "decimal  ", "${runs} = ~yes~").apart == ()


def test_a_figure_over_what_is_calculated_stands_as_what_that_is_calculated_from() -> None:
    assert stands("How many?", "How many are there?", "${twice} > 3").apart == ()
    found = stands("${number} * 2", "${number} * 3", "${twice} > 3")
    assert found.apart == ("twice: It was calculated otherwise.",)
    assert [pair.name for pair in found.reads] == ["twice", "number"]
    found = stands("integer  ", "decimal  ", "${twice} > 3")
    assert found.apart == ("number: It was asked as a whole number.",)


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ("${runs} = ~some~", ("runs: “Some of us” could not be chosen.",)),
        ("not(selected(${which}, ~some~))", ("which: “Some of us” could not be chosen.",)),
        ("${runs} = ~yes~", ()),
        ("state(${runs}) = ~withheld~", ()),
    ],
)
def test_a_choice_that_nobody_could_choose_is_no_no(counts: str, why: tuple[str, ...]) -> None:
    assert stands("", "", counts, YES_NO + "yes_no | some | Some of us\n").apart == why


def test_a_question_with_another_name_is_read_under_the_one_it_had() -> None:
    now = made(
        FIRST.replace("| which   | Which?", "| whom    | Which?").replace(
            "                    |\nend_group", "                    | 1/which\nend_group"
        ),
        "2",
    )
    then = side(made(), figure("selected(${which}, ~yes~)"), {("return", "a"): {"which": "no yes"}})
    found = one(
        compare(side(now, figure("selected(${whom}, ~yes~)"), {("return", "a"): {"whom": "no"}}), then)
    )
    assert (found.apart, found.standing) == ((), Standing.SAME)
    assert found.raw
    assert (found.raw.then.number, found.raw.now.number) == (1, 0)


@pytest.mark.parametrize(
    ("keys", "was"),
    [
        ({}, ()),
        ({"title": "Another", "of_words": "them"}, ()),
        ({"of": "operates drone"}, ("It was out of those, ${runs} != 'no'.",)),
        ({"of": "asked", "mixed": "true"}, ("It was out of those.",)),
        ({"of": "asked", "unit": "body"}, ("It counted by body.",)),
        ({"counts": "${number} >= 4"}, ("It counted ${number} >= 4.",)),
    ],
)
def test_another_definition_is_said_and_another_title_is_none(
    keys: dict[str, str], was: tuple[str, ...]
) -> None:
    then = side(made(), figure(**{"counts": "${number} > 3", **keys}))
    found = one(compare(side(made(version="2"), figure("${number} > 3")), then))
    assert (found.was, found.standing) == (was, Standing.OTHER if was else Standing.SAME)


def test_a_body_is_in_a_panel_where_somebody_answered_for_it_what_the_figure_reads() -> None:
    nothing = ("no_return", "")
    then = {("body", "a"): {"runs": "yes", "number": "3"}, ("body", "b"): {"runs": "no", "number": nothing}}
    now = {**then, ("body", "c"): {"runs": "yes", "number": "3"}}
    bodies = {"unit": "body", "of": "asked"}
    text = "".join(
        figure(counts, name=name, **bodies)
        for name, counts in (
            ("runs", "${runs} = ~yes~"),
            ("number", "${number} > 1 and ${runs} = ~yes~"),
            ("silent", "state(${number}) = ~no_return~"),
            ("came", "${wave:submitted} = ~yes~"),
        )
    )
    found = compare(side(made(), text, now), side(made(), text, then))
    assert [each.matched for each in found.figures] == [2, 1, 2, 2]
    assert found.matched == {Unit.RETURN: 0, Unit.BODY: 2}


def test_only_returns_for_the_same_bodies_are_the_same() -> None:
    returns: dict[tuple[str, str], Said] = {("return", name): {"runs": "yes"} for name in "abc"}
    then, now = (
        side(made(), figure("${runs} = ~yes~"))._replace(answers=snapshot(returns, covers))
        for covers in ({"a": ["a"], "b": ["b"], "c": ["c"]}, {"a": ["a"], "b": ["b"], "d": ["b"], "c": ["c"]})
    )
    found = compare(now, then)
    assert (one(found).matched, found.otherwise) == (2, ["B"])


UNITS_SAID = st.dictionaries(
    st.tuples(st.sampled_from(["return", "body"]), st.sampled_from("abcdef")),
    st.fixed_dictionaries(
        {},
        optional={
            "runs": st.sampled_from(["yes", "no", ("not_known", ""), ("withheld", "")]),
            "number": st.sampled_from(["1", "9", ("blank", "")]),
        },
    ),
)
BELONGING = figure("${number} > 3", of="${runs} = ~yes~") + figure(
    "${number} > 3", name="two", unit="body", of="operates drone"
)


@settings(max_examples=60, deadline=None)
@given(UNITS_SAID, UNITS_SAID)
def test_a_panel_is_the_figure_over_the_units_that_are_in_both(
    then: dict[tuple[str, str], Said], now: dict[tuple[str, str], Said]
) -> None:
    sides = [side(made(), BELONGING, units) for units in (then, now)]
    wanted = pa.array([f"{unit} {name}" for unit, name in then.keys() & now.keys()], pa.string())
    expected = []
    for one_side in sides:
        units, answers = one_side.answers.units, one_side.answers.answers
        key = pc.binary_join_element_wise(units["unit"], units["id"], " ")
        expected.append(work_out(one_side.figures, units.filter(pc.is_in(key, wanted)), answers))
    found = compare(sides[1], sides[0])
    assert [each.panel for each in found.figures] == [Both(*both) for both in zip(*expected, strict=True)]


def test_a_change_is_said_from_the_least_to_the_most() -> None:
    (of,) = read(figure("${number} > 3"), made().instrument)

    def working(yes: int, no: int, unknown: int = 0) -> Working:
        many = ((True, yes), (False, no), (None, unknown))
        return Working(
            of, {Group(True, truth): tuple(f"{truth}{n}" for n in range(size)) for truth, size in many}
        )

    def change(then: Working, now: Working) -> tuple[str, bool]:
        both = Both(then, now)
        return wording.change(both), both.direction_known

    assert change(working(11, 25), working(12, 24)) == ("+2.8", True)
    assert change(working(1, 1), working(1, 3)) == ("−25.0", True)
    assert change(working(1, 1), working(2, 2)) == ("0.0", True)
    assert change(working(1, 1), working(1, 1, 2)) == ("from −25.0 to +25.0", False)
    assert change(working(1, 3), working(1, 1, 2)) == ("from 0.0 to +50.0", False)
    assert change(working(0, 0), working(1, 1)) == ("", False)
    assert Both(working(1, 1, 2), working(1, 1)).least == Fraction(-1, 4)

"""Figures: the statement over all answers says what the plain walk says, and what was said of 2022."""

from dataclasses import replace
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.publication.figures import reference
from custodes.publication.figures.comparing import Both
from custodes.publication.figures.conditions import Condition, condition
from custodes.publication.figures.counting import ANSWERS, UNITS, Working, percent, work_out
from custodes.publication.figures.definitions import Bound, Figure, Unit, read
from custodes.publication.figures.shipped import shipped
from custodes.publication.figures.wording import bounds, change, statement
from custodes.survey.shipped import load

YES = ("answered", "yes")
NO = ("answered", "no")
UNKNOWN = ("not_known", "")
Said = dict[str, list[tuple[str, str]]]
Units = dict[Unit, dict[str, Said]]


def figure(
    counts: str, belongs: str = "", unit: Unit = Unit.RETURN, bound: Bound = Bound.EXACT, mixed: bool = False
) -> Figure:
    of = "asked" if mixed else "returned"
    return Figure(
        "one",
        "One",
        unit,
        of,
        "",
        condition(counts),
        condition(belongs) if belongs else None,
        bound,
        mixed=mixed,
    )


def counted(figures: list[Figure], units: Units) -> list[Working]:
    rows = [(kind, name, name) for kind, ones in units.items() for name in ones]
    said = [
        (kind, name, question, state, value)
        for kind, ones in units.items()
        for name, questions in ones.items()
        for question, answers in questions.items()
        for state, value in answers
    ]
    tables = [
        pa.table([list(column) for column in zip(*found, strict=True)] or [[] for _ in schema], schema=schema)
        for found, schema in ((rows, UNITS), (said, ANSWERS))
    ]
    return work_out(figures, *tables)


def of_returns(*said: tuple[str, str] | None) -> Units:
    """Returns 00, 01, ... that answer the question q; None was not asked."""
    return {
        Unit.RETURN: {f"{n:02}": {"q": [one]} if one else {} for n, one in enumerate(said)},
        Unit.BODY: {},
    }


def test_unknown_is_neither_yes_nor_no() -> None:
    (found,) = counted([figure("${q} = 'yes'", bound=Bound.AT_LEAST)], of_returns(YES, NO, UNKNOWN, None))
    assert (found.number, found.of, found.most) == (1, 4, 2)
    assert found.unknown == ("02",)
    assert (found.least_share, found.share, found.most_share) == (
        Fraction(1, 4),
        Fraction(1, 4),
        Fraction(1, 2),
    )
    assert found.percent == "25"


def test_not_unknown_stays_unknown() -> None:
    (found,) = counted([figure("not(${q} = 'yes')")], of_returns(YES, NO, UNKNOWN, None))
    assert found.among(True, True) == ("01", "03")
    assert found.unknown == ("02",)
    assert not found.holds, "it claims to be exact and is not"


@pytest.mark.parametrize("state", ["not_known", "not_held", "withheld", "non_answer", "blank", "no_return"])
def test_what_says_nothing_is_unknown(state: str) -> None:
    (found,) = counted([figure("${q} != 'yes'")], of_returns((state, "")))
    assert found.unknown == ("00",)


def test_a_state_is_always_known() -> None:
    figures = [
        figure("state(${q}) = 'not_known'"),
        figure("state(${q}) != 'not_known'"),
        figure("state(${q}) = 'not_asked'"),
    ]
    said = of_returns(YES, UNKNOWN, None)
    assert [found.among(True, True) for found in counted(figures, said)] == [("01",), ("00", "02"), ("02",)]


def test_who_may_belong_widens_the_bounds() -> None:
    said: Units = {
        Unit.RETURN: {
            "flies": {"uav": [YES], "aware": [YES]},
            "does not": {"uav": [NO]},
            "does not say": {"uav": [("withheld", "")], "aware": [NO]},
        },
        Unit.BODY: {},
    }
    (found,) = counted([figure("${aware} = 'yes'", "${uav} = 'yes'")], said)
    assert (found.number, found.of, found.most, found.unknown) == (1, 1, 1, ("does not say",))
    assert (found.least_share, found.most_share) == (Fraction(1, 2), Fraction(1))
    assert not found.holds, "it may be 1 of 2"
    assert bounds(found) == "1: from 50% to 100%, whatever the 1 of whom it is unknown would say"
    least = replace(found, figure=replace(found.figure, bound=Bound.AT_LEAST, of_words="that fly"))
    assert statement(least) == "at least 1 of 1 that fly (at least 50%: 1 more may be among them)"
    assert least.holds


@pytest.mark.parametrize("bound", list(Bound))
def test_the_least_is_rounded_down_and_the_most_up(bound: Bound) -> None:
    figures = [figure("${q} = 'yes'", bound=bound)]
    (range_,) = counted(figures, of_returns(YES, YES, YES, YES, NO, UNKNOWN))
    assert (range_.least_percent, range_.percent, range_.most_percent) == ("66", "67", "84")
    (known,) = counted(figures, of_returns(YES, YES, NO))
    assert (known.least_percent, known.percent, known.most_percent) == ("67", "67", "67")


def test_returns_over_bodies() -> None:
    said: Units = {Unit.RETURN: {f"r{n}": {} for n in range(39)}, Unit.BODY: {f"b{n}": {} for n in range(47)}}
    (found,) = counted([figure("state(${q}) = 'not_asked'", mixed=True)], said)
    assert (found.number, found.of, found.percent) == (39, 47, "83")


@pytest.mark.parametrize(
    ("number", "of", "decimals", "printed"),
    [
        (39, 47, 0, "83"),
        (39, 47, 1, "83.0"),
        (11, 36, 0, "31"),
        (1, 200, 0, "1"),
        (1, 201, 0, "0"),
        (1, 8, 2, "12.50"),
        (42, 46, 0, "91"),
    ],
)
def test_percents_are_rounded_half_up(number: int, of: int, decimals: int, printed: str) -> None:
    assert percent(Fraction(number, of), decimals) == printed


@pytest.mark.parametrize("prefix", ["ext", "int", "anpr", "bwv", "uav", "hel", "fr"])
def test_who_was_not_asked_is_in_no_shipped_denominator(prefix: str) -> None:
    """Whoever uses what another body runs is asked nothing more of it: its own return answers."""
    said: Units = {
        Unit.RETURN: {
            "runs": {
                f"{prefix}_operated": [("answered", "own")],
                f"{prefix}_dpia": [("answered", "complete_overdue")],
                f"{prefix}_connection": [("answered", "standalone")],
            },
            "uses": {f"{prefix}_operated": [("answered", "lead_body")]},
        },
        Unit.BODY: {},
    }
    figures = read(shipped("police-survey"), load("police-survey"))
    wanted = [one for one in figures if one.name in (f"{prefix}_dpia_done", f"{prefix}_standalone")]
    assert [(one.number, one.of, one.unknown) for one in counted(wanted, said)] == [(1, 1, ())] * 2
    said[Unit.RETURN]["silent"] = {f"{prefix}_operated": [UNKNOWN]}
    assert [one.unknown for one in counted(wanted, said)] == [("silent",)] * 2


def test_a_change_is_never_said_to_be_more_certain_than_it_is() -> None:
    then, now = (
        counted([figure("${q} = 'yes'")], said)[0]
        for said in (of_returns(YES, NO, UNKNOWN), of_returns(YES, YES, NO, NO, NO, UNKNOWN))
    )
    assert Both(then, now).least == Fraction(-1, 3)
    assert change(Both(then, now)) == "from −33.4 to +16.7"
    assert change(Both(now, then)) == "from −16.7 to +33.4"


QUESTIONS = ("q", "r", "wave:kind")
answers = st.tuples(
    st.sampled_from(["answered", "answered", "not_known", "blank", "no_return", "not_asked"]),
    st.sampled_from(["", "yes", "a b", "b", "3", "-2.5", "about 3", "3e2", "it's"]),
)
comparisons = st.one_of(
    st.tuples(
        st.just("is"),
        st.sampled_from(["=", "!=", "selected", "contains"]),
        st.sampled_from(QUESTIONS),
        st.sampled_from(["yes", "b", "it's", "3"]),
    ),
    st.tuples(
        st.just("is"),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.sampled_from(QUESTIONS),
        st.sampled_from([3, -2.5, 0]),
    ),
    st.tuples(
        st.just("state"),
        st.sampled_from(["=", "!="]),
        st.sampled_from(QUESTIONS),
        st.sampled_from(["not_known", "not_asked", "answered"]),
    ),
).map(list)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner).map(list),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner).map(list),
    ),
    max_leaves=6,
)
asked = st.dictionaries(st.sampled_from(QUESTIONS), st.lists(answers, min_size=1, max_size=3))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(conditions, st.none() | conditions, st.booleans()), min_size=1, max_size=4),
    st.lists(asked, max_size=6),
    st.lists(asked, max_size=3),
)
def test_the_statement_agrees_with_the_walk(
    made: list[tuple[Condition, Condition | None, bool]], returns: list[Said], bodies: list[Said]
) -> None:
    figures = [
        Figure(f"f{n}", "", Unit.RETURN, "asked" if mixed else "x", "", counts, belongs, mixed=mixed)
        for n, (counts, belongs, mixed) in enumerate(made)
    ]
    units: Units = {
        Unit.RETURN: {f"r{n}": said for n, said in enumerate(returns)},
        Unit.BODY: {f"b{n}": said for n, said in enumerate(bodies)},
    }
    assert counted(figures, units) == [reference.work_out(one, units) for one in figures]

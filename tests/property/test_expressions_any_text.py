"""Whatever is typed, compiling says what is wrong or gives something that has a value over any answers."""

import datetime as dt
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from custodes.survey.expressions import (
    FORM,
    FUNCTIONS,
    UNSUPPORTED,
    Context,
    Expression,
    ExpressionError,
    Names,
    compile,
    days,
    tree,
)
from custodes.survey.expressions.values import number_text, text_number

TODAY = dt.date(2026, 11, 23)
CAMERAS = FORM.inside("cameras", repeat=True)
NAMES = Names([FORM.inside("n"), FORM.inside("s"), CAMERAS, CAMERAS.inside("make"), CAMERAS.inside("or")])
WORDS = [
    *(
        [
            "${n}",
            "${s}",
            "${make}",
            "${cameras}",
            "${nobody}",
            "${",
            "n",
            "make",
            "cameras",
            "data",
            "or",
            "and",
            "div",
            "mod",
            "*",
            ".",
            "..",
            "/",
            "//",
            "|",
            ",",
            "(",
            ")",
            "[",
            "]",
            "::",
        ]
    ),
    *(
        [
            "=",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            "+",
            "-",
            "1",
            "0",
            "2.5",
            ".5",
            "1e3",
            "''",
            "'a'",
            '"b"',
            "'x",
            "''",
            "@id",
            "child",
            "parent",
            "self",
            "node()",
            "text()",
            "'",
            '"',
            "$",
            "!",
            "#",
        ]
    ),
    *(
        [
            "'2022-11-24'",
            "'%Y'",
            "'${s}'",
            "'^a*$'",
            "'1970-01-01T12:00:00Z'",
            "\n",
            "\t",
            "é",
            "😀",
            "last()",
            "substring",
            "last-saved#n",
        ]
    ),
]
CALLS = [f"{name}(" for name in (*FUNCTIONS, *UNSUPPORTED)]
ANSWERS = st.one_of(
    st.sampled_from(
        ["", "1", "-2.5", "a b", "2022-11-24", "0", "false", "9" * 400, "9999-12-31T23:59:59.9999999Z"]
    ),
    st.text(max_size=12),
    st.floats().map(str),
)


def compiled(text: str) -> Expression | ExpressionError:
    try:
        return compile(text, names=NAMES)
    except ExpressionError as error:
        return error


@settings(max_examples=400)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from([*WORDS, *CALLS]), max_size=14).map(" ".join),
        st.lists(st.sampled_from([*WORDS, *CALLS, ")", ")", ","]), max_size=14).map("".join),
    ),
    ANSWERS,
    st.lists(ANSWERS, max_size=3),
)
@example("n[1][1][1]", "1", [])
@example("${", "1", [])
@example("//*[*]/..", "1", ["a"])
def test_any_text_is_a_problem_or_has_a_value(text: str, answer: str, makes: list[str]) -> None:
    answers = {"n": answer, "s": answer, "cameras": [{"make": make, "or": answer} for make in makes]}
    top = tree(answers)
    expression = compiled(text)
    if isinstance(expression, ExpressionError):
        assert expression.what
        assert 1 <= expression.position <= max(len(text), 1)
        return
    context = Context(top, TODAY)
    value = expression.evaluate(context)
    assert isinstance(value, bool | float | str | list)
    assert isinstance(expression.as_string(context), str)
    assert isinstance(expression.as_answer(context), str)
    assert isinstance(expression.as_number(context), float)
    assert isinstance(expression.as_boolean(context), bool)


ARGUMENTS = [
    "${n}",
    "${make}",
    "${cameras}",
    "'a b'",
    "''",
    "1",
    "-1",
    "2.5",
    "0 div 0",
    "1 div 0",
    "true()",
    "today()",
]


@settings(max_examples=400)
@given(
    st.sampled_from(sorted(FUNCTIONS)),
    st.lists(st.sampled_from([*ARGUMENTS, "'${n}'", "'%Y'"]), max_size=6),
    ANSWERS,
)
def test_any_function_of_anything_has_a_value(name: str, arguments: list[str], answer: str) -> None:
    expression = compiled(f"{name}({', '.join(arguments)})")
    if isinstance(expression, ExpressionError):
        return
    context = Context(tree({"n": answer, "s": "", "cameras": [{"make": answer, "or": ""}]}), TODAY)
    assert isinstance(expression.as_string(context), str)


@given(st.dates())
def test_dates_are_days_and_back(day: dt.date) -> None:
    number = days.read(day.isoformat())
    assert number == (day - dt.date(1970, 1, 1)).days
    assert days.date_text(float(number)) == day.isoformat()


@given(st.datetimes(dt.datetime(1, 1, 3), dt.datetime(9999, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_date_times_are_days_and_back(when: dt.datetime, minutes: int) -> None:
    zone = dt.timezone(dt.timedelta(minutes=minutes))
    aware = when.replace(microsecond=when.microsecond // 1000 * 1000, tzinfo=zone)
    number = days.read(aware.isoformat(timespec="milliseconds"))
    assert number is not None
    assert dt.datetime.fromisoformat(days.date_time_text(number)) == aware


@given(st.dates(), st.integers(-10_000, 10_000))
def test_days_later_is_days_later(day: dt.date, number: int) -> None:
    context = Context(tree({"n": number, "s": day}), TODAY)
    later = compile("date(${s} + ${n})", names=NAMES).as_string(context)
    try:
        assert later == (day + dt.timedelta(number)).isoformat()
    except OverflowError:
        assert later == ""


@given(st.dates(), st.dates())
def test_dates_compare_as_dates(one: dt.date, other: dt.date) -> None:
    context = Context(tree({"n": one, "s": other}), TODAY)
    for symbol, expected in (
        ("<", one < other),
        (">=", one >= other),
        ("=", one == other),
        ("!=", one != other),
    ):
        assert compile(f"${{n}} {symbol} ${{s}}", names=NAMES).as_boolean(context) is expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_texts_and_back(number: float) -> None:
    text = number_text(number)
    assert "e" not in text
    assert text_number(text) == number or abs(number) > 1e300


@given(st.text(max_size=20), st.text(max_size=5), st.text(max_size=5))
def test_a_text_is_what_stands_before_and_after_a_mark(text: str, mark: str, other: str) -> None:
    context = Context(tree({"n": text + mark + other, "s": mark}), TODAY)
    joined = compile("concat(substring-before(${n}, ${s}), ${s}, substring-after(${n}, ${s}))", names=NAMES)
    assert joined.as_string(context) == text + mark + other


@pytest.mark.parametrize("value", ["nan", "inf", "1_000", "٣", "0x1"])
def test_what_only_python_takes_for_a_number_is_none(value: str) -> None:
    assert math.isnan(text_number(value))

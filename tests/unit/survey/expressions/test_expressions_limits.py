"""Absurd expressions are refused in words; long ones that are not absurd are evaluated."""

import datetime as dt
import time

import pytest

from custodes.survey.expressions import FORM, Context, ExpressionError, Names, compile, tree

NAMES = Names([FORM.inside("n"), FORM.inside("s")])
CONTEXT = Context(tree({"n": 1, "s": "a" * 9_000}), dt.date(2026, 11, 23))


def below(frames: int, text: str) -> str:
    """Compile and evaluate with so many frames on the stack already, as under a service."""
    if frames:
        return below(frames - 1, text)
    return compile(text, names=NAMES).as_string(CONTEXT)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "1" + ")" * 500,
        "-" * 500 + "1",
        "not(" * 500 + "1" + ")" * 500,
        "if(1, 1, " * 500 + "1" + ")" * 500,
        "n[" * 500 + "1" + "]" * 500,
        "1 = (" * 500 + "1" + ")" * 500,
        "(" * 9_000,
        "//n[" * 2_000,
    ],
)
def test_nesting_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError) as problem:
        below(300, text)
    assert problem.value.what == "The expression is nested too deeply."


def test_length_is_refused() -> None:
    with pytest.raises(ExpressionError, match="at most 10,000 are read"):
        compile("1" + " " * 10_000, names=NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(" * 60 + "1" + ")" * 60, "1"),
        ("not(" * 60 + "1" + ")" * 60, "true"),
        ("if(0, 1, " * 60 + "7" + ")" * 60, "7"),
        ("coalesce('', " * 60 + "7" + ")" * 60, "7"),
        ("string((" * 30 + "${n}" + "))" * 30, "1"),
        ("${n}[" * 30 + "1" + "]" * 30, "1"),
        ("1" + " + 1" * 2_000, "2001"),
        ("0" + " or 0" * 1_500 + " or 1", "true"),
        ("1" + " and 1" * 1_500, "true"),
        ("1" + " = 1" * 900, "true"),
        ("n" + "[1]" * 900, "1"),
        ("n" + "/../n" * 900, "1"),
        ("count(n" + " | n" * 900 + ")", "1"),
        ("string-length(concat('a'" + ", 'a'" * 1_500 + "))", "1501"),
    ],
)
def test_what_is_long_or_nested_as_people_write_is_evaluated(text: str, expected: str) -> None:
    assert below(300, text) == expected


def test_huge_numbers_are_infinite() -> None:
    assert compile("9" * 500 + " = " + "9" * 500 + ".0", names=NAMES).as_boolean(CONTEXT)
    assert compile("1 div " + "9" * 500, names=NAMES).as_string(CONTEXT) == "0"


def test_more_digits_than_python_reads_are_a_problem() -> None:
    with pytest.raises(ExpressionError):
        compile("9" * 9_000, names=NAMES)


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|aa)+$", "^(.*)*b$", "(a*)*(a*)*b", "^(([a-z])+.)+[A-Z]$"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    start = time.process_time()
    compile(f"regex(concat(${{s}}, '!'), '{pattern}')", names=NAMES).as_boolean(CONTEXT)
    assert time.process_time() - start < 1


def test_a_pattern_that_takes_much_memory_is_refused() -> None:
    with pytest.raises(ExpressionError, match="cannot be read"):
        compile("regex('a', '((a{100}){100}){100}')", names=NAMES)


def test_conditions_inside_each_other_do_not_multiply_without_end() -> None:
    repeat = FORM.inside("r", repeat=True)
    names = Names([repeat, repeat.inside("q")])
    context = Context(tree({"r": [{"q": n} for n in range(100)]}), dt.date(2026, 11, 23))
    text = "//q[. = //q[. = //q[. = //q[. > 0]]]]"
    with pytest.raises(ExpressionError, match="looks at more than 200,000 answers"):
        compile(text, names=names).as_string(context)
    assert compile("count(//q[. = //q[. > 0]])", names=names).as_string(context) == "99"

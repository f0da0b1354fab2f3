"""Trees of answers, what an expression is asked for, and that it does not mind being shared."""

import datetime as dt
import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from custodes.survey.expressions import FORM, Context, Names, compile, tree
from custodes.survey.expressions.answers import answer_text
from custodes.survey.expressions.nodes import Node

TODAY = dt.date(2026, 11, 23)
NAMES = Names([FORM.inside("n"), FORM.inside("s")])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("yes", "yes"),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (2.5, "2.5"),
        (1e-7, "0.0000001"),
        (dt.date(2022, 11, 24), "2022-11-24"),
        (dt.datetime(2022, 11, 24, 9, 30, tzinfo=dt.UTC), "2022-11-24T09:30:00+00:00"),
        (dt.time(9, 30), "09:30:00"),
        ([], ""),
    ],
)
def test_an_answer_as_text(value: object, text: str) -> None:
    assert answer_text(value) == text
    assert tree({"q": value}).child("q").text == text


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(TypeError):
        answer_text(object())


def test_groups_repeats_and_several_choices() -> None:
    top = tree({"g": {"q": 1}, "r": [{"q": 1}, {"q": 2}], "s": ["a", "b"]})
    assert top.child("g").child("q").text == "1"
    assert [node.text for node in top.children["r"]] == ["1", "2"]
    assert top.child("r", 2).place == 2
    assert top.child("s").text == "a b"
    assert top.text == "112a b"


def test_an_answer_that_changes_is_read_again() -> None:
    top = tree({"n": 1, "s": ""})
    expression = compile("${n} > 5", names=NAMES)
    assert not expression.as_boolean(Context(top, TODAY))
    top.child("n").value = "6"
    assert expression.as_boolean(Context(top, TODAY))


def test_one_value_asked_for_in_each_way() -> None:
    context = Context(tree({"n": "", "s": "2022-11-24"}), TODAY)
    none, day = compile("${n} + 1", names=NAMES), compile("${s}", names=NAMES)
    assert (none.as_string(context), none.as_answer(context), none.as_boolean(context)) == ("NaN", "", False)
    assert math.isnan(none.as_number(context))
    assert (day.as_string(context), day.as_answer(context)) == ("2022-11-24", "2022-11-24")
    assert (day.as_number(context), day.as_boolean(context)) == (19320, True)


def test_a_question_without_a_node_is_no_question() -> None:
    context = Context(tree({"s": "x"}), TODAY)
    assert compile("${n}", names=NAMES).evaluate(context) == []
    assert compile("${n}", names=NAMES).as_string(context) == ""
    assert not compile("${n} != 'a'", names=NAMES).as_boolean(context)


def test_only_the_branch_that_is_taken_is_looked_into() -> None:
    looked: list[str] = []

    class Told(Node):
        @property
        def text(self) -> str:
            looked.append(self.name)
            return self.value

    top = tree({})
    for name, value in (("n", "1"), ("s", "x")):
        top.children[name] = [Told(name, value, top)]
    compile("if(${n} = '1', 'a', ${s})", names=NAMES).as_string(Context(top, TODAY))
    compile("${n} = '1' or ${s} = 'x'", names=NAMES).as_string(Context(top, TODAY))
    compile("${n} = '2' and ${s} = 'x'", names=NAMES).as_string(Context(top, TODAY))
    assert set(looked) == {"n"}


def test_many_threads_share_an_expression_and_compile_their_own() -> None:
    text = "if(${n} mod 2 = 0, concat('even ', ${n}), concat('odd ', ${n}))"
    shared = compile(text, names=NAMES)

    def one(number: int) -> tuple[str, str]:
        context = Context(tree({"n": number, "s": ""}), TODAY)
        return shared.as_string(context), compile(text, names=NAMES).as_string(context)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, range(400)))
    assert found == [(f"{'odd' if n % 2 else 'even'} {n}",) * 2 for n in range(400)]

"""`${name}` leads where pyxform says it leads; an expression tells what it reads and calls."""

import datetime as dt
import re
from itertools import product

import pytest
from pyxform.xls2xform import convert

from custodes.survey.expressions import FORM, Context, ExpressionError, Names, Place, compile, tree
from custodes.survey.expressions.places import way

TODAY = dt.date(2026, 11, 23)
FORM_LINES = """
    a
    group g
        b
        repeat r
            c
            group h
                d
                repeat s
                    e
                    f
                end
                i
            end
            repeat t
                j
            end
        end
        k
    end
    repeat u
        l
        m
    end
"""


def survey() -> tuple[list[tuple[str, str]], dict[str, Place]]:
    """The lines of the form as rows of XLSForm, and the places of its questions, groups and repeats."""
    rows: list[tuple[str, str]] = []
    stack, kinds, places = [FORM], [""], {}
    for words in map(str.split, FORM_LINES.split("\n")):
        if words == ["end"]:
            stack.pop()
            rows.append((f"end {kinds.pop()}", ""))
        elif len(words) == 2:
            kind, name = words
            stack.append(stack[-1].inside(name, repeat=kind == "repeat"))
            kinds.append(kind)
            places[name] = stack[-1]
            rows.append((f"begin {kind}", name))
        elif words:
            places[words[0]] = stack[-1].inside(words[0])
            rows.append(("calculate", words[0]))
    return rows, places


def written(at: Place, target: Place) -> str:
    """Our way from one to the other, as a path."""
    up, down = way(at, target)
    return "/".join(["/data" if up is None else "/".join([".."] * up), *down])


def test_names_lead_where_pyxform_has_them() -> None:
    rows, places = survey()
    every = ", ".join(f"${{{name}}}" for name in places)
    lines = [
        f"| | {kind} | {name} | {name} | {f'concat({every})' if kind == 'calculate' else ''} |"
        for kind, name in rows
    ]
    form = "| survey |\n| | type | name | label | calculation |\n" + "\n".join(lines)
    xform = convert(form, form_name="data").xform
    found = re.findall(r'<bind nodeset="([^"]+)" type="string" calculate="concat\(([^"]+)\)"', xform)
    paths = {node.rpartition("/")[2]: [path.strip() for path in of.split(",")] for node, of in found}
    questions = [name for kind, name in rows if kind == "calculate"]
    assert sorted(paths) == sorted(questions)
    ours = {(at, to): written(places[at], places[to]) for at, to in product(questions, places)}
    theirs = {(at, to): path for at in questions for to, path in zip(places, paths[at], strict=True)}
    assert ours == theirs


CAMERAS = FORM.inside("cameras", repeat=True)
NAMES = Names([FORM.inside("n"), FORM.inside("s"), CAMERAS, CAMERAS.inside("make"), CAMERAS.inside("year")])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("${n} + 1", {"n"}),
        ("count(${cameras})", {"cameras"}),
        ("/data/cameras[year > ${n}]/make", {"make", "year", "n"}),
        ("//make", {"make"}),
        ("if(${n} = 1, ${s}, 'none')", {"n", "s"}),
        ("join(' ', ${make} | ${year})", {"make", "year"}),
        ("today()", set()),
        (". > 1", set()),
        ("jr:choice-name(${s}, '${s}')", {"s"}),
        ("count(/data/*)", {"n", "s", "cameras"}),
    ],
)
def test_what_an_expression_reads(text: str, names: set[str]) -> None:
    assert compile(text, names=NAMES).names == names


def test_the_question_itself_is_read_only_where_it_is_named() -> None:
    make = CAMERAS.inside("make")
    assert compile("position(..) > 1 and . != ''", names=NAMES, at=make).names == frozenset()
    assert compile("${make} != ''", names=NAMES, at=make).names == {"make"}


def test_what_an_expression_calls() -> None:
    assert compile("not(selected(${s}, 'a'))", names=NAMES).functions == {"not", "selected"}


def test_a_name_that_is_nearly_right_is_offered() -> None:
    with pytest.raises(ExpressionError) as problem:
        compile("1 + ${camera} * 2", names=NAMES)
    assert (problem.value.what, problem.value.position) == ("No question is called “camera”.", 5)
    assert problem.value.mend == "Did you mean “cameras”?"
    assert problem.value.message == "No question is called “camera”. (character 5)"


def test_a_function_that_is_nearly_right_is_offered() -> None:
    with pytest.raises(ExpressionError) as problem:
        compile("Selected(${s}, 'a')", names=NAMES)
    assert problem.value.mend == "Did you mean “selected”?"


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("${n} == 1", "One = is enough."),
        ("${n} <> 1", "Write !=."),
        ("${n} => 1", "Write >=."),
        ("${n} = 1 && ${s} = 1", "Write and."),
        ("${n} = 1 || ${s} = 1", "Write or."),
        ("!selected(${s}, 'a')", "Write not(...), or != between two values."),
        ("${n} / 2", "Write div to divide."),
        ("${n} % 2", "Write mod for the remainder."),
        ("${s} = “yes”", "Use straight quotation marks."),
        ("if(1; 2; 3)", "Write a comma between arguments."),
        ("${n", "Name a question as ${name}."),
    ],
)
def test_habits_of_other_languages_are_met_with_what_to_write(text: str, mend: str) -> None:
    with pytest.raises(ExpressionError) as problem:
        compile(text, names=NAMES)
    assert problem.value.mend == mend


def test_a_choice_filter_reads_the_columns_of_choices() -> None:
    text = "region = ${s} and name != 'other'"
    expression = compile(text, names=NAMES, at=FORM.inside("n"), columns=("name", "region"))
    assert expression.names == {"s"}
    data = tree({"n": "", "s": "north"})
    context = Context(data.child("n"), TODAY)
    choice = tree({"name": "a", "region": "north"}, root="item")
    assert expression.fits(choice, context)
    choice.child("region").value = "south"
    assert not expression.fits(choice, context)


def test_a_choice_filter_names_only_columns_that_are_there() -> None:
    with pytest.raises(ExpressionError, match="does not have “colour”"):
        compile("colour = ${s}", names=NAMES, columns=("name", "region"))

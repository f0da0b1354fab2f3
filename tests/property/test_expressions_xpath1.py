"""What is plain XPath 1.0 gives what libxml2 gives: values, operators and their order, paths, predicates."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from custodes.survey.expressions import FORM, Context, Names, compile, tree
from custodes.survey.expressions.nodes import Node

CAM = FORM.inside("cam", repeat=True)
PARTS = [FORM.inside(name) for name in ("n", "s", "or")]
NAMES = Names([*PARTS, CAM, CAM.inside("make"), CAM.inside("year")])

PATHS = """
n;s;or;cam;cam/make;//year;//make;/data/s;./n;../data/n;*;cam/*;//*;/*;or/.;cam/year | n;//make | cam
cam[2]/make;cam[1]/year;(//year)[2];cam/year[. > 1];cam[make = 'a']/year;//year[1];cam[year]/make;cam[0];cam['']
cam[not(year > 1)];cam[position() > 1]/make;cam[make != ''][1];cam[make = /data/s];cam[1 + 1]/year;cam[true()]/make
//*/*/..;(/data/*/* | /data/*)/..;(cam | n | .)/*;(//cam | .)/cam[1]/make;//*[1];//cam//make;//*//*
self::node()/s;child::cam;cam/make/../year;//cam/parent::data/n
"""
LITERALS = "0;1;2;3;10;2.5;.5;4.;'a';'b';\"\";'1';'2.0';' 3 ';'x y';'-1'"
OF_ONE = """
not(%s);boolean(%s);number(%s);string(%s);(%s);-%s;round(%s);%s div 2;%s div 0
normalize-space(string(%s));string-length(string(%s));concat(string(%s), 'z')
"""
OF_TWO = """
contains(%s, %s);starts-with(%s, %s);substring-before(%s, %s);substring-after(%s, %s);translate(%s, %s, 'ab')
"""


def one_of(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from([each for line in text.strip().splitlines() for each in line.split(";")])


paths, literals, of_one, of_two = map(one_of, (PATHS, LITERALS, OF_ONE, OF_TWO))
# fractions of two are written the same by every program, as 0.1 + 0.2 is not
operators = ["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", " mod ", " or ", " and "]


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions of expressions, with brackets and without."""
    return st.one_of(
        st.builds(lambda how, a: how % a, of_one, inner),
        st.builds(lambda how, a, b: how % (a, b), of_two, inner, inner),
        st.builds(lambda a, how, b: f"{a} {how} {b}", inner, st.sampled_from(operators), inner),
        st.builds(lambda how, path: f"{how}({path})", st.sampled_from(["count", "sum"]), paths),
    )


expressions = st.recursive(paths | literals, larger, max_leaves=8)
answers = st.sampled_from(["", "a", "b", "1", "2", "2.5", " 3", "x y", "-1"])


def as_xml(node: Node) -> etree._Element:
    element = etree.Element(node.name)
    element.text = node.value
    element.extend([as_xml(child) for child in node])
    return element


def plain(value: Any) -> Any:
    """A value as both have it: nodes as their texts, NaN as itself."""
    if isinstance(value, list):
        return [node.text if isinstance(node, Node) else "".join(node.itertext()) for node in value]
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


@settings(max_examples=500)
@given(
    expressions, st.lists(answers, min_size=3, max_size=3), st.lists(st.tuples(answers, answers), max_size=3)
)
def test_plain_xpath_gives_what_libxml2_gives(
    text: str, given: Sequence[str], cameras: Sequence[tuple[str, str]]
) -> None:
    top = tree(
        {
            **dict(zip(("n", "s", "or"), given, strict=True)),
            "cam": [{"make": make, "year": year} for make, year in cameras] or None,
        }
    )
    if not cameras:
        del top.children["cam"]
    expected = plain(as_xml(top).xpath(text))
    found = plain(compile(text, names=NAMES).evaluate(Context(top, dt.date(2026, 11, 23))))
    assert (text, found) == (text, expected)

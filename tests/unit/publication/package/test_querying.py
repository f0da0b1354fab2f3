"""The query of a figure counts what its definition says, also where something is unknown."""

import sqlite3
from dataclasses import replace

import publications
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.publication.figures.conditions import Condition, truth
from custodes.publication.figures.definitions import Figure, Unit, read
from custodes.publication.package.querying import query

TEXTS = st.sampled_from(["yes", "no", "it's", "a b", "b", "", "12", "-3", "5.0", "about 5", "5-6"])
STATES = st.sampled_from(["answered", "not_known", "withheld", "no_return"])
NAMES = st.sampled_from(["one", "two", "wave:kind"])
LEAVES = st.one_of(
    st.tuples(st.just("is"), st.sampled_from(["=", "!=", "selected", "contains"]), NAMES, TEXTS),
    st.tuples(
        st.just("is"),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.sampled_from(["one", "two"]),
        st.sampled_from([5, -3, 12.5, 0]),
    ),
    st.tuples(
        st.just("state"),
        st.sampled_from(["=", "!="]),
        NAMES,
        st.sampled_from(["answered", "not_known", "not_asked"]),
    ),
).map(list)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner).map(list),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, max_size=3)).map(
            lambda one: [one[0], *one[1]]
        ),
    ),
    max_leaves=6,
)
ANSWERS = st.dictionaries(
    st.sampled_from(["one", "two"]), st.lists(st.tuples(STATES, TEXTS), min_size=1, max_size=2), max_size=2
)


def figure(counts: Condition, belongs: Condition) -> Figure:
    (first, *_) = read(publications.FIGURES, publications.instrument())
    return replace(first, unit=Unit.RETURN, counts=counts, belongs=belongs)


@settings(max_examples=400, deadline=None)
@given(CONDITIONS, CONDITIONS, st.lists(st.tuples(st.sampled_from(["", "special"]), ANSWERS), max_size=4))
def test_a_query_counts_those_of_whom_it_is_so(
    counts: Condition, belongs: Condition, units: list[tuple[str, dict[str, list[tuple[str, str]]]]]
) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("create table units (unit, id, name, submitted, on_time, kind, sha256)")
    db.execute("create table answers (unit, id, question, state, value)")
    said = []
    for number, (kind, answers) in enumerate(units):
        db.execute("insert into units values ('return', ?, '', 'yes', '', ?, '')", (str(number), kind))
        rows = [("return", str(number), name, *one) for name, given in answers.items() for one in given]
        db.executemany("insert into answers values (?, ?, ?, ?, ?)", rows)
        said.append(answers | ({"wave:kind": [("answered", kind)]} if kind else {}))
    inside = [one for one in said if truth(belongs, one)]
    found = db.execute(query(figure(counts, belongs), from_answers=True)).fetchone()
    assert found == (sum(truth(counts, one) is True for one in inside), len(inside))


@pytest.mark.parametrize("name", ["covered", "received", "many", "said"])
def test_a_query_is_one_line_that_can_be_read(name: str) -> None:
    figures = {one.name: one for one in read(publications.FIGURES, publications.instrument())}
    said = query(figures[name], from_answers=True)
    assert said.startswith("select (select count(*) from units where unit = ")
    assert "\n" not in said
    assert query(figures[name], from_answers=False).count(f"figure = '{name}'") == 2

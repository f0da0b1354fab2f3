"""The query of a figure counts what its definition says, also where something is unknown."""

import sqlite3
from dataclasses import replace

import publications
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.publication.figures.conditions import Condition, truth
from custodes.publication.figures.definitions import Figure, Unit, read
from custodes.publication.figures.reference import States
from custodes.publication.package.querying import query

TEXTS = st.one_of(
    st.sampled_from(["yes", "no", "it's", "a b", "b", "", "12", "-3", "5.0", "about 5", "5-6"]),
    st.text("059.-", max_size=5),
)
STATES = st.sampled_from(["answered", "not_known", "withheld", "no_return"])
NAMES = st.sampled_from(["one", "two", "wave:kind", "wave:on_time"])
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


UNITS = st.lists(
    st.tuples(st.sampled_from(Unit), st.sampled_from(["", "special"]), st.sampled_from(["", "yes"]), ANSWERS),
    max_size=5,
)


def figure(**has: object) -> Figure:
    (first, *_) = read(publications.FIGURES, publications.instrument())
    return replace(first, **has)


def tables(units: list[tuple[Unit, str, str, States]]) -> sqlite3.Connection:
    """units.csv and answers.csv as the script in the documents reads them."""
    db = sqlite3.connect(":memory:")
    db.execute("create table units (unit, id, name, submitted, on_time, kind, sha256)")
    db.execute("create table answers (unit, id, question, state, value)")
    for number, (unit, kind, on_time, answers) in enumerate(units):
        db.execute("insert into units values (?, ?, '', 'yes', ?, ?, '')", (unit, str(number), on_time, kind))
        rows = [(unit, str(number), name, *one) for name, given in answers.items() for one in given]
        db.executemany("insert into answers values (?, ?, ?, ?, ?)", rows)
    return db


@settings(max_examples=400, deadline=None)
@given(CONDITIONS, CONDITIONS, st.sampled_from(Unit), st.booleans(), UNITS)
def test_a_query_counts_those_of_whom_it_is_so(
    counts: Condition, belongs: Condition, unit: Unit, mixed: bool, units: list[tuple[Unit, str, str, States]]
) -> None:
    unit = Unit.RETURN if mixed else unit
    said: dict[Unit, list[States]] = {one: [] for one in Unit}
    for of, kind, on_time, answers in units:
        facts = {"wave:kind": kind, "wave:on_time": on_time}
        said[of].append(answers | {name: [("answered", value)] for name, value in facts.items() if value})
    among = said[unit] if mixed else [one for one in said[unit] if truth(belongs, one)]
    of = [one for one in said[Unit.BODY] if truth(belongs, one)] if mixed else among
    wanted = figure(unit=unit, counts=counts, belongs=belongs, mixed=mixed)
    found = tables(units).execute(query(wanted, from_answers=True)).fetchone()
    assert found == (sum(truth(counts, one) is True for one in among), len(of))


@pytest.mark.parametrize("name", ["covered", "received", "many", "said"])
def test_a_query_is_one_line_that_can_be_read(name: str) -> None:
    figures = {one.name: one for one in read(publications.FIGURES, publications.instrument())}
    said = query(figures[name], from_answers=True)
    assert said.startswith("select (select count(*) from units where unit = ")
    assert "\n" not in said
    assert query(figures[name], from_answers=False).count(f"figure = '{name}'") == 2

"""Whatever is in a register: unknown is never clean, what is found does not become less by more, and nothing is told
but totals."""

from dataclasses import replace

import pytest
from answer_checks import CASES, Case, asked
from hypothesis import given
from hypothesis import strategies as st

from custodes.register.terms import Capability, Connectivity, Operator, Technology
from custodes.survey.checking.found import Finding, Result
from custodes.survey.checking.held import Registers, Rows, SystemHeld, Used
from custodes.survey.checking.rules import look

TECHNOLOGIES = st.sampled_from(["", *Technology.values])
STANDINGS = ["affected", "unknown", "not_affected", "not_covered", "not_identified", ""]
NAMES = ["", "Hikvision", "Dahua Technology", "Annke", "Axis Communications"]
SECRET = "Qzx Secret"


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    uncounted = draw(st.booleans())
    number = draw(st.integers(1, 500))
    estimated = draw(st.booleans()) and not uncounted
    return Rows(
        1,
        draw(TECHNOLOGIES),
        draw(st.sampled_from(NAMES)),
        draw(st.sampled_from(NAMES)),
        draw(st.sampled_from(STANDINGS)),
        draw(st.sampled_from(STANDINGS)),
        number if uncounted else 1,
        number,
        number if uncounted else 0,
        number if estimated else 0,
    )


SYSTEMS = st.builds(
    SystemHeld,
    st.just(1),
    st.frozensets(TECHNOLOGIES, min_size=1, max_size=2),
    st.sampled_from(["", *Operator.values]),
    st.sampled_from(["", SECRET]),
    st.frozensets(st.sampled_from(Connectivity.values), max_size=2),
    st.booleans(),
    st.frozensets(st.sampled_from(Capability.values), max_size=3),
)
REGISTERS = st.builds(
    Registers,
    st.lists(rows(), max_size=5).map(tuple),
    st.lists(SYSTEMS, max_size=4).map(tuple),
    st.lists(st.builds(Used, st.just(1), TECHNOLOGIES, st.just(SECRET)), max_size=2).map(tuple),
    st.lists(st.tuples(st.just(1), TECHNOLOGIES, st.just(SECRET), st.integers(1, 9)), max_size=2).map(tuple),
    st.sampled_from([frozenset(), frozenset({1})]),
)
FLAGGED = Rows(1, "cctv_external", "Hikvision", "Annke", "affected", "affected")
NONE = [
    case
    for case in CASES
    if case["technology"] == "cctv_external" and case["link"] in ("flagged", "makers", "models")
]


def found(case: Case, held: Registers) -> Finding:
    return look(asked(case), held.of({1}, case["technology"]), 1)


@pytest.mark.parametrize("case", NONE[::4], ids=lambda case: f"{case['link']} {case['answer']}")
@given(held=REGISTERS)
def test_a_flagged_device_more_never_turns_a_contradiction_into_agreement(
    case: Case, held: Registers
) -> None:
    more = replace(held, rows=(*held.rows, FLAGGED))
    if found(case, held).result is Result.CONTRADICTS:
        assert found(case, more).result is Result.CONTRADICTS


@given(REGISTERS, TECHNOLOGIES, st.sampled_from(["flagged", "vulnerable"]))
def test_that_nothing_is_flagged_agrees_only_where_everything_was_looked_at(
    held: Registers, technology: str, link: str
) -> None:
    case = {"link": link, "kind": "select_one", "technology": technology, "unit": "", "answer": "no"}
    result, of = found(case, held).result, held.of({1}, technology)
    column = "listed" if link == "flagged" else "vulnerable"
    standings = {getattr(one, column) for one in of.rows}
    if result is Result.AGREES:
        assert standings == {"not_affected"}
        assert {getattr(one, column) for one in of.maybe} <= {"not_affected"}
        assert not of.waiting
    if "affected" in standings:
        assert result is Result.CONTRADICTS


@given(REGISTERS, st.sampled_from(CASES))
def test_sentences_hold_totals_alone(held: Registers, case: Case) -> None:
    one = found(case, held)
    for name in (SECRET, "Hikvision", "Dahua", "Annke"):
        assert name not in one.answer
        assert name not in one.evidence
    for sentence in filter(None, (one.answer, one.evidence)):
        assert sentence.endswith(".")
        assert ".." not in sentence
        assert sentence[0].isupper()


@given(REGISTERS, st.sampled_from(CASES))
def test_every_outcome_says_why(held: Registers, case: Case) -> None:
    one = found(case, held)
    assert one.evidence
    assert bool(one.answer) == (one.result is not Result.UNCHECKED)


@given(st.sampled_from(CASES))
def test_an_empty_register_never_agrees_and_never_contradicts(case: Case) -> None:
    assert found(case, Registers()).result is Result.UNCHECKED

"""What comes of holding answers against registers: `answer_checks.csv` beside this file, a case a line."""

from collections.abc import Mapping

import answer_checks
import pytest
from answer_checks import CASES, Case, asked, registers

from custodes.survey.checking.found import Asked, Result
from custodes.survey.checking.rules import RULES, look
from custodes.survey.filling import Standing
from custodes.survey.filling.keys import Key
from custodes.survey.vocabulary import links


def name_of(case: Case) -> str:
    return " ".join((case["link"], case["technology"], case["answer"], "|", case["register"]))


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_an_answer_against_a_register(case: Case) -> None:
    found = look(asked(case), registers(case["register"]).of({1}, case["technology"]), 1)
    assert (found.result.value, found.answer, found.evidence) == (
        case["outcome"],
        case["says"],
        case["evidence"],
    )


def test_what_cannot_be_read_is_not_compared() -> None:
    case = next(case for case in CASES if case["link"] == "devices")
    held = registers(case["register"]).of({1}, case["technology"])
    one = asked(case)
    for changed, why in (
        ({"key": Key("q", (2,))}, "asked several times over"),
        ({"wrong": "Enter a whole number"}, "has to be corrected"),
    ):
        found = look(replace(one.standing, changed), held, 1)
        assert (found.result, found.answer) == (Result.UNCHECKED, "")
        assert why in found.evidence
    assert look(one, held, 0).result is Result.UNCHECKED  # the return answers it for nobody


def replace(standing: Standing, changed: Mapping[str, object]) -> Asked:
    return Asked(standing._replace(**changed))  # type: ignore[arg-type]


def test_every_link_has_its_rule_and_its_cases() -> None:
    assert set(RULES) == set(links()) == {case["link"] for case in CASES}


def test_no_case_stands_twice() -> None:
    assert len(set(map(name_of, CASES))) == len(CASES)


def test_the_document_has_the_cases() -> None:
    told = "Run `uv run python tests/fakes/answer_checks.py`"
    assert answer_checks.PAGE.read_text(encoding="utf-8") == "".join(answer_checks.published()), told

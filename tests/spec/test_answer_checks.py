"""What comes of holding answers against registers: `answer_checks.csv` beside this file, a case a line."""

import answer_checks
import pytest
from answer_checks import CASES, Case, asked, registers

from custodes.survey.checking.rules import RULES, look
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


def test_every_link_has_its_rule_and_its_cases() -> None:
    assert set(RULES) == set(links()) == {case["link"] for case in CASES}


def test_no_case_stands_twice() -> None:
    assert len(set(map(name_of, CASES))) == len(CASES)


def test_the_document_has_the_cases() -> None:
    told = "Run `uv run python tests/fakes/answer_checks.py`"
    assert answer_checks.PAGE.read_text(encoding="utf-8") == "".join(answer_checks.published()), told

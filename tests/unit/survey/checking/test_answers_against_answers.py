"""Answers of one return that cannot both be true: found without any register."""

from collections.abc import Mapping

import pytest
from answer_checks import asked

from custodes.survey.checking.consistency import inconsistencies


def found(*answers: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    """`answers`: link, kind and answer, all of number-plate readers."""
    cases = [question(link, kind, answer) for link, kind, answer in answers]
    return [
        (one.standing.question.register, finding.answer, finding.evidence)
        for one, finding in inconsistencies([asked(case) for case in cases])
    ]


def question(link: str, kind: str, answer: str) -> Mapping[str, str]:
    return {"link": link, "kind": kind, "answer": answer, "technology": "anpr", "unit": ""}


def test_what_stands_alone_does_not_stream_live() -> None:
    alone = ("connectivity", "select_one", "standalone")
    (one,) = found(alone, ("capabilities", "select_multiple", "audio live_stream"))
    assert one == (
        "connectivity",
        "You answer that the number-plate readers are standalone.",
        "Elsewhere in this return you answer that live streaming is among their capabilities.",
    )
    assert len(found(alone, ("live_stream", "select_one", "yes"))) == 1
    assert (
        len(found(("standalone", "select_one", "yes"), ("capabilities", "select_multiple", "remote_access")))
        == 1
    )


def test_nothing_is_counted_of_what_is_not_operated() -> None:
    (one,) = found(("operated", "select_one", "no"), ("devices", "integer", "12"))
    assert one[1:] == (
        "You answer that there are 12 number-plate readers.",
        "Elsewhere in this return you answer that you neither run nor use number-plate readers.",
    )


def test_no_more_are_flagged_than_there_are() -> None:
    (one,) = found(("devices", "integer", "12"), ("flagged", "integer", "14"))
    assert one[2] == "Elsewhere in this return you answer that there are 12 number-plate readers."


def test_who_names_a_maker_on_a_watchlist_does_not_answer_that_nothing_is_flagged() -> None:
    (one,) = found(("flagged", "select_one", "no"), ("makers", "text", "Axis, and some Hikvison domes"))
    assert one == (
        "flagged",
        "You answer that no number-plate reader is of a maker on a watchlist.",
        "Elsewhere in this return you name a maker on a watchlist.",
    )


@pytest.mark.parametrize(
    "answers",
    [
        [("connectivity", "select_one", "standalone"), ("capabilities", "select_multiple", "audio")],
        [("connectivity", "select_multiple", "standalone internet"), ("live_stream", "select_one", "yes")],
        [("operated", "select_one", "no"), ("devices", "integer", "0")],
        [("operated", "select_one", "own"), ("devices", "integer", "12")],
        [("devices", "integer", "14"), ("flagged", "integer", "14")],
        [("flagged", "select_one", "no"), ("makers", "text", "Axis; no Hikvision")],
        [("flagged", "select_one", "yes"), ("makers", "text", "Hikvision")],
    ],
)
def test_what_can_both_be_true_is_not_said(answers: list[tuple[str, str, str]]) -> None:
    assert found(*answers) == []


def test_only_answers_of_one_technology_are_compared() -> None:
    drones = {**question("operated", "select_one", "no"), "technology": "drone"}
    plates = question("devices", "integer", "12")
    assert list(inconsistencies([asked(drones), asked(plates)])) == []

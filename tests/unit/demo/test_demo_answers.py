"""The made-up wave has the totals that were published for 2022 (shared/cases/published_figures.csv)."""

from collections import Counter
from collections.abc import Callable

import pytest

from custodes.demo.answers import PlannedReturn, planned_returns, trial_returns
from custodes.demo.names import bodies
from custodes.demo.wave import TITLE
from custodes.survey import shipped
from custodes.survey.filling import Form, State, work_out

FIRST = 36
"""Returns that the initial analysis had."""
Picked = Callable[[PlannedReturn], bool]


def answers(question: str, first: int | None = None) -> Counter[str]:
    """How many returns give each answer; "" where it is blank."""
    said = [one.answers.get(question) for one in planned_returns()[:first]]
    return Counter(given.value if given else "" for given in said)


def test_39_returns_cover_43_of_47_bodies() -> None:
    returns = planned_returns()
    covered = [name for one in returns for name in (one.body.name, *one.covers)]
    asked = {body.name for body in bodies() if body.kind != "council"}
    assert (len(returns), len(covered), len(set(covered)), len(asked)) == (39, 43, 43, 47)
    assert set(covered) <= asked


@pytest.mark.parametrize(
    ("question", "answer", "first", "returns"),
    [
        ("ext_flagged", "yes", None, 18),
        ("int_flagged", "yes", None, 24),
        ("anpr_flagged", "yes", None, 11),
        ("bwv_flagged", "yes", None, 0),
        ("hel_flagged", "yes", None, 0),
        ("fr_flagged", "yes", None, 0),
        ("uav_operated", "own", None, 31),
        ("uav_operated", "own", FIRST, 28),
        ("uav_makers", "DJI", FIRST, 26),
        ("gov_live_facial", "using_now", FIRST, 1),
        ("gov_live_facial", "intend", FIRST, 13),
        ("gov_live_facial", "no_intention", FIRST, 6),
        ("gov_live_facial", "unsure", FIRST, 9),
        ("gov_live_facial", "", FIRST, 7),
        ("gov_face_search", "national", FIRST, 6),
        ("ext_connection", "standalone", None, 5),
    ],
)
def test_as_many_returns_as_were_published(
    question: str, answer: str, first: int | None, returns: int
) -> None:
    assert answers(question, first)[answer] == returns


def test_23_of_31_that_fly_drones_knew_of_concerns() -> None:
    fly = [one for one in planned_returns() if one.answers["uav_operated"].value == "own"]
    knew = [one for one in fly if one.answers["gov_awareness"].value == "aware_since"]
    assert (len(knew), len(fly)) == (23, 31)


def test_two_returns_are_corrected_twice_and_three_come_late() -> None:
    returns = planned_returns()
    assert sum(one.corrected_twice for one in returns) == 2
    assert [one.late for one in returns] == [False] * FIRST + [True] * 3


def test_every_answer_is_one_that_the_form_takes() -> None:
    import datetime as dt

    form = Form.of(shipped.load("police-survey"))
    for one in planned_returns():
        outcome = work_out(form, one.answers, dt.date(2026, 11, 1))
        assert [str(s.key) for s in outcome.asked if s.wrong or s.missing] == []


def test_some_of_every_state_of_an_answer_is_shown() -> None:
    states = {given.state for one in planned_returns() for given in one.answers.values()}
    assert states >= {State.ANSWERED, State.NOT_KNOWN, State.NOT_HELD, State.WITHHELD}


def test_it_says_that_it_is_made_up() -> None:
    assert "made up" in TITLE


def test_those_of_the_trial_answer_many_things_otherwise_a_year_later() -> None:
    later = {one.body.name: one.answers for one in planned_returns()}
    for one in trial_returns():
        assert one.answers["gov_bodies"].value == one.body.name
        now = later[one.body.name]
        assert 10 < sum(now.get(name) != given for name, given in one.answers.items()) < len(now) // 2

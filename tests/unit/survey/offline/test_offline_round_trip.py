"""A workbook goes out and comes back: unchanged it changes nothing, and every edit is saved or shown as a conflict."""

import datetime as dt
import json
import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offline_returns import EVERY_KIND, downloaded, kinds, merged, standing, uploaded
from refilled import Sheets, as_ods, as_xlsx, filled_in, sheets_of
from waves import answered, kept, wave

from cast import Cast
from custodes.audit.models import Event
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Answer, Return
from custodes.survey.offline.comparing import compare

FULL = {
    "words": "=SUM(A1) and more\n\n  indented, with “quotes”\n",
    "cameras": "120",
    "cost": "12.50",
    "runs": "yes",
    "shares": Given(State.ANSWERED, "other", "with the county"),
    "several": "yes not_known",
    "order": "no yes not_known",
    "since": "2021-03-27",
    "at": "14:30",
    "moment": "2026-03-27T14:30",
    "seen": "OK",
    "place[1]": "High Street",
    "height[1,1]": "6",
}


@pytest.fixture
def begun(cast: Cast) -> Return:
    run = wave(kept(cast.office, cast.analyst, EVERY_KIND), cast.analyst, [cast.oxmere, cast.thornby])
    return actions.start_return(by=cast.lead, wave=run, body=cast.oxmere)


def same_bytes(data: bytes) -> bytes:
    return data


programs = pytest.mark.parametrize(
    "program",
    [same_bytes, lambda data: as_xlsx(sheets_of(data)), lambda data: as_ods(sheets_of(data))],
    ids=["ours", "another xlsx", "ods"],
)


@programs
def test_an_unchanged_workbook_changes_nothing(
    cast: Cast, begun: Return, program: Callable[[bytes], bytes]
) -> None:
    answered(begun, cast.lead, FULL)
    reading = uploaded(begun, program(downloaded(begun)))
    assert (reading.edits, reading.problems) == ([], [])
    # everything that is asked, the place with its poles once more for each blank time
    assert reading.questions == 11 + (1 + 1 + 5) + 5 * 2


def test_answers_that_are_wrong_or_empty_of_sense_come_back_as_they_are(cast: Cast, begun: Return) -> None:
    strange = {
        "cameras": "about 120",
        "cost": "1.10",
        "since": "last spring",
        "runs": "perhaps",
        "several": "yes none_of_these",
        "at": "noon",
        "words": "_x0041_ \x01 é e\u0301 \u2028 'quoted",
        "place[1]": Given(State.WITHHELD, exemption="s.31(1)(a)", note="=1+1"),
        "height[1,1]": Given(State.NOT_HELD),
    }
    answered(begun, cast.lead, strange)
    for program in (same_bytes, lambda data: as_xlsx(sheets_of(data)), lambda data: as_ods(sheets_of(data))):
        reading = uploaded(begun, program(downloaded(begun)))
        assert (reading.edits, reading.problems) == ([], [])


@pytest.mark.parametrize("write", [as_xlsx, as_ods], ids=["xlsx", "ods"])
def test_what_is_filled_in_comes_into_the_return_once(
    cast: Cast, begun: Return, write: Callable[[Sheets], bytes]
) -> None:
    data = filled_in(
        downloaded(begun),
        {
            "words": "We watch the street",
            "cameras": 120,
            "cost": 12.5,
            "runs": "Yes",
            "shares": {"Your answer": "Something else", "If something else, what": "with the county"},
            "several#yes": "Yes",
            "several#not_known": "x",
            "order#yes": 2,
            "order#no": 1,
            "order#not_known": 3,
            "since": dt.datetime(2021, 3, 27),
            "at": "14:30",
            "moment": "2026-03-27 14:30",
            "seen": "ok",
            "place[1]": {"State": "Withheld", "Exemption, if withheld": "s.31", "Note": "Asked before"},
            "height[1,1]": {"State": "Not known"},
        },
        write,
    )
    reading = uploaded(begun, data)
    assert reading.problems == []
    assert merged(begun, cast.lead, compare(begun, reading.edits)) == 13
    assert standing(begun) == {
        "words": "We watch the street",
        "cameras": "120",
        "cost": "12.5",
        "runs": "yes",
        "shares": "other",
        "several": "yes not_known",
        "order": "no yes not_known",
        "since": "2021-03-27",
        "at": "14:30",
        "moment": "2026-03-27T14:30",
        "seen": "OK",
        "place[1]": "",
        "height[1,1]": "",
    }
    withheld = Answer.objects.get(key="place[1]")
    assert withheld.given == Given(State.WITHHELD, exemption="s.31", note="Asked before")
    assert {Answer.objects.get(key=key).source for key in standing(begun)} == {"workbook"}
    again = compare(begun, uploaded(begun, data).edits)
    assert {one.kind.value for one in again} == {"same"}
    assert merged(begun, cast.lead, again) == 0
    assert Event.objects.filter(action="survey.answer").count() == 13


def test_days_as_people_write_them_are_read(cast: Cast, begun: Return) -> None:
    for written in ("27/3/2021", "27.03.2021", "27 March 2021", "2021-03-27"):
        edit, *_ = uploaded(begun, filled_in(downloaded(begun), {"since": written})).edits
        assert edit.given.value == "2021-03-27", written


def test_what_is_typed_is_kept_and_said_to_be_wrong(cast: Cast, begun: Return) -> None:
    compared = compare(begun, uploaded(begun, filled_in(downloaded(begun), {"cameras": "about 120"})).edits)
    assert [(one.edit.given.value, one.wrong) for one in compared] == [
        ("about 120", "Enter a whole number, like 120")
    ]


def test_an_answer_that_was_deleted_is_deleted_and_one_that_was_left_is_left(
    cast: Cast, begun: Return
) -> None:
    answered(begun, cast.lead, {"words": "Much", "cameras": "3"})
    data = filled_in(downloaded(begun), {"words": ""})  # its state still says that it is answered
    answered(begun, cast.it_security, {"cameras": "4"})
    assert kinds(begun, data) == {"words": "changed"}
    merged(begun, cast.lead, compare(begun, uploaded(begun, data).edits))
    assert standing(begun) == {"cameras": "4"}


def test_a_place_is_added_where_there_is_room_for_it(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"place[1]": "High Street"})
    data = filled_in(downloaded(begun), {"place[3]": "Mill Lane", "height[3,1]": 4, "height[1,2]": 5})
    merged(begun, cast.lead, compare(begun, uploaded(begun, data).edits))
    assert standing(begun) == {
        "place[1]": "High Street",
        "place[3]": "Mill Lane",
        "height[3,1]": "4",
        "height[1,2]": "5",
        "site": "1 3",
        "pole[1]": "1 2",
    }
    assert set(kinds(begun, data).values()) == {"same"}


def test_what_was_taken_out_meanwhile_is_asked_and_not_put_back_silently(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"site": "1 2", "place[1]": "High Street", "place[2]": "Mill Lane"})
    data = filled_in(downloaded(begun), {"place[2]": "Mill Lane, north"})
    answered(begun, cast.it_security, {"site": "1"})
    (one,) = compare(begun, uploaded(begun, data).edits)
    assert (one.kind.value, one.taken_out) == ("conflict", True)
    merged(begun, cast.lead, [one], take=["place[2]"])
    assert standing(begun) == {"site": "1 2", "place[1]": "High Street", "place[2]": "Mill Lane, north"}


def test_nothing_is_saved_where_one_answer_changed_since(cast: Cast, begun: Return) -> None:
    data = filled_in(downloaded(begun), {"words": "Much", "cameras": 3})
    seen = compare(begun, uploaded(begun, data).edits)
    answered(begun, cast.it_security, {"cameras": "4"})
    with pytest.raises(actions.AnswerConflict):
        merged(begun, cast.lead, seen)
    assert standing(begun) == {"cameras": "4"}


PLACES = ["words", "cameras", "runs", "since", "place[1]", "height[1,1]"]
VALUES = {
    "words": ["a", "b", "c"],
    "cameras": ["1", "2", "3"],
    "runs": ["yes", "no", "not_known"],
    "since": ["2021-03-27", "2021-03-28", "2021-03-29"],
    "place[1]": ["Mill Lane", "High Street", "Quay"],
    "height[1,1]": ["4", "5", "6"],
}
SHOWN = {"yes": "Yes", "no": "No", "not_known": "We do not know"}


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(seed=st.integers(0, 10**6))
def test_no_edit_of_either_side_is_lost(cast: Cast, begun: Return, seed: int) -> None:
    chance = random.Random(seed)

    def some() -> dict[str, str]:
        return {key: chance.choice(VALUES[key]) for key in PLACES if chance.random() < 0.5}

    answered(begun, cast.lead, some())
    before, mine = standing(begun), some()
    data = filled_in(downloaded(begun), {key: SHOWN.get(value, value) for key, value in mine.items()})
    theirs = some()
    answered(begun, cast.it_security, theirs)
    between = standing(begun)
    compared = compare(begun, uploaded(begun, data).edits)
    conflicts = {one.edit.key for one in compared if one.kind.value == "conflict"}
    taken = {key for key in conflicts if chance.random() < 0.5}
    merged(begun, cast.lead, compared, take=taken)
    after = standing(begun)
    for key in PLACES:
        edited = mine.get(key, before.get(key)) != before.get(key)
        changed = between.get(key) != before.get(key)
        if edited and changed and mine[key] != between[key]:
            assert key in conflicts
            assert after[key] == (mine[key] if key in taken else between[key])
        else:
            assert key not in conflicts or mine[key] == between.get(key)
            assert after.get(key) == (mine[key] if edited else between.get(key))
    said = [
        json.loads(event.details)["after"].get("value")
        for event in Event.objects.filter(action="survey.answer")
    ]
    assert {*theirs.values(), *(v for k, v in mine.items() if k in after and after[k] == v)} <= {*said, None}


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60), note=st.text(max_size=20)
)
def test_any_text_survives_the_journey(cast: Cast, begun: Return, text: str, note: str) -> None:
    there = begun.answers.filter(key="words").first()
    saved = actions.save_answer(
        by=cast.lead,
        of=begun,
        key="words",
        given=Given(State.ANSWERED, text.replace("\x00", ""), note=note.replace("\x00", "")),
        base=there.revision if there else 0,
    )
    assert saved is not None
    reading = uploaded(begun, downloaded(begun))
    assert (reading.edits, reading.problems) == ([], [])

"""What figures are computed from: what was submitted by a moment, as it was coded, by return and by body."""

import datetime as dt

import pytest
import submitted_story
from django.utils import timezone
from submitted_story import Story
from waves import answered, kept, wave

import cast as people
from cast import Cast
from custodes.publication.figures.definitions import ON_TIME, SUBMITTED
from custodes.publication.figures.snapshot import Snapshot, snapshot
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Covered
from custodes.survey.response import Stage, response_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast) -> Story:
    return submitted_story.tell(cast)


def said(of: Snapshot, unit: str, name: str, question: str) -> list[tuple[str, str]]:
    return [
        (row["state"], row["value"])
        for row in of.answers.to_pylist()
        if (row["unit"], row["id"], row["question"]) == (unit, name, question)
    ]


def test_a_return_is_not_a_body(story: Story) -> None:
    now = snapshot(story.autumn)
    names = {(row["unit"], row["id"]) for row in now.units.to_pylist()}
    assert names == {
        ("return", "oxmere"),
        ("return", "thornby"),
        ("body", "oxmere"),
        ("body", "thornby"),
        ("body", "wexcombe"),
    }


def test_of_a_body_its_own_answer_is_read(story: Story) -> None:
    now = snapshot(story.autumn)
    assert said(now, "return", "oxmere", "flagged") == [("answered", submitted_story.POLICY)]
    assert said(now, "body", "oxmere", "flagged") == [("answered", submitted_story.POLICY)]
    assert said(now, "body", "wexcombe", "flagged") == [("not_held", "")]
    assert said(now, "body", "wexcombe", "cameras") == [("answered", "1200")]


def test_a_repeat_has_an_answer_for_each_time(story: Story) -> None:
    found = said(snapshot(story.autumn), "return", "oxmere", "place")
    assert found == [("answered", "High Street"), ("answered", "The quay\nand the market")]


def test_an_answer_counts_as_it_was_coded(story: Story) -> None:
    for by in (story.cast.analyst, story.second):
        actions.code_answer(
            by=by,
            submission=story.latest(story.joint),
            key="flagged",
            state="non_answer",
            reading="",
            rationale="It is about policy.",
        )
    now = snapshot(story.autumn)
    assert said(now, "return", "oxmere", "flagged") == [("non_answer", "")]
    assert said(now, "body", "wexcombe", "flagged") == [("not_held", "")], "its own answer was not coded"


def test_a_reading_stands_for_the_words(story: Story) -> None:
    actions.code_answer(
        by=story.cast.analyst,
        submission=story.latest(story.own),
        key="flagged",
        state="answered",
        reading="Hikvision",
        rationale="Named.",
    )
    assert said(snapshot(story.autumn), "return", "thornby", "flagged") == [("answered", "Hikvision")]


def test_what_came_later_is_not_in_it(story: Story) -> None:
    moment = story.latest(story.own).at
    submitted_story.corrected(story, {"cameras": "900"})
    assert said(snapshot(story.autumn), "return", "oxmere", "cameras") == [("answered", "900")]
    assert said(snapshot(story.autumn, moment), "return", "oxmere", "cameras") == [("answered", "1200")]
    before = snapshot(story.autumn, moment - dt.timedelta(days=1))
    assert [row["unit"] for row in before.units.to_pylist()] == ["body"] * 3


def test_a_body_of_which_nothing_came_is_unknown_and_not_a_no(story: Story, cast: Cast) -> None:
    before = snapshot(story.autumn, story.autumn.created_at - dt.timedelta(days=1))
    assert said(before, "body", "thornby", SUBMITTED) == [("answered", "no")]
    assert said(before, "body", "thornby", "cameras") == [("no_return", "")]


def test_on_time_is_by_the_last_day_of_the_body(story: Story) -> None:
    assert said(snapshot(story.autumn), "body", "thornby", ON_TIME) == [("answered", "yes")]
    wave = story.autumn
    type(wave).objects.filter(pk=wave.pk).update(
        opens_on=wave.opens_on - dt.timedelta(100), closes_on=wave.opens_on - dt.timedelta(1)
    )
    wave.refresh_from_db()
    assert said(snapshot(wave), "body", "thornby", ON_TIME) == [("answered", "no")]


def test_a_section_that_a_return_does_not_answer_is_unknown_of_it(story: Story) -> None:
    wave = story.autumn
    Covered.objects.filter(wave=wave, section="governing").delete()
    submitted_story.corrected(story, {})
    now = snapshot(wave)
    assert said(now, "return", "oxmere", "training") == [("no_return", "")]
    assert said(now, "return", "oxmere", "cameras") == [("answered", "1200")]
    assert said(now, "return", "thornby", "training") == [("answered", "By the maker.")], "not corrected"
    assert said(now, "body", "oxmere", SUBMITTED) == [("answered", "no")]


def test_what_an_amended_form_asks_is_unknown_of_those_who_answered_before(story: Story, cast: Cast) -> None:
    more = "integer | drones | How many drones? |||||\n"
    before, ends, after = submitted_story.ROWS.replace("| outside ", "| streets ").rpartition("end_group ")
    actions.amend(
        by=cast.analyst,
        wave=story.autumn,
        instrument=kept(cast.office, cast.analyst, before + more + ends + after, version="2"),
        reason="More is asked",
        base=story.autumn.revision,
    )
    story.autumn.refresh_from_db()
    now = snapshot(story.autumn)
    for unit in ("return", "body"):
        assert said(now, unit, "oxmere", "drones") == [("no_return", "")]
        assert said(now, unit, "oxmere", "cameras") == [("answered", "1200")], (
            "of a section with another name"
        )
    assert said(now, "body", "oxmere", SUBMITTED) == [("answered", "yes")]


def test_it_says_of_each_body_what_the_response_says(cast: Cast) -> None:
    """One body came in with a correction only, when the last day was over; one not at all."""
    kinds = [people.body("Wexcombe Constabulary"), cast.oxmere, cast.thornby]
    ended = wave(kept(cast.office, cast.analyst), cast.analyst, kinds, days=-2)
    of = actions.start_return(by=cast.lead, wave=ended, body=cast.oxmere)
    answered(of, cast.lead, {"runs": "no"})
    of.refresh_from_db()
    senior, in_time = cast.senior_responsible_officer, timezone.now() - dt.timedelta(days=4)
    actions.submit(by=senior, of=of, base=of.revision, received_at=in_time)
    actions.begin_correction(by=senior, of=of, reason="One was left out")
    actions.cover(by=None, of=of, body=cast.thornby, sections=["about", "plates"])
    submitted_story.submitted(of, senior, "One was left out")
    stages = {one.asked.body.slug: one.stage for one in response_of(ended).bodies}
    assert stages == {"oxmere": Stage.ON_TIME, "thornby": Stage.LATE, "wexcombe": Stage.NOT_STARTED}
    now = snapshot(ended)
    for name, stage in stages.items():
        came = "yes" if stage in (Stage.ON_TIME, Stage.LATE) else "no"
        assert said(now, "body", name, SUBMITTED) == [("answered", came)]
        assert said(now, "body", name, ON_TIME) == [("answered", "yes" if stage is Stage.ON_TIME else "no")]


def test_readings_can_be_looked_up_as_they_stood(story: Story) -> None:
    told = {"by": story.cast.analyst, "submission": story.latest(story.own), "key": "flagged"}
    why = {"state": "answered", "rationale": "Named."}
    one = actions.code_answer(**told, **why, reading="Hikvision")
    then = timezone.now()
    actions.take_back_coding(by=story.cast.analyst, coding=one, reason="Misread")
    actions.code_answer(**told, **why, reading="Dahua")
    assert said(snapshot(story.autumn), "return", "thornby", "flagged") == [("answered", "Dahua")]
    before = snapshot(story.autumn, timezone.now(), coded_by=then)
    assert said(before, "return", "thornby", "flagged") == [("answered", "Hikvision")]


def test_what_was_not_asked_as_its_condition_is_not_known_is_unknown_and_no_no(story: Story) -> None:
    submitted_story.corrected(story, {"runs": Given(State.NOT_KNOWN)})
    now = snapshot(story.autumn)
    for unit, name in (("return", "oxmere"), ("body", "oxmere"), ("body", "wexcombe")):
        assert said(now, unit, name, "cameras") == [("not_reached", "")]
    assert said(now, "body", "wexcombe", SUBMITTED) == [("answered", "yes")]
    submitted_story.corrected(story, {"runs": "no"})
    assert said(snapshot(story.autumn), "return", "oxmere", "cameras") == []

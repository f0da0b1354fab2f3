"""What an office reads of what was submitted: all of it, and nothing else."""

import re
from typing import Any

import pytest
import submitted_story
from django.test import Client
from submitted_story import POLICY, Story, corrected
from waves import answered, wave

from cast import Cast, sign_in
from custodes.survey import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast) -> Story:
    return submitted_story.tell(cast)


@pytest.fixture
def analyst(story: Story) -> Client:
    return sign_in(Client(), story.cast.analyst)


def text(client: Client, address: str) -> str:
    """What a page says, without its elements."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content)).replace("&#39;", "'")


def at(story: Story, rest: str) -> str:
    return f"/bodies/commissioner/surveys/{story.autumn.pk}/{rest}"


def code(story: Story, by: Any, state: str, reading: str = "", **more: Any) -> None:
    given = {"submission": story.latest(story.joint), "key": "flagged", "rationale": "Because", **more}
    actions.code_answer(by=by, state=state, reading=reading, **given)


def test_a_return_is_read_by_section(story: Story, analyst: Client) -> None:
    told = text(analyst, at(story, f"returns/{story.joint.pk}"))
    for said in ("Cameras outside buildings", "1,200", POLICY, "Yes; No", "High Street", "27 March 2019"):
        assert said in told
    assert "Is any of the 1,200 of a flagged maker?" in told
    assert "Where is it? (Sites 2)" in told
    assert "Withheld: s.31(1)(a)" in told
    assert "Wexcombe Constabulary (fictional) : Not held" in told
    assert "1 contradiction with the evidence" in told
    assert "hold 14 external cameras.” Explanation: The list is not finished." in told
    assert story.latest(story.joint).digest in told


def test_a_return_without_contradictions_is_not_called_checked(story: Story, analyst: Client) -> None:
    told = text(analyst, at(story, f"returns/{story.own.pk}"))
    assert "None was found before it was submitted. That says nothing of answers that could not" in told


def test_neither_drafts_nor_the_register_are_shown(story: Story, analyst: Client) -> None:
    officer = story.cast.senior_responsible_officer
    actions.begin_correction(by=officer, of=story.joint, reason="Counted again")
    answered(story.joint, story.cast.lead, {"cameras": "1313", "training": "A secret draft"})
    pages = (
        f"returns/{story.joint.pk}",
        f"returns/{story.joint.pk}/answers/training",
        "questions/training",
        "questions/cameras",
    )
    for rest in pages:
        told = text(analyst, at(story, rest))
        for hidden in ("1313", "1,313", "A secret draft", "P3245-LV", "Axis"):
            assert hidden not in told, rest
    assert "A correction is being written." in text(analyst, at(story, pages[0]))


def test_a_return_that_was_not_submitted_says_nothing(cast: Cast, story: Story, analyst: Client) -> None:
    other = wave(story.autumn.instrument, cast.analyst, [cast.oxmere], "Winter")
    begun = actions.start_return(by=cast.lead, wave=other, body=cast.oxmere)
    answered(begun, cast.lead, {"runs": "yes", "cameras": "1313"})
    address = f"/bodies/commissioner/surveys/{other.pk}/returns/{begun.pk}"
    told = text(analyst, address)
    assert "Nothing has been submitted yet. The return is being filled in." in told
    assert "1313" not in told
    assert analyst.get(f"{address}/answers/runs").status_code == 404
    assert "No return was submitted yet" in text(
        analyst, f"/bodies/commissioner/surveys/{other.pk}/questions"
    )


def test_a_return_of_another_wave_is_not_there(cast: Cast, story: Story, analyst: Client) -> None:
    other = wave(story.autumn.instrument, cast.analyst, [cast.oxmere], "Winter")
    for rest in ("", "/answers/runs", "/answers/runs/code", "/answers/runs/query"):
        address = f"/bodies/commissioner/surveys/{other.pk}/returns/{story.joint.pk}{rest}"
        assert analyst.get(address).status_code == 404


@pytest.mark.parametrize(
    "rest",
    ["answers/colour", "answers/runs?of=wexcombe", "answers/flagged?of=thornby", "answers/runs[1]/code"],
)
def test_an_answer_that_was_not_given_is_not_there(story: Story, analyst: Client, rest: str) -> None:
    assert analyst.get(at(story, f"returns/{story.joint.pk}/{rest}")).status_code == 404


def test_who_is_of_a_body_reads_no_page_of_the_office(story: Story) -> None:
    for who in (
        story.cast.lead,
        story.cast.stranger,
        story.cast.nobody,
        story.cast.senior_responsible_officer,
    ):
        for rest in (f"returns/{story.joint.pk}", "questions", "questions/runs"):
            assert sign_in(Client(), who).get(at(story, rest)).status_code == 404


def test_a_correction_says_what_it_changed_and_the_first_submission_stays(
    story: Story, analyst: Client
) -> None:
    corrected(story, {"cameras": "14", "training": "By the maker."})
    address = at(story, f"returns/{story.joint.pk}")
    told = text(analyst, address)
    assert "Correction 1" in told
    assert "Counted again 2 answers" in told
    assert "14 devices Corrected Before: 1,200 devices" in told
    assert "By the maker. Corrected Before: Withheld: s.31(1)(a)" in told
    first = text(analyst, f"{address}?submission=1")
    assert "This is an earlier submission." in first
    assert "1,200" in first
    assert "By the maker." not in first
    assert "Query or code" not in first


def test_questions_are_listed_with_how_they_were_answered(story: Story, analyst: Client) -> None:
    told = text(analyst, at(story, "questions"))
    assert "in 2 returns that were submitted" in told
    numbers = dict(re.findall(r"(How many\?|Since when\?|How are operators trained\?) ((?:\d ){7})", told))
    assert numbers == {
        "How many?": "2 0 0 0 0 0 0 ",
        "How are operators trained?": "1 0 0 1 0 0 0 ",
        "Since when?": "1 1 0 0 0 0 0 ",
    }
    assert "Counts answers: a return can give several" in told
    assert "3 to code" not in told  # what Wexcombe does not hold is no free text to read
    assert "2 to code" in told


def test_a_question_that_was_not_asked_is_no_blank(story: Story, analyst: Client) -> None:
    corrected(story, {"runs": "no"})
    told = text(analyst, at(story, "questions/cameras"))
    assert "Answered 1" in told
    assert "Not asked 1" in told
    assert "No answer 1" not in told


def test_answers_stand_side_by_side(story: Story, analyst: Client) -> None:
    told = text(analyst, at(story, "questions/flagged"))
    assert "Is any of the [cameras] of a flagged maker?" in told
    assert "Returns Answered 2" in told
    assert (
        "1 answer of a body that differs within a joint return is listed below and not counted above" in told
    )
    assert told.index("Oxmere") < told.index(POLICY) < told.index("Wexcombe") < told.index("Thornby")
    assert "2 answers wait to be coded" in told
    assert "2 answered returns are not among these answers" in told


def test_numbers_are_told_in_figures_with_what_they_count(story: Story, analyst: Client) -> None:
    told = text(analyst, at(story, "questions/cameras"))
    assert (
        "Numbers, in cameras or other units: from 40 to 1,200, with a median of 620; together 1,240." in told
    )
    assert "Of 2 returns." in told
    assert "The evidence says otherwise" in told


def test_choices_are_counted_each(story: Story, analyst: Client) -> None:
    told = text(analyst, at(story, "questions/uses"))
    assert "Returns No 1 Yes 1 Several can be chosen" in told


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("state=answered", ["Oxmere", "Thornby"]),
        ("state=not_held", ["Wexcombe"]),
        ("coding=waiting", ["Thornby"]),
        ("coding=once", ["Oxmere"]),
        ("state=answered&coding=once", ["Oxmere"]),
        ("state=nonsense", ["Oxmere", "Wexcombe", "Thornby"]),
        ("state=blank", []),
    ],
)
def test_answers_are_filtered(story: Story, analyst: Client, chosen: str, shown: list[str]) -> None:
    code(story, story.cast.analyst, "answered", "Policy")
    told = text(analyst, at(story, f"questions/flagged?{chosen}"))
    found = re.findall(r"the answer of (\w+)", told)
    assert found == shown
    assert bool(shown) != ("No answer matches" in told)


def test_a_reading_counts_for_who_may_see_it(story: Story, analyst: Client) -> None:
    """Not even a number tells a second coder what the first one read."""
    code(story, story.cast.analyst, "non_answer")
    mine, theirs = text(analyst, at(story, "questions/flagged")), sign_in(Client(), story.second)
    assert "Answered 1 Non-answer 1" in mine
    for rest in ("questions/flagged", "questions", f"returns/{story.joint.pk}", "coding"):
        assert "Non-answer 1" not in text(theirs, at(story, rest))
    told = text(theirs, at(story, "questions/flagged"))
    assert "Answered 2" in told
    assert "1 answer was coded by one colleague. You are not shown how" in told
    listed = text(theirs, at(story, "questions/flagged?state=non_answer"))
    assert "No answer matches" in listed
    code(story, story.second, "non_answer")
    assert "Answered 1 Non-answer 1" in text(theirs, at(story, "questions/flagged"))


def test_answers_of_a_repeat_are_counted_as_answers(story: Story, analyst: Client) -> None:
    told = text(analyst, at(story, "questions/place"))
    assert "States, in answers State Answers Answered 2 No answer 1" in told
    assert "of 2 returns" in told
    assert "Sites 1" in told
    assert "Sites 2" in told


def test_questions_follow_each_other(story: Story, analyst: Client) -> None:
    def steps(key: str) -> list[str]:
        page = analyst.get(at(story, f"questions/{key}")).content.decode()
        return re.findall(r'questions/(\w+)" rel="(?:prev|next)"', page)

    assert steps("runs") == ["cameras"]
    assert steps("place") == ["uses", "training"]
    assert steps("since") == ["training"]


@pytest.mark.parametrize("key", ["colour", "outside", "site", "place[1]"])
def test_what_is_no_question_is_not_there(story: Story, analyst: Client, key: str) -> None:
    assert analyst.get(at(story, f"questions/{key}")).status_code == 404


def test_the_next_answer_to_code_is_named(story: Story, analyst: Client) -> None:
    told = text(analyst, at(story, f"returns/{story.joint.pk}/answers/flagged"))
    assert "Next answer to code: Thornby Borough Council (fictional)" in told
    code(story, story.cast.analyst, "non_answer", submission=story.latest(story.own))
    told = text(analyst, at(story, f"returns/{story.joint.pk}/answers/flagged"))
    assert "Next answer to code" not in told

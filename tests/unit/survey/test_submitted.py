"""What was submitted, read back: answers in words, bodies that differ, contradictions, and what it does not tell."""

import pytest
import submitted_story
from submitted_story import POLICY, Story, corrected
from waves import answered

from cast import Cast
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.in_words import in_words, value_in_words
from custodes.survey.instrument import Choice, Question
from custodes.survey.submitted import Check, Said, Submitted, history_of, plain_wording, submitted_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast) -> Story:
    return submitted_story.tell(cast)


@pytest.fixture
def joint(story: Story) -> Submitted:
    return history_of(story.joint)[-1]


def told(one: Submitted, key: str, body: str = "") -> str:
    said, question = one.said(key, body), one.question(key)
    assert said
    assert question
    return in_words(question, said, one.form)


def test_answers_stand_in_the_order_of_the_form_and_in_words(joint: Submitted) -> None:
    assert joint.keys == [
        *("runs", "cameras", "flagged", "uses", "place[1]", "place[3]", "training", "since")
    ]
    said = {key: told(joint, key) for key in joint.keys}
    assert said == {
        "runs": "Yes",
        "cameras": "1,200 devices",
        "flagged": POLICY,
        "uses": "Yes; No",
        "place[1]": "High Street",
        "place[3]": "The quay\nand the market",
        "training": "Withheld: s.31(1)(a)",
        "since": "27 March 2019",
    }


def test_a_question_is_worded_as_it_was_asked(joint: Submitted) -> None:
    assert joint.wording("flagged") == "Is any of the 1,200 of a flagged maker?"
    question = joint.question("flagged")
    assert question
    assert plain_wording(question, joint.form) == "Is any of the [cameras] of a flagged maker?"
    assert [joint.time_in_words(key) for key in ("place[1]", "place[3]", "runs")] == [
        "Sites 1",
        "Sites 2",
        "",
    ]


def test_a_body_that_differs_has_its_own_answer(joint: Submitted) -> None:
    assert joint.differing("flagged") == ["wexcombe"]
    assert joint.bodies("flagged") == ["oxmere"]
    assert joint.said("flagged", "wexcombe") == Said(
        State.NOT_HELD, note="Wexcombe keeps no list.", source="person"
    )
    assert joint.bodies("runs") == ["oxmere", "wexcombe"]
    assert joint.said("runs", "wexcombe") == joint.said("runs")


def test_a_contradiction_comes_with_its_explanation(joint: Submitted) -> None:
    evidence = "The registers of the 2 bodies that this answers for hold 14 external cameras."
    answer = "You answer that there are 1,200 external cameras."
    assert list(joint.checks("cameras")) == [Check(answer, evidence, "The list is not finished.")]
    assert not joint.checks("cameras", "wexcombe")
    assert not joint.checks("runs")


def test_what_was_not_asked_is_none_and_what_was_left_out_is_blank(story: Story) -> None:
    own = history_of(story.own)[-1]
    assert own.said("uses") == Said(State.BLANK)
    assert own.said("colour") is None
    assert told(own, "uses") == "No answer"
    assert told(own, "since") == "Not known"


def test_drafts_are_not_read(story: Story) -> None:
    officer = story.cast.senior_responsible_officer
    actions.begin_correction(by=officer, of=story.joint, reason="Counted again")
    answered(story.joint, story.cast.lead, {"cameras": "1300"})
    assert [told(one, "cameras") for one in history_of(story.joint)] == ["1,200 devices"]


def test_a_correction_stands_beside_what_it_corrects(story: Story) -> None:
    corrected(story, {"cameras": "14"})
    assert [told(one, "cameras") for one in history_of(story.joint)] == ["1,200 devices", "14 devices"]
    assert {pk: len(one) for pk, one in submitted_in(story.autumn).items()} == {
        story.joint.pk: 2,
        story.own.pk: 1,
    }


def test_the_source_of_an_answer_is_not_what_it_says() -> None:
    assert Said(State.ANSWERED, "1", source="person").same(Said(State.ANSWERED, "1", source="register"))
    assert not Said(State.ANSWERED, "1").same(Said(State.ANSWERED, "1", note="About"))
    assert not Said(State.ANSWERED, "1").same(None)


RANKED = (Choice("b", {"": "Second"}), Choice("a", {"": "First"}))


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (Question("integer", "q", {}), "1234567", "1,234,567"),
        (Question("integer", "q", {}), "-1200", "-1,200"),
        (Question("decimal", "q", {}), "1200.50", "1,200.50"),
        (Question("integer", "q", {}), "about 120", "about 120"),
        (Question("date", "q", {}), "2026-02-30", "2026-02-30"),
        (Question("rank", "q", {}, choices=RANKED), "a b", "First, then Second"),
        (Question("select_one", "q", {}, choices=RANKED, or_other=True), "other", "Something else: third"),
        (Question("select_one", "q", {}, choices=RANKED), "gone", "gone"),
        (Question("acknowledge", "q", {}), "OK", "Yes"),
    ],
)
def test_values_in_words(joint: Submitted, question: Question, value: str, words: str) -> None:
    assert value_in_words(question, value, joint.form, "third") == words


def test_who_knows_nothing_by_choice_has_not_answered(cast: Cast, story: Story) -> None:
    corrected(story, {"runs": Given(State.ANSWERED, "not_known")})
    said = history_of(story.joint)[-1].said("runs")
    assert said
    assert (said.state, said.value) == (State.NOT_KNOWN, "not_known")

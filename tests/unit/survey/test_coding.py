"""Answers read by analysts: each by themselves, held against each other, settled by name, and read again when corrected."""

import json
from typing import Any

import pytest
import submitted_story
from submitted_story import POLICY, Story, corrected

from cast import Cast
from custodes.access.models import Body, Person
from custodes.audit.history import events_of
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid, NothingFound
from custodes.survey import actions
from custodes.survey.coded import Basis, Codings, Status, coded_answer, codings_of, kept_of
from custodes.survey.filling import State
from custodes.survey.models import Coding, Return
from custodes.survey.submitted import history_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast) -> Story:
    return submitted_story.tell(cast)


def code(story: Story, by: Person, state: str = "non_answer", reading: str = "", **more: Any) -> Coding:
    given: dict[str, Any] = {"key": "flagged", "rationale": "It is about policy.", **more}
    of = given.pop("of", story.joint)
    submission = given.pop("submission", None) or story.latest(of)
    return actions.code_answer(by=by, submission=submission, state=state, reading=reading, **given)


def settle(story: Story, by: Person, state: str, reading: str = "") -> Coding:
    return actions.settle_coding(
        by=by,
        submission=story.latest(story.joint),
        key="flagged",
        state=state,
        reading=reading,
        rationale="Read together.",
    )


def stands(of: Return, key: str = "flagged", body: str = "") -> Codings:
    history = history_of(of)
    return codings_of(history, kept_of(one.submission for one in history), key, body)


def counted(story: Story, key: str = "flagged", body: Body | None = None) -> tuple[str, str, str] | None:
    found = coded_answer(story.latest(story.joint), key, body)
    return found and (str(found.state), found.reading, str(found.basis))


def test_a_reading_counts_and_the_answer_stays_as_it_was(story: Story) -> None:
    assert counted(story) is None
    code(story, story.cast.analyst)
    assert counted(story) == ("non_answer", "", "single")
    said = history_of(story.joint)[-1].said("flagged")
    assert said
    assert (said.state, said.value) == (State.ANSWERED, POLICY)


def test_settled_outranks_agreed_outranks_single_and_what_differs_counts_for_nothing(story: Story) -> None:
    code(story, story.cast.analyst)
    second = code(story, story.second, "answered", "None")
    assert stands(story.joint).status is Status.DIFFER
    assert counted(story) is None
    settled = settle(story, story.cast.head, "answered", "None flagged")
    assert counted(story) == ("answered", "None flagged", "settled")
    actions.take_back_coding(by=story.cast.head, coding=settled, reason="Too soon")
    actions.take_back_coding(by=story.second, coding=second, reason="Misread")
    assert counted(story) == ("non_answer", "", "single")
    code(story, story.cast.head)
    assert counted(story) == ("non_answer", "", "agreed")


def test_the_rationale_is_each_ones_own(story: Story) -> None:
    code(story, story.cast.analyst, rationale="It is about policy.")
    code(story, story.second, rationale="No maker is named.")
    assert stands(story.joint).status is Status.AGREED


def test_the_same_again_is_one_reading(story: Story) -> None:
    assert code(story, story.cast.analyst) == code(story, story.cast.analyst)
    assert Event.objects.filter(action="survey.code").count() == 1


def test_who_coded_it_takes_it_back_before_they_code_it_otherwise(story: Story) -> None:
    first = code(story, story.cast.analyst)
    with pytest.raises(Invalid, match="already"):
        code(story, story.cast.analyst, "withheld")
    actions.take_back_coding(by=story.cast.analyst, coding=first, reason="Misread")
    assert stands(story.joint).status is Status.UNCODED
    code(story, story.cast.analyst, "withheld")
    assert counted(story) == ("withheld", "", "single")
    assert Coding.objects.count() == 2  # the first one stays on record


def test_a_second_coder_is_not_shown_what_the_first_one_read(story: Story) -> None:
    code(story, story.cast.analyst, "answered", "None flagged")
    found = stands(story.joint)
    assert found.open_to(story.cast.analyst)
    assert not found.open_to(story.second)
    event = Event.objects.get(action="survey.code")
    assert "None flagged" in json.loads(event.details)["said"]["reading"]
    shown = events_of("return", story.joint.pk, body=story.cast.office, may={"audit.read"})  # type: ignore[arg-type]
    assert shown
    assert "None flagged" not in str(shown)
    assert "about policy" not in str(shown)
    code(story, story.second, "withheld")
    assert stands(story.joint).open_to(story.second)


def test_who_has_seen_another_reading_gives_no_second_first_one(story: Story) -> None:
    """Else percent and kappa would tell how far people agree who know of each other."""
    code(story, story.cast.analyst)
    mine = code(story, story.second, "withheld")
    actions.take_back_coding(by=story.second, coding=mine, reason="The other is right")
    with pytest.raises(Invalid, match="seen"):
        code(story, story.second)
    corrected(story, {"cameras": "14"})  # the answer is the same: what was seen was seen
    with pytest.raises(Invalid, match="seen"):
        code(story, story.second)
    code(story, story.cast.head)


def test_a_third_reading_is_refused(story: Story) -> None:
    for who in (story.cast.analyst, story.second):
        code(story, who)
    with pytest.raises(Conflict, match="Two people"):
        code(story, story.cast.head)


@pytest.mark.parametrize("readings", [[], ["withheld"], ["withheld", "withheld"]])
def test_what_does_not_differ_is_not_settled(story: Story, readings: list[str]) -> None:
    for who, state in zip((story.cast.analyst, story.second), readings, strict=False):
        code(story, who, state)
    with pytest.raises(Invalid, match="No two readings"):
        settle(story, story.cast.head, "non_answer")


def test_it_is_settled_once_and_what_it_rests_on_stays(story: Story) -> None:
    first = code(story, story.cast.analyst)
    code(story, story.second, "withheld")
    settled = settle(story, story.cast.head, "withheld")
    assert settle(story, story.cast.head, "withheld") == settled
    with pytest.raises(Conflict, match="Hestia Moor"):
        settle(story, story.second, "non_answer")
    with pytest.raises(Invalid, match="rests on"):
        actions.take_back_coding(by=story.cast.analyst, coding=first, reason="Misread")


def test_nobody_takes_back_a_reading_that_they_have_not_seen(story: Story) -> None:
    first = code(story, story.cast.analyst)
    with pytest.raises(Invalid, match="not seen"):
        actions.take_back_coding(by=story.second, coding=first, reason="No")
    with pytest.raises(Invalid):
        actions.take_back_coding(by=story.cast.analyst, coding=first, reason=" ")


@pytest.mark.parametrize(
    ("key", "state", "reading", "wrong"),
    [
        ("flagged", "blank", "", {"state"}),
        ("flagged", "", "", {"state"}),
        ("flagged", "answered", " ", {"reading"}),
        ("flagged", "answered", "x" * 301, {"reading"}),
        ("runs", "answered", "perhaps", {"reading"}),
        ("uses", "answered", "yes perhaps", {"reading"}),
        ("cameras", "answered", "about 120", {"reading"}),
        ("since", "answered", "in spring", {"reading"}),
    ],
)
def test_a_reading_has_to_fit_the_question(
    story: Story, key: str, state: str, reading: str, wrong: set[str]
) -> None:
    with pytest.raises(Invalid) as error:
        code(story, story.cast.analyst, state, reading, key=key, rationale="")
    assert set(error.value.fields) == wrong | {"rationale"}
    assert not Coding.objects.exists()


@pytest.mark.parametrize(
    ("key", "reading", "kept"),
    [("runs", "no", "no"), ("uses", "no yes", "yes no"), ("cameras", "1,250", "1250"), ("since", "", "")],
)
def test_a_reading_is_kept_as_answers_are(story: Story, key: str, reading: str, kept: str) -> None:
    made = code(story, story.cast.analyst, "answered" if reading else "not_known", reading, key=key)
    assert made.reading == kept


def test_a_state_that_is_no_answer_has_no_category(story: Story) -> None:
    assert code(story, story.cast.analyst, "withheld", "None flagged").reading == ""


def test_what_was_not_asked_is_not_coded(story: Story) -> None:
    with pytest.raises(NothingFound):
        code(story, story.cast.analyst, key="colour")
    with pytest.raises(NothingFound):
        code(story, story.cast.analyst, key="runs", body=story.wexcombe)


def test_a_body_that_differs_is_read_by_itself(story: Story) -> None:
    code(story, story.cast.analyst)
    code(story, story.cast.analyst, "not_known", body=story.wexcombe)
    assert counted(story, body=story.wexcombe) == ("not_known", "", "single")
    assert counted(story, body=story.cast.oxmere) == ("non_answer", "", "single")
    again = code(story, story.cast.analyst, "not_known", body=story.wexcombe)
    assert Coding.objects.filter(body=story.wexcombe).get() == again


def test_an_unchanged_answer_carries_its_reading_over(story: Story) -> None:
    first = code(story, story.cast.analyst)
    corrected(story, {"cameras": "14"})
    assert counted(story) == ("non_answer", "", "single")
    assert first.submission != story.latest(story.joint)
    code(story, story.second)
    assert counted(story) == ("non_answer", "", "agreed")


def test_a_corrected_answer_needs_to_be_read_again_and_the_old_reading_stays_with_the_old_answer(
    story: Story,
) -> None:
    before = code(story, story.cast.analyst).submission
    corrected(story, {"flagged": "Twelve of them."})
    assert stands(story.joint).status is Status.AGAIN
    assert counted(story) is None
    earlier = coded_answer(before, "flagged")
    assert earlier
    assert earlier.basis is Basis.SINGLE
    code(story, story.cast.analyst, "answered", "Has flagged equipment")
    assert counted(story) == ("answered", "Has flagged equipment", "single")


def test_who_reads_an_answer_while_it_is_corrected_is_told(story: Story) -> None:
    seen = story.latest(story.joint)
    corrected(story, {"flagged": "Twelve of them."})
    with pytest.raises(Conflict, match="correction"):
        code(story, story.cast.analyst, submission=seen)


def test_figures_ask_a_few_times_whatever_there_is(story: Story, django_assert_max_num_queries: Any) -> None:
    code(story, story.cast.analyst)
    submission = story.latest(story.joint)
    with django_assert_max_num_queries(7):
        coded_answer(submission, "flagged", story.wexcombe)

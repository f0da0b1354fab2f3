"""Queries from every state by every step, with what is written, told and mailed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import submitted_story
from django.core import mail
from submitted_story import Story, corrected

from cast import Cast
from custodes.access.models import Body
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid, NothingFound
from custodes.survey import actions
from custodes.survey.actions import posting
from custodes.survey.asked_back import changed_since, state_in_words
from custodes.survey.models import Notice, Query, Return
from custodes.survey.submitted import history_of
from custodes.survey.tasks import send_mails

pytestmark = pytest.mark.django_db
OPEN, ANSWERED, CLOSED = Query.State.OPEN, Query.State.ANSWERED, Query.State.CLOSED


@pytest.fixture
def story(cast: Cast) -> Story:
    return submitted_story.tell(cast)


def opened(story: Story, key: str = "flagged") -> Query:
    return actions.open_query(by=story.cast.analyst, of=story.joint, key=key, text="Yes or no?")


def answer(story: Story, query: Query, text: str = "Twelve.") -> Query:
    return actions.answer_query(by=story.cast.lead, query=query, text=text)


def ask(story: Story, query: Query) -> Query:
    return actions.ask_again(by=story.cast.head, query=query, text="Which?")


def close(story: Story, query: Query) -> Query:
    return actions.close_query(by=story.cast.head, query=query, text="Enough.")


def back(story: Story, query: Query) -> Query:
    return actions.send_back_for(by=story.cast.head, query=query, reason="Put it into the return.")


WAYS: dict[str, list[Callable[[Story, Query], Query]]] = {
    OPEN: [],
    ANSWERED: [answer],
    CLOSED: [answer, close],
}
STEPS: list[tuple[str, Callable[[Story, Query], Query], str | None]] = [
    (OPEN, answer, ANSWERED),
    (OPEN, ask, OPEN),
    (OPEN, close, CLOSED),
    (OPEN, back, OPEN),
    (ANSWERED, lambda story, query: answer(story, query, "Thirteen."), ANSWERED),
    (ANSWERED, ask, OPEN),
    (ANSWERED, close, CLOSED),
    (ANSWERED, back, OPEN),
    (CLOSED, answer, None),
    (CLOSED, ask, OPEN),
    (CLOSED, close, CLOSED),
    (CLOSED, back, OPEN),
]


@pytest.mark.parametrize(("before", "step", "after"), STEPS)
def test_from_every_state_by_every_step(
    story: Story, before: str, step: Callable[[Story, Query], Query], after: str | None
) -> None:
    query = opened(story)
    for way in WAYS[before]:
        way(story, query)
    messages, events = query.messages.count(), Event.objects.count()
    if after is None:
        with pytest.raises(Conflict):
            step(story, query)
        query.refresh_from_db()
        assert (query.state, query.messages.count(), Event.objects.count()) == (before, messages, events)
        return
    step(story, query)
    query.refresh_from_db()
    assert query.state == after
    assert (query.closed_at is not None) == (after == CLOSED)
    said = 0 if before == after == CLOSED else 1
    assert query.messages.count() == messages + said
    assert Event.objects.count() >= events + said


def test_each_step_is_told_in_the_history_of_the_body(story: Story) -> None:
    query = opened(story)
    for step in (answer, ask, lambda s, q: answer(s, q, "Hikvision."), close, ask):
        step(story, query)
    told = Event.objects.filter(body=story.cast.oxmere.pk, subject_kind="return").order_by("sequence")
    assert [event.action for event in told][-6:] == [
        "survey.open_query",
        "survey.answer_query",
        "survey.ask_again",
        "survey.answer_query",
        "survey.accept_answer",
        "survey.reopen_query",
    ]


def test_a_second_click_says_nothing_twice(story: Story) -> None:
    assert opened(story) == opened(story)
    query = opened(story)
    for step in (answer, answer, ask, ask):
        step(story, query)
    assert query.messages.count() == 3


def test_one_query_about_an_answer_at_a_time(story: Story) -> None:
    query = opened(story)
    with pytest.raises(Conflict):
        actions.open_query(by=story.cast.head, of=story.joint, key="flagged", text="Another thing")
    answer(story, query)
    close(story, query)
    second = actions.open_query(by=story.cast.head, of=story.joint, key="flagged", text="Another thing")
    for reopen in (ask, back):
        with pytest.raises(Conflict, match="another query"):
            reopen(story, query)
    assert second.state == OPEN
    story.joint.refresh_from_db()
    assert story.joint.state == Return.State.SUBMITTED


def test_the_answer_of_a_body_that_differs_is_asked_about_by_itself(story: Story) -> None:
    def ask_about(body: Body | None) -> Query:
        by = story.cast.analyst
        return actions.open_query(by=by, of=story.joint, key="flagged", body=body, text="Yes or no?")

    common, wexcombe = ask_about(None), ask_about(story.wexcombe)
    assert common != wexcombe
    assert ask_about(story.wexcombe) == wexcombe
    told = (
        Event.objects.filter(action="survey.open_query")
        .order_by("sequence")
        .values_list("details", flat=True)
    )
    assert [json.loads(one)["of_body"] for one in told] == [None, story.wexcombe.pk]
    corrected(story, {"flagged": "Twelve."})
    assert changed_since(common, history_of(story.joint))
    assert changed_since(wexcombe, history_of(story.joint)) is None
    close(story, answer(story, common))
    ask(story, common)  # that about Wexcombe is no other query about the same answer
    for body, key in ((story.cast.thornby, "flagged"), (story.wexcombe, "runs")):
        with pytest.raises(NothingFound):
            actions.open_query(by=story.cast.analyst, of=story.joint, key=key, body=body, text="Why?")


def test_only_what_was_submitted_is_asked_about(story: Story) -> None:
    with pytest.raises(NothingFound):
        opened(story, "colour")
    begun = Return.objects.create(wave=story.autumn, body=story.wexcombe)
    with pytest.raises(NothingFound):
        actions.open_query(by=story.cast.analyst, of=begun, key="runs", text="Yes or no?")


@pytest.mark.parametrize("text", ["", " \n ", "x" * 5_001])
def test_a_message_says_something_and_not_too_much(story: Story, text: str) -> None:
    with pytest.raises(Invalid) as error:
        actions.open_query(by=story.cast.analyst, of=story.joint, key="flagged", text=text)
    assert list(error.value.fields) == ["text"]
    query = opened(story)
    for act in (actions.answer_query, actions.ask_again):
        with pytest.raises(Invalid):
            act(by=story.cast.lead, query=query, text=text)


def test_who_answered_is_accepted_without_a_word_and_who_did_not_is_told_why(story: Story) -> None:
    query = opened(story)
    with pytest.raises(Invalid, match="without an answer"):
        actions.close_query(by=story.cast.head, query=query)
    assert state_in_words(close(story, query)) == "Withdrawn"
    other = opened(story, "cameras")
    answer(story, other)
    assert state_in_words(actions.close_query(by=story.cast.head, query=other)) == "Accepted"


def test_sending_back_opens_the_return_and_needs_it_submitted(story: Story) -> None:
    query = back(story, opened(story))
    story.joint.refresh_from_db()
    assert story.joint.state == Return.State.CORRECTING
    with pytest.raises(Invalid, match="not submitted"):
        back(story, query)


def test_whether_the_answer_changed_since_is_seen(story: Story) -> None:
    query = opened(story, "cameras")
    assert changed_since(query, history_of(story.joint)) is None
    corrected(story, {"flagged": "Twelve."})
    assert changed_since(query, history_of(story.joint)) is None
    corrected(story, {"cameras": "14"})
    found = changed_since(query, history_of(story.joint))
    assert found
    assert [said.value for said in found if said] == ["1200", "14"]


def test_who_leads_and_signs_off_is_written_to_and_who_asked_hears_of_the_answer(
    story: Story, django_capture_on_commit_callbacks: Any
) -> None:
    cast = story.cast
    query = opened(story)
    assert posting.send_waiting() == (2, 0, 0)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        [cast.lead.email, cast.senior_responsible_officer.email]
    )
    assert f"/bodies/oxmere/returns/{story.joint.pk}/queries" in mail.outbox[0].body
    assert "Yes or no?" not in mail.outbox[0].body
    notices = Notice.objects.filter(kind="query", state=Notice.State.SENT)
    assert {one.address for one in notices} == {one.to[0] for one in mail.outbox}
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answer(story, query)
    assert [one.to for one in mail.outbox] == [[cast.analyst.email]]
    assert f"/surveys/{story.autumn.pk}/queries/{query.pk}" in mail.outbox[0].body
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        close(story, query)
    assert mail.outbox == []


def test_a_contact_is_written_to_alone(story: Story) -> None:
    asked = story.autumn.asked.get(body=story.cast.oxmere)
    actions.set_contact(by=story.cast.analyst, asked=asked, contact="surveys@oxmere.example.test")
    opened(story)
    posting.send_waiting()
    assert [one.to for one in mail.outbox] == [["surveys@oxmere.example.test"]]


@pytest.fixture
def no_server(settings: Any) -> Callable[[], None]:
    """No mail server answers, until this is called."""
    real = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    def mended() -> None:
        settings.EMAIL_BACKEND = real

    return mended


def failed() -> list[Notice]:
    return list(Notice.objects.filter(kind="query", state=Notice.State.FAILED, sent_at=None))


def test_a_mail_that_fails_undoes_nothing_and_is_tried_again(
    story: Story, no_server: Callable[[], None]
) -> None:
    query = opened(story)
    send_mails.func()
    assert query.state == OPEN
    assert [one.tries for one in failed()] == [1, 1]
    assert all("could not be sent" in one.problem for one in failed())
    no_server()
    send_mails.func()
    assert failed() == []
    assert len(mail.outbox) == 2


def test_a_mail_that_failed_is_tried_at_once_where_somebody_says_so_also_after_the_end(
    story: Story, no_server: Callable[[], None]
) -> None:
    actions.end_wave(by=story.cast.analyst, wave=story.autumn)
    opened(story)
    for _ in range(posting.MOST_TRIES + 1):
        posting.send_waiting()
    assert [one.tries for one in failed()] == [posting.MOST_TRIES] * 2
    no_server()
    assert posting.send_waiting() == (0, 0, 0)
    assert actions.send_again(by=story.cast.analyst, wave=story.autumn) == 2
    assert posting.send_waiting() == (2, 0, 0)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("step", [answer, close])
def test_a_query_that_waits_for_the_body_no_more_is_not_mailed(
    story: Story, step: Callable[[Story, Query], Query]
) -> None:
    step(story, opened(story))
    assert posting.send_waiting() == (0, 0, 2)


def test_what_was_asked_last_is_mailed_once(story: Story) -> None:
    ask(story, opened(story))
    assert posting.send_waiting() == (2, 0, 2)

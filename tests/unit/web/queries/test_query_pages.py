"""Queries in the browser: asked by the office, answered by the body, accepted, asked again, sent back."""

import re
from pathlib import Path
from typing import Any

import pytest
import submitted_story
from django.core import mail
from django.test import Client
from submitted_story import POLICY, Story, corrected

from cast import Cast, sign_in
from custodes.access.models import Person
from custodes.survey import actions
from custodes.survey.models import Answer, Query, Return

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast) -> Story:
    return submitted_story.tell(cast)


def text(client: Client, address: str) -> str:
    """What a page says, without its elements."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def of(who: Person) -> Client:
    return sign_in(Client(), who)


def at(story: Story, rest: str) -> str:
    return f"/bodies/commissioner/surveys/{story.autumn.pk}/{rest}"


def asking(story: Story, key: str = "flagged") -> str:
    return at(story, f"returns/{story.joint.pk}/answers/{key}/query")


def opened(story: Story, key: str = "flagged") -> Query:
    return actions.open_query(by=story.cast.analyst, of=story.joint, key=key, text="Yes or no?\nHow many?")


def test_an_answer_is_asked_about_answered_and_accepted(story: Story) -> None:
    office, holder = of(story.cast.analyst), of(story.cast.lead)
    told = text(office, asking(story))
    assert POLICY in told
    assert "goes to ida.marlowe@example.test, rowan.sable@example.test" in told
    answer = office.post(asking(story), {"text": "Yes or no?"})
    assert answer.status_code == 302
    query = Query.objects.get()
    listed = text(holder, f"/bodies/oxmere/returns/{story.joint.pk}/queries")
    for said in ("Is any of the 1,200 of a flagged maker?", POLICY, "Yes or no?", "Answer the query"):
        assert said in listed
    reply = f"/bodies/oxmere/returns/{story.joint.pk}/queries/{query.pk}"
    assert holder.post(reply, {"text": "Yes: twelve."})["Location"].endswith("/queries")
    told = text(office, at(story, f"queries/{query.pk}"))
    assert "Yes: twelve." in told
    assert "Ida Marlowe, Oxmere Constabulary (fictional)" in told
    office.post(at(story, f"queries/{query.pk}"), {"what": "accept", "text": ""})
    assert "Accepted" in text(holder, f"/bodies/oxmere/returns/{story.joint.pk}/queries")
    assert holder.get(reply).status_code == 302


def test_where_no_mail_server_is_set_the_office_is_told_of_mails_and_not_of_invitations(
    story: Story, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    said = of(story.cast.analyst).post(asking(story), {"text": "Yes or no?"}, follow=True).content.decode()
    assert "Your query is kept. No mail server is set up, so mails are not sent." in said
    assert "invitations" not in said


def test_lines_stay_lines_and_elements_stay_text(story: Story) -> None:
    actions.open_query(by=story.cast.analyst, of=story.joint, key="runs", text="<b>One</b>\nTwo")
    page = of(story.cast.lead).get(f"/bodies/oxmere/returns/{story.joint.pk}/queries").content.decode()
    assert "&lt;b&gt;One&lt;/b&gt;<br>Two" in page


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "Select what you want to do"),
        ({"what": "again"}, "Enter a message"),
        ({"what": "send_back", "text": " "}, "Enter a message"),
        ({"what": "accept"}, "Enter a message"),  # nobody has answered: it would be withdrawn without a word
    ],
)
def test_what_the_office_leaves_out_is_said(story: Story, given: dict[str, str], problem: str) -> None:
    query = opened(story)
    answer = of(story.cast.head).post(at(story, f"queries/{query.pk}"), given)
    assert answer.status_code == 200
    assert problem in answer.content.decode()
    assert "<title>Error: " in answer.content.decode()
    query.refresh_from_db()
    assert (query.state, query.messages.count()) == (Query.State.OPEN, 1)


def test_a_return_is_sent_back_from_a_query(story: Story) -> None:
    query = opened(story)
    office = of(story.cast.head)
    office.post(at(story, f"queries/{query.pk}"), {"what": "send_back", "text": "Put it into the return."})
    story.joint.refresh_from_db()
    assert story.joint.state == Return.State.CORRECTING
    told = text(office, at(story, f"queries/{query.pk}"))
    assert "The return is being corrected." in told
    assert "Send the return back" not in told


def test_a_closed_query_is_opened_again_and_is_not_accepted_twice(story: Story) -> None:
    query = opened(story)
    actions.close_query(by=story.cast.head, query=query, text="Found it elsewhere.")
    office = of(story.cast.analyst)
    assert "Withdrawn" in text(office, at(story, "queries"))
    address = at(story, f"queries/{query.pk}")
    assert "<title>Error: " in office.post(address, {"what": "accept"}).content.decode()
    office.post(address, {"what": "again", "text": "It was another."})
    query.refresh_from_db()
    assert query.state == Query.State.OPEN


def test_queries_are_listed_by_whose_turn_it_is(story: Story) -> None:
    cast = story.cast
    opened(story)
    answered = opened(story, "cameras")
    actions.answer_query(by=cast.lead, query=answered, text="Counted.")
    closed = actions.open_query(by=cast.head, of=story.own, key="training", text="By whom?")
    actions.close_query(by=cast.head, query=closed, text="Found it.")
    office = of(cast.analyst)
    every = text(office, at(story, "queries"))
    assert "Waiting for the holder (1) Waiting for the office (1) Closed (1)" in every
    assert every.index("How many?") < every.index("flagged maker?") < every.index("operators trained?")
    assert "Showing 1 to 1 of 1 query" in text(office, at(story, "queries?state=open"))
    of_one = text(office, at(story, f"queries?return={story.own.pk}"))
    assert "About the return of Thornby" in of_one
    assert "flagged maker?" not in of_one
    for nonsense in ("state=x&return=x", "return=999999"):
        assert "3 queries" in text(office, at(story, f"queries?{nonsense}"))


def test_the_answer_that_was_asked_about_stays_in_view(story: Story) -> None:
    query = opened(story, "cameras")
    corrected(story, {"cameras": "14"})
    for client, address in (
        (of(story.cast.analyst), at(story, f"queries/{query.pk}")),
        (of(story.cast.lead), f"/bodies/oxmere/returns/{story.joint.pk}/queries/{query.pk}"),
    ):
        assert "Answer asked about 1,200 devices Answer now 14 devices" in text(client, address)


def test_the_answer_of_a_body_that_differs_is_asked_about(story: Story) -> None:
    office, holder = of(story.cast.analyst), of(story.cast.lead)
    page = at(story, f"returns/{story.joint.pk}/answers/flagged?of=wexcombe")
    link = asking(story) + "?of=wexcombe"
    assert f'href="{link}"' in office.get(page).content.decode()
    assert "Wexcombe keeps no list." in text(office, link)
    opened(story)  # about the answer in common
    assert office.get(link).status_code == 200
    assert office.post(link, {"text": "Who keeps it?"})["Location"] == f"{page}#queries"
    query = Query.objects.get(body=story.wexcombe)
    assert office.get(link)["Location"] == at(story, f"queries/{query.pk}")
    for client, address in (
        (office, at(story, f"queries/{query.pk}")),
        (holder, f"/bodies/oxmere/returns/{story.joint.pk}/queries/{query.pk}"),
    ):
        told = text(client, address)
        assert f"Answered for {story.wexcombe.name} Answer" in told
        assert POLICY not in told
    assert page in office.get(at(story, f"queries/{query.pk}")).content.decode()
    assert f"(for {story.wexcombe.name})" in text(office, at(story, "queries"))
    assert text(office, page).count("Opened on") == 1
    told = text(office, at(story, f"returns/{story.joint.pk}"))
    assert told.count(f"Waiting for the holder (about {story.wexcombe.name})") == 1


def test_a_query_about_a_body_that_differs_no_longer_leads_to_the_answer_in_common(story: Story) -> None:
    cast, key = story.cast, "flagged"
    query = actions.open_query(by=cast.analyst, of=story.joint, key=key, body=story.wexcombe, text="Who?")
    actions.begin_correction(by=cast.senior_responsible_officer, of=story.joint, reason="All the same")
    Answer.objects.filter(of=story.joint, body=story.wexcombe).delete()
    submitted_story.submitted(story.joint, cast.senior_responsible_officer, "All the same")
    office = of(cast.analyst)
    told = office.get(at(story, f"queries/{query.pk}")).content.decode()
    there = at(story, f"returns/{story.joint.pk}/answers/flagged")
    assert f'href="{there}"' in told
    assert office.get(there).status_code == 200
    assert POLICY in told


def test_an_answer_has_one_query_at_a_time(story: Story) -> None:
    query = opened(story)
    answer = of(story.cast.head).get(asking(story))
    assert answer["Location"] == at(story, f"queries/{query.pk}")


def test_who_only_reads_does_not_answer(story: Story) -> None:
    query = opened(story)
    reader = of(story.cast.reader)
    listed = text(reader, f"/bodies/oxmere/returns/{story.joint.pk}/queries")
    assert "Answer the query" not in listed
    address = f"/bodies/oxmere/returns/{story.joint.pk}/queries/{query.pk}"
    assert reader.post(address, {"text": "Twelve"}).status_code == 403
    assert query.messages.count() == 1


def test_strangers_find_no_query(story: Story) -> None:
    """Nor do those of a body that the joint return covers: who leads it answers."""
    query = opened(story)
    member = submitted_story.people.give(
        submitted_story.people.person("Edda Rowe"), submitted_story.Role.SURVEILLANCE_LEAD, story.wexcombe
    )
    for who in (story.cast.stranger, story.cast.nobody, member):
        client = of(who)
        for address in (
            f"/bodies/oxmere/returns/{story.joint.pk}/queries",
            f"/bodies/thornby/returns/{story.joint.pk}/queries",
            f"/bodies/wexcombe/returns/{story.joint.pk}/queries",
            f"/bodies/wexcombe/returns/{story.joint.pk}/queries/{query.pk}",
            at(story, f"queries/{query.pk}"),
            at(story, "queries"),
        ):
            assert client.get(address).status_code == 404, (who, address)
            assert client.post(address, {"text": "Mine"}).status_code == 404
    own = f"/bodies/thornby/returns/{story.own.pk}/queries/{query.pk}"
    assert of(story.cast.stranger).get(own).status_code == 404
    assert query.messages.count() == 1


def test_no_mail_goes_out_where_nobody_is_there_and_it_is_said(cast: Cast, story: Story) -> None:
    gone = [cast.lead.pk, cast.senior_responsible_officer.pk]
    Person.objects.filter(pk__in=gone).update(is_active=False)
    office = of(cast.analyst)
    assert "so no mail can be sent" in text(office, asking(story))
    answer = office.post(asking(story), {"text": "Yes or no?"}, follow=True)
    assert "Nobody could be written to" in answer.content.decode()
    assert mail.outbox == []

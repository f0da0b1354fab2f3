"""Publishing in the browser: an analyst prepares, bodies reply, the head publishes, and a correction says why."""

import html
import re
from typing import Any

import pytest
import submitted_story
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from submitted_story import Story

from cast import Cast, sign_in
from custodes import clock
from custodes.publication import actions
from custodes.publication.models import Draft, Edition, FigureSet, Reply
from custodes.publication.preparing import open_draft, prepared

pytestmark = pytest.mark.django_db
FIGURES = """
[[figure]]
name = "many"
title = "Run more than 100 cameras"
counts = "${cameras} > 100"
"""


@pytest.fixture
def story(cast: Cast) -> Story:
    told = submitted_story.tell(cast)
    actions.set_figures(by=cast.analyst, wave=told.autumn, text=FIGURES, base=0)
    return told


@pytest.fixture
def analyst(cast: Cast) -> Client:
    return sign_in(Client(), cast.analyst)


@pytest.fixture
def head(cast: Cast) -> Client:
    return sign_in(Client(), cast.head)


def address(name: str, story: Story, *more: object) -> str:
    return reverse(name, args=["commissioner", story.autumn.pk, *more])


def text(answer: Any) -> str:
    return html.unescape(" ".join(answer.content.decode().split()))


def base() -> int:
    return Draft.objects.latest("pk").revision


def day(of: Any) -> dict[str, Any]:
    return {f"reply_until_{part}": getattr(of, part) for part in ("day", "month", "year")}


def prepare(client: Client, story: Story) -> None:
    answer = client.post(address("publications", story), {"title": "What we found"})
    assert answer["Location"] == address("draft", story)


def refit(story: Story, text: str) -> None:
    """Other definitions, also such as do not fit."""
    number = FigureSet.objects.filter(wave=story.autumn).count() + 1
    FigureSet.objects.create(wave=story.autumn, number=number, text=text)


def publish(client: Client, story: Story) -> Any:
    mark = prepared(Draft.objects.latest("pk"), timezone.now()).mark
    return client.post(address("publish", story), {"base": base(), "mark": mark})


def test_from_nothing_to_an_edition(analyst: Client, head: Client, story: Story) -> None:
    prepare(analyst, story)
    seen = text(analyst.get(address("draft", story)))
    assert "It would be edition 1, with 1 figure." in seen
    assert "The head of the office publishes it." in seen
    written = {"title": "What we found", "report": "{{ many }} run many.", "base": base()}
    assert analyst.post(address("write_draft", story), written)["Location"] == address("draft", story)
    assert analyst.get(address("publish", story)).status_code == 403
    assert publish(analyst, story).status_code == 403
    assert "Sign and publish" in text(head.get(address("publish", story)))
    assert publish(head, story)["Location"] == address("publications", story)
    edition = Edition.objects.get()
    seen = text(analyst.get(address("publications", story)))
    assert "Edition 1 is published" in text(head.get(address("publications", story)))
    assert "Prepare the next edition" in seen
    file = analyst.get(address("edition_file", story, 1))
    assert file.content == bytes(edition.contents)


def test_a_report_that_names_no_figure_is_shown_again_with_what_is_wrong(
    analyst: Client, story: Story
) -> None:
    prepare(analyst, story)
    answer = analyst.post(
        address("write_draft", story), {"title": "T", "report": "One\n{{ few }}", "base": base()}
    )
    seen = text(answer)
    assert "Line 2: no figure is called “few”." in seen
    assert "{{ few }}" in seen
    assert Draft.objects.get().report == ""


def test_a_correction_is_explained_before_it_is_published(
    analyst: Client, head: Client, story: Story
) -> None:
    prepare(analyst, story)
    publish(head, story)
    submitted_story.corrected(story, {"cameras": "90"})
    prepare(analyst, story)
    assert "1 figure without a reason" in text(analyst.get(address("draft", story)))
    refused = publish(head, story)
    assert "say why" in text(refused)
    assert Edition.objects.count() == 1
    seen = text(analyst.get(address("explain_changes", story)))
    assert "It was 1 of 2 returns (50%), and is 0 of 2 returns (0%). Why?" in seen
    analyst.post(address("explain_changes", story), {"why-many": "Counted again.", "base": base()})
    assert publish(head, story).status_code == 302
    assert Edition.objects.count() == 2


def test_what_is_not_public_is_decided_with_exemption_and_reason(analyst: Client, story: Story) -> None:
    prepare(analyst, story)
    decision = {"question": "cameras", "disclosure": "aggregated", "base": base()}
    assert "without an exemption and a reason" in text(analyst.post(address("disclose", story), decision))
    assert Draft.objects.get().disclosed == {}
    decision |= {"exemption": "s.31", "reason": "Numbers tell where to look"}
    analyst.post(address("disclose", story), decision)
    assert Draft.objects.get().disclosed["cameras"]["exemption"] == "s.31"
    assert "Numbers tell where to look" in text(analyst.get(address("disclose", story)))


def test_a_body_sees_where_it_stands_and_replies(cast: Cast, analyst: Client, story: Story) -> None:
    prepare(analyst, story)
    draft = Draft.objects.get()
    officer = sign_in(Client(), cast.senior_responsible_officer)
    here, reply = reverse("to_reply", args=["oxmere"]), reverse("reply", args=["oxmere", draft.pk])
    assert "No office asks for your reply" in text(officer.get(here))
    assert officer.get(reply).status_code == 404
    written = {"title": draft.title, "report": "", "base": base(), **day(clock.today())}
    assert analyst.post(address("write_draft", story), written).status_code == 302
    assert "What we found" in text(officer.get(here))
    assert "Your return counts" in text(officer.get(reply))
    assert officer.post(reply, {"text": "Ours are new."})["Location"] == here
    assert Reply.objects.get().body == cast.oxmere
    assert "Ours are new." in text(analyst.get(address("draft", story)))


def test_who_is_not_spoken_of_or_may_not_sign_does_not_reply(
    cast: Cast, analyst: Client, story: Story
) -> None:
    prepare(analyst, story)
    draft = actions.change_draft(
        by=cast.analyst, draft=Draft.objects.get(), base=base(), reply_until=clock.today()
    )
    assert sign_in(Client(), cast.lead).get(reverse("reply", args=["oxmere", draft.pk])).status_code == 403
    for who in (cast.nobody, cast.stranger):
        assert sign_in(Client(), who).get(reverse("reply", args=["oxmere", draft.pk])).status_code == 404


def test_it_can_be_discarded_with_a_reason(analyst: Client, story: Story) -> None:
    prepare(analyst, story)
    analyst.post(address("discard_draft", story), {"reason": "", "base": base()})
    assert Draft.objects.get().discarded_at is None
    analyst.post(address("discard_draft", story), {"reason": "Too soon", "base": base()})
    assert Draft.objects.get().discarded_at
    assert analyst.get(address("draft", story)).status_code == 404


def test_who_publishes_what_changed_meanwhile_is_shown_it_first(
    analyst: Client, head: Client, story: Story
) -> None:
    prepare(analyst, story)
    stale = prepared(Draft.objects.get(), timezone.now()).mark
    submitted_story.corrected(story, {"cameras": "90"})
    seen = head.post(address("publish", story), {"base": base(), "mark": stale})
    assert "no longer what you saw" in text(seen)
    assert not Edition.objects.exists()
    now = re.search(r'name="mark" value="(\w+)"', seen.content.decode())
    assert now
    assert head.post(address("publish", story), {"base": base(), "mark": now[1]}).status_code == 302


@pytest.mark.parametrize(
    ("definitions", "said"),
    [
        (FIGURES.replace("cameras}", "gone}"), "no question is called “gone”"),
        (FIGURES + "below = 5\n", "It has “below”, and every answer that it reads is public"),
    ],
)
def test_a_draft_whose_figures_cannot_be_published_says_why(
    analyst: Client, story: Story, definitions: str, said: str
) -> None:
    prepare(analyst, story)
    refit(story, definitions)
    seen = text(analyst.get(address("draft", story)))
    assert "It cannot be published as it is." in seen
    assert said in seen
    assert "Do not fit" in seen


def asked_to_reply(story: Story, until: Any = None, **values: Any) -> str:
    """A publication that asks for replies, and the address of Oxmere's."""
    draft = open_draft(story.autumn) or actions.begin_draft(
        by=story.cast.analyst, wave=story.autumn, title="What we found"
    )
    values["reply_until"] = until or clock.today()
    actions.change_draft(by=story.cast.analyst, draft=draft, base=base(), **values)
    return reverse("reply", args=["oxmere", draft.pk])


@pytest.fixture
def officer(cast: Cast) -> Client:
    return sign_in(Client(), cast.senior_responsible_officer)


def test_a_body_is_not_shown_the_numbers_that_publication_suppresses(officer: Client, story: Story) -> None:
    refit(story, FIGURES + "below = 3\n")
    decided = {"disclosure": "aggregated", "exemption": "s.31", "reason": "Numbers tell where to look"}
    seen = text(officer.get(asked_to_reply(story, disclosed={"cameras": decided})))
    assert "suppressed: too few to be said" in seen
    assert "1 of 2 returns" not in seen
    assert "Your return counts" in seen

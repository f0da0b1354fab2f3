"""Publishing in the browser: an analyst prepares, bodies reply, the head publishes, and a correction says why."""

import datetime as dt
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


def day(of: Any, field: str = "reply_until") -> dict[str, Any]:
    return {f"{field}_{part}": getattr(of, part) for part in ("day", "month", "year")}


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


def test_a_reason_that_is_needed_is_not_called_optional(analyst: Client, head: Client, story: Story) -> None:
    prepare(analyst, story)
    publish(head, story)
    submitted_story.corrected(story, {"cameras": "90"})
    prepare(analyst, story)
    seen = text(analyst.get(address("explain_changes", story)))
    assert "Run more than 100 cameras" in seen
    assert "(optional)" not in seen


@pytest.mark.parametrize(
    "typed", [("", "", ""), ("3", "May", str(clock.today().year + 1))], ids=["nothing", "a day"]
)
def test_the_day_that_was_typed_is_as_it_was_after_a_refusal(
    analyst: Client, head: Client, story: Story, typed: tuple[str, str, str]
) -> None:
    prepare(analyst, story)
    parts = dict(zip(("shown_on_day", "shown_on_month", "shown_on_year"), typed, strict=True))
    seen = head.post(address("publish", story), {"base": base(), "mark": "stale", **parts}).content.decode()
    shown = {name: re.search(f'name="{name}"(?: value="([^"]*)")?', seen) for name in parts}
    assert {name: (found and found[1]) or "" for name, found in shown.items()} == parts
    assert "no longer what you saw" in html.unescape(seen)


def test_what_is_not_public_is_decided_with_exemption_and_reason(analyst: Client, story: Story) -> None:
    prepare(analyst, story)
    decision = {"question": "cameras", "disclosure": "aggregated", "base": base()}
    refused = text(analyst.post(address("disclose", story), decision))
    for field, what in (("exemption", "the exemption that is relied on"), ("reason", "the reason")):
        assert f'href="#id_{field}">Enter {what}, as it is not public' in refused
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


def test_sentences_with_figures_typed_by_hand_are_told_and_keep_nothing_from_being_published(
    analyst: Client, head: Client, story: Story
) -> None:
    prepare(analyst, story)
    assert "typed by hand" not in text(analyst.get(address("draft", story)))
    report = (
        "## 1. What we found in 2026\n\n{{ many }} run many, one of them since 3 May 2025. It is 99% elsewhere.\n\n"
        "- {{ many.number }} of 47 bodies\n- two thirds, for £300\n- said within 20 days\n"
    )
    written = {"title": "What we found", "report": report, "base": base()}
    analyst.post(address("write_draft", story), written)
    seen = text(analyst.get(address("draft", story)))
    told = re.findall("<li>(.*?)</li>", seen[seen.index("Figures typed by hand") :].partition("</ul>")[0])
    assert told == ["It is 99% elsewhere.", "{{ many.number }} of 47 bodies", "two thirds, for £300"]
    assert publish(head, story).status_code == 302


def test_small_numbers_of_what_is_not_public_are_told_before_they_are_published(
    analyst: Client, story: Story
) -> None:
    prepare(analyst, story)
    assert "Small numbers" not in text(analyst.get(address("draft", story)))  # its answers are public
    decided = {"disclosure": "aggregated", "exemption": "s.31", "reason": "Numbers tell where to look"}
    actions.change_draft(
        by=story.cast.analyst, draft=Draft.objects.latest("pk"), base=base(), disclosed={"cameras": decided}
    )
    seen = text(analyst.get(address("draft", story)))
    assert "Small numbers" in seen
    assert "<li>Run more than 100 cameras</li>" in seen
    refit(story, FIGURES + "below = 3\n")
    assert "Small numbers" not in text(analyst.get(address("draft", story)))


def test_a_reply_that_comes_too_late_is_not_lost(analyst: Client, officer: Client, story: Story) -> None:
    reply = asked_to_reply(story)
    asked_to_reply(story, clock.today() - dt.timedelta(days=1))
    seen = officer.post(reply, {"text": "Ours are all new."})
    assert "not taken any more" in text(seen)
    assert "Ours are all new." in text(seen)
    assert "Run more than 100 cameras" not in text(seen)
    assert officer.get(reply).status_code == 404
    assert not Reply.objects.exists()
    emptied = {"title": "T", "report": "", "base": base()}
    assert "A day that is past ends it" in text(analyst.post(address("write_draft", story), emptied))


def test_a_body_replies_while_the_office_changes_its_figures(officer: Client, story: Story) -> None:
    reply = asked_to_reply(story)
    refit(story, FIGURES.replace("cameras}", "gone}"))
    seen = officer.get(reply)
    assert seen.status_code == 200
    assert "You can reply already" in text(seen)
    assert "gone" not in text(seen)
    assert officer.post(reply, {"text": "Ours are new."}).status_code == 302


def test_what_is_written_is_not_lost_while_figures_do_not_fit(analyst: Client, story: Story) -> None:
    prepare(analyst, story)
    refit(story, FIGURES.replace("cameras}", "gone}"))
    written = {"title": "Renamed", "report": "All of it", "base": base()}
    seen = text(analyst.post(address("write_draft", story), written))
    assert "All of it" in seen
    assert "The figures do not fit the form" in seen
    assert "no question is called “gone”" in seen
    assert analyst.get(address("write_draft", story)).status_code == 200
    assert analyst.post(address("write_draft", story), written | {"report": ""}).status_code == 302
    assert Draft.objects.get().title == "Renamed"


def test_answers_count_up_to_the_end_of_a_day_that_is_over(analyst: Client, story: Story) -> None:
    prepare(analyst, story)
    yesterday = clock.today() - dt.timedelta(days=1)
    written = {"title": "T", "report": "", "base": base(), **day(clock.today(), "as_at")}
    assert "The day must be over" in text(analyst.post(address("write_draft", story), written))
    assert Draft.objects.get().as_at is None
    analyst.post(address("write_draft", story), written | day(yesterday, "as_at"))
    as_at = Draft.objects.get().as_at
    assert as_at
    assert timezone.localtime(as_at).date() == yesterday
    assert timezone.localtime(as_at + dt.timedelta(microseconds=1)).date() == clock.today()
    assert "from what was submitted by" in text(analyst.get(address("draft", story)))
    assert f'value="{yesterday.year}"' in text(analyst.get(address("write_draft", story)))
    again = {**written, **day(yesterday, "as_at"), "title": "Again", "base": base()}
    analyst.post(address("write_draft", story), again)
    assert Draft.objects.get().as_at == as_at


def test_that_bodies_could_reply_is_said_once_it_is_over(analyst: Client, story: Story) -> None:
    asked_to_reply(story)
    seen = text(analyst.get(address("draft", story)))
    assert "Bodies can reply until" in seen
    assert "To end it early, enter yesterday" in seen
    written = {"title": "T", "report": "", "base": base(), **day(clock.today() - dt.timedelta(days=1))}
    assert analyst.post(address("write_draft", story), written).status_code == 302
    seen = text(analyst.get(address("draft", story)))
    assert "Bodies could reply until" in seen
    assert "can reply until" not in seen


def test_a_body_reads_the_report_with_figures_filled_in(officer: Client, story: Story) -> None:
    seen = officer.get(asked_to_reply(story, report="# Found\n\nOf all, {{ many }} run many.\n"))
    said = re.sub(r"<[^>]*>", "", seen.content.decode())
    assert "Of all, 1 of 2 returns (50%) run many." in said
    assert '<a class="govuk-link" href="#figures/many/">1 of 2 returns (50%)</a>' in seen.content.decode()
    assert 'id="figures/many/"' in seen.content.decode()
    assert "<details" not in seen.content.decode().partition("<main")[2]


def test_who_publishes_sees_figures_errata_with_reasons_and_replies(
    cast: Cast, analyst: Client, officer: Client, head: Client, story: Story
) -> None:
    prepare(analyst, story)
    publish(head, story)
    submitted_story.corrected(story, {"cameras": "90"})
    prepare(analyst, story)
    assert "No reason" in text(head.get(address("publish", story)))
    officer.post(asked_to_reply(story, reasons={"many": "Counted again."}), {"text": "Ours are new."})
    seen = text(head.get(address("publish", story)))
    for said in ("0 of 2 returns (0%)", "1 of 2 returns (50%)", "Counted again.", "Ours are new."):
        assert said in seen


def test_what_is_in_the_way_of_publishing_stands_first_with_where_to_mend_it(
    analyst: Client, officer: Client, head: Client, story: Story
) -> None:
    prepare(analyst, story)
    assert "cannot be published yet" not in text(head.get(address("publish", story)))
    publish(head, story)
    submitted_story.corrected(story, {"cameras": "90"})
    asked_to_reply(story)
    waiting = text(head.get(address("publish", story)))
    mend = f'<a class="govuk-link" href="{address("write_draft", story)}">Wait until the day after'
    assert f"Bodies can reply until {clock.today():%-d %B %Y}. {mend}" in waiting
    why = (
        f'is 0 of 2 returns (0%): say why. <a class="govuk-link" href="{address("explain_changes", story)}">'
    )
    assert why in waiting
    assert waiting.index(why) < waiting.index("What it says")
    assert "Sign and publish" not in waiting
    asked_to_reply(story, clock.today() - dt.timedelta(days=1), reasons={"many": "Counted again."})
    assert "Sign and publish" in text(head.get(address("publish", story)))


def test_a_refusal_of_publishing_stands_at_the_top(analyst: Client, head: Client, story: Story) -> None:
    prepare(analyst, story)
    seen = text(head.post(address("publish", story), {"base": base(), "mark": "stale"}))
    assert seen.count("There is a problem") == 1
    assert seen.index("There is a problem") < seen.index("What it says")


def test_a_decision_is_found_by_the_words_of_its_question_and_taken_back(
    analyst: Client, story: Story
) -> None:
    prepare(analyst, story)
    decision = {
        "question": "cameras",
        "disclosure": "withheld",
        "exemption": "s.31",
        "reason": "Where to look",
    }
    analyst.post(address("disclose", story), decision | {"base": base()})
    seen = text(analyst.get(address("disclose", story)))
    assert '<option value="cameras">How many? (cameras)</option>' in seen
    assert 'href="?question=cameras#decide"' in seen
    filled_in = text(analyst.get(address("disclose", story) + "?question=cameras"))
    assert '<option value="cameras" selected>' in filled_in
    assert 'value="s.31"' in filled_in
    analyst.post(address("disclose", story), {"question": "cameras", "disclosure": "by_kind", "base": base()})
    assert Draft.objects.get().disclosed == {}


def test_which_published_figures_moved_is_said_before_anything_is_prepared(
    analyst: Client, head: Client, story: Story
) -> None:
    prepare(analyst, story)
    publish(head, story)
    assert "Every figure of edition 1 was worked out again" in text(
        analyst.get(address("publications", story))
    )
    submitted_story.corrected(story, {"cameras": "90"})
    seen = text(analyst.get(address("publications", story)))
    assert "1 published figure is another now" in seen
    assert "To be corrected, with a reason" in seen
    assert Draft.objects.count() == 1
    refit(story, FIGURES.replace("cameras}", "gone}"))
    seen = text(analyst.get(address("publications", story)))
    assert "cannot be said" in seen
    assert "no question is called “gone”" in seen

"""From a draft to an edition: what is published is sealed, what changed is said, and nobody overwrites another."""

import datetime as dt
import json

import pytest
import submitted_story
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from submitted_story import Story
from waves import kept, wave

import cast as people
from cast import Cast
from custodes import clock
from custodes.access.models import Body
from custodes.access.roles import Role
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid
from custodes.publication import actions
from custodes.publication.models import Draft, Edition, Reply
from custodes.publication.package import sealed, verifying
from custodes.publication.preparing import open_draft, prepared
from custodes.publication.site.shown import shown_now
from custodes.survey import actions as survey
from custodes.survey.actions.posting import send_waiting
from custodes.survey.chasing import REPLY
from custodes.survey.models import Covered, Notice

pytestmark = pytest.mark.django_db
FIGURES = """
[[figure]]
name = "many"
title = "Run more than 100 cameras"
counts = "${cameras} > 100"

[[figure]]
name = "trained"
title = "Say how operators are trained"
counts = "state(${training}) = 'answered'"
bound = "at_least"
"""


@pytest.fixture
def story(cast: Cast) -> Story:
    told = submitted_story.tell(cast)
    actions.set_figures(by=cast.analyst, wave=told.autumn, text=FIGURES, base=0)
    return told


def begun(story: Story, title: str = "Autumn survey", **values: object) -> Draft:
    draft = actions.begin_draft(by=story.cast.analyst, wave=story.autumn, title=title)
    return changed(story, draft, **values) if values else draft


def changed(story: Story, draft: Draft, **values: object) -> Draft:
    return actions.change_draft(by=story.cast.analyst, draft=draft, base=draft.revision, **values)


def published(story: Story, draft: Draft, **more: dt.datetime) -> Edition:
    mark = prepared(draft, timezone.now()).mark
    return actions.publish(by=story.cast.head, draft=draft, base=draft.revision, mark=mark, **more)


def read(edition: Edition) -> dict[str, bytes]:
    return sealed.unseal(bytes(edition.contents))


def told(edition: Edition) -> dict[str, object]:
    found: dict[str, object] = json.loads(read(edition)["publication.json"])
    return found


def test_an_edition_is_sealed_and_signed_and_its_digest_is_in_the_history(story: Story) -> None:
    edition = published(story, begun(story, report="{{ many }} do.\n"))
    assert not verifying.verify(bytes(edition.contents)).problems
    event = Event.objects.get(action="publication.publish")
    assert edition.digest in event.details
    assert read(edition)["report.md"] == b"{{ many }} do.\n"


def test_the_database_refuses_to_change_what_was_published(story: Story) -> None:
    edition = published(story, begun(story))
    for statement in ("update publication_edition set title = 'x'", "delete from publication_edition"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    edition.refresh_from_db()
    assert edition.title == "Autumn survey"


def test_what_changed_needs_a_reason_which_is_published_with_it(story: Story) -> None:
    first = published(story, begun(story))
    submitted_story.corrected(story, {"cameras": "90"})
    second = begun(story, "Autumn survey, corrected")
    with pytest.raises(Invalid) as refused:
        published(story, second)
    assert set(refused.value.fields) == {"many"}
    assert Edition.objects.count() == 1
    edition = published(story, changed(story, second, reasons={"many": "Oxmere counted again."}))
    (erratum,) = told(edition)["errata"]  # type: ignore[misc]
    assert erratum["from"].startswith("1 of 2")
    assert erratum["to"].startswith("0 of 2")
    assert (erratum["figure"], erratum["why"], erratum["edition"]) == ("many", "Oxmere counted again.", 2)
    assert told(edition)["about"]["corrects"] == first.digest  # type: ignore[index]
    third = published(story, begun(story, "Again"))
    assert [one["figure"] for one in told(third)["errata"]] == ["many"], "errata stay"  # type: ignore[attr-defined]


def test_a_figure_that_claims_to_be_exact_and_is_not_keeps_all_from_being_published(story: Story) -> None:
    text = (
        FIGURES + '\n[[figure]]\nname = "since"\ntitle = "Since 2019"\ncounts = "${since} = \'2019-03-27\'"\n'
    )
    actions.set_figures(by=None, wave=story.autumn, text=text, base=1)
    with pytest.raises(Invalid) as refused:
        published(story, begun(story))
    assert "claims to be exact" in refused.value.fields["since"]
    assert not Edition.objects.exists()


def test_there_is_one_draft_of_a_wave_and_it_can_be_discarded(story: Story) -> None:
    draft = begun(story)
    with pytest.raises(Conflict):
        begun(story, "Another")
    actions.discard_draft(by=story.cast.analyst, draft=draft, base=draft.revision, reason="Too soon")
    assert open_draft(story.autumn) is None
    with pytest.raises(Conflict):
        published(story, draft)


def test_nobody_overwrites_what_they_have_not_seen(story: Story) -> None:
    draft = begun(story)
    changed(story, draft, title="Theirs")
    with pytest.raises(Conflict):
        changed(story, draft, title="Mine")
    with pytest.raises(Conflict):
        published(story, draft)
    assert Draft.objects.get().title == "Theirs"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"report": "{{ none }} do"}, "report"),
        ({"report": "{{ many.sum }} do"}, "report"),
        ({"report": "{{ }} do"}, "report"),
        ({"report": "{{ many do"}, "report"),
        ({"report": "{{ MANY }} do"}, "report"),
        ({"disclosed": {"cameras": {"disclosure": "secret"}}}, "disclosed"),
        ({"disclosed": {"cameras": {"disclosure": "withheld"}}}, "cameras"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    story: Story, values: dict[str, object], field: str
) -> None:
    draft = begun(story)
    with pytest.raises(Invalid) as refused:
        changed(story, draft, **values)
    assert field in refused.value.fields
    assert Draft.objects.get().revision == draft.revision


def test_withheld_answers_are_not_in_the_file(story: Story) -> None:
    disclosed = {
        "cameras": {"disclosure": "aggregated", "exemption": "s.31", "reason": "Numbers tell where to look"}
    }
    edition = published(story, begun(story, disclosed=disclosed))
    answers = read(edition)["answers.csv"].decode()
    assert "1200" not in answers
    assert submitted_story.POLICY not in answers, "free text is not public by itself"
    assert not verifying.verify(bytes(edition.contents)).problems


def test_it_is_of_the_moment_that_it_names(story: Story) -> None:
    moment = story.latest(story.own).at
    submitted_story.corrected(story, {"cameras": "90"})
    edition = published(story, begun(story, as_at=moment))
    assert told(edition)["figures"][0]["says"].startswith("1 of 2")  # type: ignore[index]


def test_an_embargo_is_kept_and_never_lies_in_the_past(story: Story) -> None:
    later = timezone.now() + dt.timedelta(days=3)
    with pytest.raises(Invalid, match="That day is over"):
        published(story, begun(story), shown_from=timezone.now() - dt.timedelta(days=3))
    edition = published(story, Draft.objects.get(), shown_from=timezone.now() - dt.timedelta(minutes=1))
    assert edition.shown_from == edition.at
    assert published(story, begun(story, "Again"), shown_from=later).shown_from == later


def test_a_body_replies_until_the_day_that_was_set(story: Story, cast: Cast) -> None:
    draft = begun(story, reply_until=clock.today())
    actions.reply(by=cast.senior_responsible_officer, draft=draft, body=cast.oxmere, text=" Ours are new. ")
    assert Reply.objects.get().text == "Ours are new."
    with pytest.raises(Invalid):
        actions.reply(by=cast.senior_responsible_officer, draft=draft, body=cast.oxmere, text=" ")
    changed(story, Draft.objects.get(), reply_until=clock.today() - dt.timedelta(1))
    with pytest.raises(Conflict):
        actions.reply(by=cast.senior_responsible_officer, draft=draft, body=cast.oxmere, text="Too late")
    assert Reply.objects.count() == 1


def test_what_only_came_in_later_is_an_update_and_needs_no_reason(story: Story) -> None:
    published(story, begun(story, as_at=story.latest(story.joint).at))
    edition = published(story, begun(story, "All of it"))
    assert told(edition)["figures"][0]["says"].startswith("1 of 2")  # type: ignore[index]
    assert told(edition)["errata"] == []


def test_an_answer_that_was_read_otherwise_since_is_a_correction(story: Story) -> None:
    published(story, begun(story))
    survey.code_answer(
        by=story.cast.analyst,
        submission=story.latest(story.own),
        key="training",
        state="non_answer",
        reading="",
        rationale="By whom is not how.",
    )
    with pytest.raises(Invalid) as refused:
        published(story, begun(story, "Read again"))
    assert set(refused.value.fields) == {"trained"}


def amended(story: Story, *, without: str) -> None:
    """The wave goes on with a form that has no such question."""
    rows = "\n".join(row for row in submitted_story.ROWS.splitlines() if f"| {without} " not in row)
    version = kept(story.cast.office, story.cast.analyst, rows, version="2")
    wave = story.autumn
    survey.amend(by=story.cast.analyst, wave=wave, instrument=version, reason="Shorter", base=wave.revision)
    wave.refresh_from_db()


def test_figures_that_an_amended_form_broke_can_be_mended(story: Story) -> None:
    amended(story, without="training")
    many = FIGURES[: FIGURES.rindex("[[figure]]")]
    assert actions.set_figures(by=None, wave=story.autumn, text=many, base=1).number == 2
    assert "{{ many }}" in begun(story, report="{{ many }}").report


def test_a_decision_on_a_question_that_is_gone_keeps_nothing_from_being_published(story: Story) -> None:
    decided = {"since": {"disclosure": "withheld", "exemption": "s.31", "reason": "Dates"}}
    draft = begun(story, disclosed=decided)
    amended(story, without="since")
    cameras = {"cameras": {"disclosure": "aggregated", "exemption": "s.31", "reason": "Numbers"}}
    draft = changed(story, Draft.objects.get(pk=draft.pk), disclosed=decided | cameras)
    assert [one["question"] for one in told(published(story, draft))["not_public"]] == [  # type: ignore[attr-defined]
        "cameras",
        "flagged",
        "place",
        "training",
    ]


def test_a_report_that_names_a_figure_which_is_gone_is_not_published(story: Story) -> None:
    draft = begun(story, report="{{ trained }} said so")
    many = FIGURES[: FIGURES.rindex("[[figure]]")]
    actions.set_figures(by=None, wave=story.autumn, text=many, base=1)
    with pytest.raises(Invalid, match="no figure is called “trained”"):
        published(story, draft)


def test_a_wave_keeps_its_public_address_under_another_title(story: Story) -> None:
    published(story, begun(story))
    wave = story.autumn
    survey.change_wave(by=story.cast.analyst, wave=wave, values={"title": "Winter"}, base=wave.revision)
    draft = begun(Story(*story[:1], type(wave).objects.get(pk=wave.pk), *story[2:]))
    assert published(story, draft).slug == "autumn"
    assert [one.slug for one in shown_now(timezone.now()).waves] == ["autumn"]


def test_bodies_are_told_by_mail_until_when_they_can_reply_and_once_only(
    story: Story, mailoutbox: list[EmailMessage]
) -> None:
    end = clock.today() + dt.timedelta(days=14)
    draft = begun(story, reply_until=end)
    changed(story, draft, title="Another title")
    assert send_waiting().sent == Notice.objects.filter(kind=REPLY).count() > 0
    told = [one for one in mailoutbox if story.cast.lead.email in one.to]
    assert len(told) == 1
    assert f"{end:%-d %B %Y}" in told[0].subject
    assert "/bodies/oxmere/publications" in told[0].body
    assert "Run more than 100 cameras" not in told[0].body, "figures are not sent by mail"
    assert send_waiting().sent == 0
    later = changed(story, Draft.objects.get(), reply_until=end + dt.timedelta(days=7))
    assert send_waiting().sent > 0, "another day is told again"
    changed(story, later, reply_until=clock.today() - dt.timedelta(days=1))
    assert send_waiting() == (
        0,
        0,
        Notice.objects.filter(rule=str(clock.today() - dt.timedelta(days=1))).count(),
    )


def test_what_was_not_looked_at_is_not_signed(story: Story) -> None:
    draft = begun(story)
    seen = prepared(draft, timezone.now()).mark
    submitted_story.corrected(story, {"cameras": "90"})
    with pytest.raises(Conflict, match="no longer what you saw"):
        actions.publish(by=story.cast.head, draft=draft, base=draft.revision, mark=seen)
    assert not Edition.objects.exists()
    published(story, draft)


def test_nothing_is_published_while_bodies_can_reply(story: Story) -> None:
    draft = begun(story, reply_until=clock.today())
    with pytest.raises(Conflict, match="Bodies can reply until"):
        published(story, draft)
    published(story, changed(story, draft, reply_until=clock.today() - dt.timedelta(days=1)))


def test_an_edition_is_never_shown_before_the_one_that_it_corrects(story: Story) -> None:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    published(story, begun(story), shown_from=tomorrow)
    submitted_story.corrected(story, {"cameras": "90"})
    second = published(story, begun(story, reasons={"many": "Not to be told before."}))
    assert second.shown_from == tomorrow
    assert not shown_now(timezone.now()).waves


def test_a_correction_of_a_part_alone_needs_a_reason(story: Story) -> None:
    parts = FIGURES.replace('counts = "${cameras} > 100"', 'counts = "${cameras} > 100"\nparts = "uses"')
    actions.set_figures(by=None, wave=story.autumn, text=parts, base=1)
    published(story, begun(story))
    submitted_story.corrected(story, {"uses": "no"})
    with pytest.raises(Invalid) as refused:
        published(story, begun(story))
    assert set(refused.value.fields) == {"many"}


def test_a_body_that_came_late_and_was_counted_before_is_corrected_and_not_updated(story: Story) -> None:
    """Its return answered in part what a correction answers otherwise: that it was not all there is no excuse."""
    text = FIGURES.replace("[[figure]]", '[[figure]]\nunit = "body"', 1).replace(
        '"${cameras} > 100"', '"${cameras} > 100"\nbound = "at_least"'
    )
    actions.set_figures(by=None, wave=story.autumn, text=text, base=1)
    Covered.objects.filter(wave=story.autumn, body=story.wexcombe, section="governing").delete()
    submitted_story.corrected(story, {})
    published(story, begun(story))
    submitted_story.corrected(story, {"cameras": "90"})
    with pytest.raises(Invalid) as refused:
        published(story, begun(story))
    assert "many" in refused.value.fields


def test_two_offices_with_waves_alike_each_show_their_newest_edition(story: Story, cast: Cast) -> None:
    other = people.body("Office of lenses", Body.Kind.OFFICE)
    people.give(cast.analyst, Role.ANALYST, other)
    twin = wave(kept(other, cast.analyst, submitted_story.ROWS), cast.analyst, [cast.oxmere])
    actions.set_figures(by=None, wave=twin, text=FIGURES, base=0)
    for of in (story.autumn, twin, story.autumn, twin):
        draft = actions.begin_draft(by=cast.analyst, wave=of, title="Alike")
        reasons = {"many": "Why not."}
        published(story, actions.change_draft(by=cast.analyst, draft=draft, base=1, reasons=reasons))
    shown = shown_now(timezone.now()).waves
    assert [(one.slug, [each.number for each in one.editions]) for one in shown] == [
        ("autumn", [2, 1]),
        ("autumn-2", [2, 1]),
    ]


def test_where_nothing_changed_nothing_is_said_to_have(story: Story) -> None:
    split = FIGURES.replace(
        'counts = "${cameras} > 100"', 'counts = "${cameras} > 100"\nby = ["uses"]\nparts = "runs"'
    )
    actions.set_figures(by=None, wave=story.autumn, text=split, base=1)
    published(story, begun(story))
    assert list(prepared(begun(story), timezone.now()).differences) == []


def test_a_reply_stands_in_later_editions_until_the_body_sends_another(story: Story, cast: Cast) -> None:
    first = begun(story, reply_until=clock.today())
    actions.reply(by=cast.senior_responsible_officer, draft=first, body=cast.oxmere, text="Ours are new.")
    published(story, changed(story, first, reply_until=clock.today() - dt.timedelta(days=1)))
    second = begun(story, "Again")
    (reply,) = told(published(story, second))["replies"]  # type: ignore[misc]
    assert (reply["body"], reply["text"]) == ("oxmere", "Ours are new.")
    third = begun(story, "Once more", reply_until=clock.today())
    actions.reply(by=cast.senior_responsible_officer, draft=third, body=cast.oxmere, text="Old by now.")
    edition = published(story, changed(story, third, reply_until=clock.today() - dt.timedelta(days=1)))
    assert [one["text"] for one in told(edition)["replies"]] == ["Old by now."]  # type: ignore[attr-defined]


def test_after_one_was_discarded_the_next_goes_on_from_it(story: Story, cast: Cast) -> None:
    disclosed = {"cameras": {"disclosure": "aggregated", "exemption": "s.31", "reason": "Numbers"}}
    published(story, begun(story, report="As published"))
    draft = begun(story, "Gone", report="Written", disclosed=disclosed, reply_until=clock.today())
    actions.reply(by=cast.senior_responsible_officer, draft=draft, body=cast.oxmere, text="Ours are new.")
    actions.discard_draft(by=cast.analyst, draft=draft, base=draft.revision, reason="Too soon")
    again = begun(story)
    assert (again.report, again.disclosed, again.reply_until) == ("Written", disclosed, None)
    assert len(told(published(story, again))["replies"]) == 1  # type: ignore[arg-type]


def test_what_is_published_again_as_it_was_is_no_difference(story: Story) -> None:
    groups = FIGURES.replace('counts = "${cameras} > 100"', 'counts = "${cameras} > 100"\nby = ["uses"]')
    actions.set_figures(by=None, wave=story.autumn, text=groups, base=1)
    published(story, begun(story))
    assert not prepared(begun(story), timezone.now()).differences

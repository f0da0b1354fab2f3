"""Sections that others fill in, and bodies that a return answers for, as pages."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from waves import answered, kept, wave

from cast import Cast, body, sign_in
from custodes.access.actions import create_collaboration
from custodes.access.mail import MailFailed
from custodes.access.models import Body, Membership, Person
from custodes.access.roles import Role
from custodes.survey import actions
from custodes.survey.models import Covered, Delegation, Letting, Return, Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def fenwick() -> Body:
    return body("Fenwick Fire Authority")


@pytest.fixture
def autumn(cast: Cast, fenwick: Body) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby, fenwick])


@pytest.fixture
def begun(cast: Cast, autumn: Wave) -> Return:
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


class Pages:
    """Pages of returns of a body as one person sees them."""

    def __init__(self, who: Person, slug: str) -> None:
        self.client, self.at = sign_in(Client(), who), f"/bodies/{slug}/returns"

    def text(self, page: str, status: int = 200) -> str:
        answer = self.client.get(f"{self.at}/{page}".rstrip("/"))
        assert answer.status_code == status
        return _read(answer)

    def post(self, page: str, **given: Any) -> str:
        return _read(self.client.post(f"{self.at}/{page}", given, follow=True))


def _read(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


@pytest.fixture
def ours(cast: Cast) -> Pages:
    return Pages(cast.lead, "oxmere")


@pytest.fixture
def theirs(cast: Cast) -> Pages:
    return Pages(cast.stranger, "thornby")


def test_a_colleague_is_asked_and_says_that_it_is_done(cast: Cast, begun: Return, ours: Pages) -> None:
    page = f"{begun.pk}/delegate/plates"
    said = ours.text(page)
    assert cast.it_security.name in said
    assert cast.reader.name not in said  # who cannot answer
    assert "Choose a colleague or a body" in ours.post(page, to="", note="")
    assert "is asked to fill in “Number plates”" in ours.post(
        page, to=f"person-{cast.it_security.pk}", note=""
    )
    assert "has this section now" in ours.text(page)
    assert "Take “Number plates” back" in ours.text(str(begun.pk))
    colleague = Pages(cast.it_security, "oxmere")
    assert "sees that this section is done" in colleague.post(f"{page}/done")
    assert Delegation.objects.get().done_at
    assert "yours to fill in again" in colleague.post(f"{page}/done", done="no")
    assert ours.client.post(f"{ours.at}/{page}/done").status_code == 403  # it was asked of somebody else
    assert "with your own people again" in ours.post(f"{page}/take-back")
    assert "Take “" not in ours.text(str(begun.pk))
    ours.text(f"{page}/take-back", 404)


def test_who_was_asked_for_a_section_says_there_that_it_is_done_and_is_led_into_no_other(
    cast: Cast, begun: Return, ours: Pages
) -> None:
    answered(begun, cast.lead, {"runs": "yes"})
    actions.delegate(by=cast.lead, of=begun, section="about", to=cast.it_security)
    colleague, page = Pages(cast.it_security, "oxmere"), f"{begun.pk}/sections/about"
    saved = f"{begun.pk}/saved/about"
    assert "Save, and say that it is done" not in ours.text(page)
    assert "Save, and say that it is done" in colleague.text(page)
    assert "Save and continue" not in colleague.text(page)
    wrong = {"a.cameras": "about 120", "b.cameras": "0:"}
    assert "There is a problem" in colleague.post(saved, **wrong, done="1")
    assert Delegation.objects.get().done_at is None
    answered(begun, cast.lead, {"cameras": "120"})
    said = colleague.post(saved, done="1")
    assert "sees that this section is done" in said
    assert "“About you” is not done after all" in said  # the page of the return, not the section after it
    assert Delegation.objects.get().done_at
    assert "say that it is done" not in colleague.text(page)


def test_who_was_asked_for_two_sections_goes_on_to_the_second(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes"})
    for section in ("about", "plates"):
        actions.delegate(by=cast.lead, of=begun, section=section, to=cast.it_security)
    colleague = Pages(cast.it_security, "oxmere")
    gone = colleague.client.post(f"{colleague.at}/{begun.pk}/saved/about", {"done": "1"})
    assert gone["Location"] == f"{colleague.at}/{begun.pk}/sections/plates"


def test_where_no_mail_server_is_set_who_asks_is_told_where_the_mail_is(
    cast: Cast, begun: Return, ours: Pages, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    page, told = f"{begun.pk}/delegate/plates", "Each becomes a file in the folder “mail”"
    said = ours.text(page)
    assert told in said
    assert "They are told by mail" not in said
    assert told in ours.post(page, to=f"person-{cast.it_security.pk}", note="")


def test_what_could_not_be_mailed_is_not_said_to_be(
    cast: Cast, begun: Return, ours: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, to = f"{begun.pk}/delegate/plates", f"body-{cast.thornby.pk}"
    assert "and told so by mail" in ours.post(page, to=to, note="")

    def kept_and_not_mailed(**given: Any) -> None:
        delegate(**given)
        raise MailFailed("The mail to them could not be sent.", "Try again later.")

    delegate = actions.delegate
    monkeypatch.setattr(actions, "delegate", kept_and_not_mailed)
    said = ours.post(page, to=to, note="Please")
    assert "is asked to fill in “Number plates”. Ask again to send the mail again." in said
    assert "could not be sent" in said
    assert "told so by mail" not in said
    monkeypatch.undo()
    Membership.objects.filter(body=cast.thornby).update(role=Role.READER)
    said = ours.post(page, to=to, note="Again")
    assert "nobody could be written to: tell them" in said


def test_another_body_is_asked_those_of_a_collaboration_first(
    cast: Cast, begun: Return, ours: Pages, theirs: Pages
) -> None:
    create_collaboration(by=cast.administrator, name="East Plates", lead=cast.thornby, members=[cast.oxmere])
    page = f"{begun.pk}/delegate/plates"
    said = ours.text(page)
    assert "Thornby Borough Council (fictional), leads East Plates" in said
    assert said.index("leads East Plates") < said.index("Fenwick")
    theirs.text(f"{begun.pk}/check", 404)
    ours.post(page, to=f"body-{cast.thornby.pk}", note="")
    assert "Number plates" in theirs.text(f"{begun.pk}/check")
    assert "About you" not in theirs.text(f"{begun.pk}/check")
    theirs.text(page, 403)  # it is not theirs to hand on
    assert "is done" in theirs.post(f"{page}/done")


def test_a_body_lets_another_answer_which_takes_it_up(
    cast: Cast, autumn: Wave, begun: Return, ours: Pages, theirs: Pages
) -> None:
    page = f"waves/{autumn.pk}/let"
    theirs.text(f"{begun.pk}/bodies", 404)
    assert "Its people see what your register comes to in these sections" in theirs.text(page)
    assert "Choose a body" in theirs.post(page, sections=["about"])
    said = theirs.post(page, to=str(cast.oxmere.pk), sections=["about", "plates"])
    assert "You let Oxmere Constabulary (fictional) answer for you: all sections" in said
    one = Letting.objects.get()
    assert "lets this return answer for it: all sections" in ours.text(f"{begun.pk}/bodies")
    ours.post(f"{begun.pk}/bodies/{one.pk}/accept")
    assert "About you This return This return" in ours.text(f"{begun.pk}/bodies")
    assert "The return of Oxmere Constabulary (fictional) answers for Thornby" in theirs.text(page)
    ours.text(f"{begun.pk}/bodies/{one.pk}/accept", 404)


def test_sections_are_let_one_after_the_other(cast: Cast, autumn: Wave, theirs: Pages) -> None:
    page = f"waves/{autumn.pk}/let"
    for section in ("about", "plates"):
        theirs.post(page, to=str(cast.oxmere.pk), sections=[section])
    one = Letting.objects.get(ended_at=None)
    assert one.sections == ["about", "plates"]
    assert "no section left" in theirs.text(page)
    theirs.post(f"{page}/{one.pk}/end")
    assert not Letting.objects.filter(ended_at=None).exists()


def test_either_side_gives_back(cast: Cast, autumn: Wave, begun: Return, ours: Pages, theirs: Pages) -> None:
    actions.cover(by=cast.lead, of=begun, body=cast.thornby, sections=["about", "plates"])
    page = f"{begun.pk}/bodies/thornby/stop"
    assert "Choose at least one section" in theirs.post(page)
    theirs.post(page, sections=["about"])
    assert Covered.objects.get(body=cast.thornby, section="about").of.body == cast.thornby
    assert "The return of Thornby" in theirs.text(f"{begun.pk}/bodies")
    ours.post(page, sections=["plates"])
    assert not Covered.objects.filter(of=begun, body=cast.thornby).exists()
    ours.text(page, 404)
    theirs.text(page, 404)


def test_nobody_else_changes_who_answers_for_whom(
    cast: Cast, autumn: Wave, begun: Return, ours: Pages
) -> None:
    actions.cover(by=cast.lead, of=begun, body=cast.thornby, sections=["plates"])
    reader = Pages(cast.reader, "oxmere")
    reader.text(f"{begun.pk}/bodies")
    reader.text(f"{begun.pk}/bodies/thornby/stop", 403)
    for who, slug in ((cast.nobody, "oxmere"), (cast.stranger, "oxmere")):
        stranger = Pages(who, slug)
        for page in (f"{begun.pk}/bodies", f"{begun.pk}/delegate/about", f"waves/{autumn.pk}/let"):
            stranger.text(page, 404)
    ours.text("waves/999/let", 404)


def test_in_a_return_that_was_submitted_nothing_is_offered(cast: Cast, begun: Return, ours: Pages) -> None:
    actions.cover(by=cast.lead, of=begun, body=cast.thornby, sections=["plates"])
    from waves import answered

    answered(begun, cast.lead, {"runs": "no"})
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    assert "Give back" not in ours.text(f"{begun.pk}/bodies")
    said = ours.post(f"{begun.pk}/bodies/thornby/stop", sections=["plates"])
    assert "was submitted, so nothing in it can be changed" in said


def test_who_fills_in_a_section_is_not_told_that_it_is_answered_for(
    cast: Cast, begun: Return, theirs: Pages
) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "3", "makers": "Axis"})
    actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.thornby)
    said = theirs.text("")
    assert "answers for Thornby" not in said.partition("Returns of other bodies")[0]
    assert "0 of 1 question answered" in said  # in the section that is theirs
    assert "Queries from" not in theirs.text(str(begun.pk))
    actions.cover(by=None, of=begun, body=cast.thornby, sections=["about", "plates"])
    assert "answers for Thornby Borough Council (fictional), or for some sections of it" in theirs.text("")


def test_what_is_left_to_do_is_listed_before_what_is_done(
    cast: Cast, autumn: Wave, begun: Return, ours: Pages
) -> None:
    winter = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere], "Winter")
    answered(begun, cast.lead, {"runs": "no"})
    begun.refresh_from_db()
    officer = Pages(cast.senior_responsible_officer, "oxmere")
    assert "Check and sign off" not in officer.text("")
    actions.say_ready(by=cast.lead, of=begun)
    assert "Check and sign off" in officer.text("")
    assert "Check and sign off" not in ours.text("")
    begun.refresh_from_db()
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    said = ours.text("")
    assert said.index(winter.title) < said.index(autumn.title)

"""Sections that others are asked to fill in."""

from typing import Any

import pytest
from django.core import mail
from waves import kept, wave

from cast import Cast, body
from custodes.access.mail import MailFailed
from custodes.errors import Conflict, Invalid
from custodes.survey import actions
from custodes.survey.filling_in import returns_of, sections_for
from custodes.survey.models import Delegation, Return

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(cast: Cast) -> Return:
    autumn = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


def test_a_colleague_is_asked_by_mail_with_a_note(
    cast: Cast, begun: Return, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.it_security, note="You know them")
        actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.it_security, note="You know them")
    (sent,) = mail.outbox  # a second click asks nobody twice
    assert sent.to == [cast.it_security.email]
    assert "“Number plates”" in sent.subject
    assert "You know them" in sent.body
    assert f"/bodies/oxmere/returns/{begun.pk}/sections/plates" in sent.body
    assert Delegation.objects.count() == 1


def test_a_mail_that_failed_is_sent_when_the_same_is_asked_again(
    cast: Cast, begun: Return, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    def ask() -> Delegation:
        with django_capture_on_commit_callbacks(execute=True):
            return actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.it_security)

    real = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(MailFailed):
        ask()
    assert Delegation.objects.get().told_at is None
    settings.EMAIL_BACKEND = real
    for _ in range(2):
        assert ask().told_at
    assert [one.to for one in mail.outbox] == [[cast.it_security.email]]
    assert Delegation.objects.count() == 1


def test_a_title_of_two_lines_is_mailed_all_the_same(
    cast: Cast, begun: Return, django_capture_on_commit_callbacks: object
) -> None:
    cast.thornby.name = "Thornby\nBorough"
    cast.thornby.save()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.let_cover(
            by=cast.stranger, wave=begun.wave, body=cast.thornby, to=cast.oxmere, sections=["plates"]
        )
    (sent,) = mail.outbox
    assert sent.subject == "Custodes: Thornby Borough lets your return answer for it"


def test_another_body_fills_in_what_it_was_asked_to_and_its_leads_are_told(
    cast: Cast, begun: Return, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.thornby)
    assert mail.outbox[0].to == [cast.stranger.email]
    assert f"/bodies/thornby/returns/{begun.pk}/sections/plates" in mail.outbox[0].body
    assert sections_for(begun, cast.thornby, ["about", "plates"]) == {"plates"}
    assert begun in returns_of(cast.thornby)


def test_who_had_it_before_has_it_no_more(cast: Cast, begun: Return) -> None:
    first = actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.thornby)
    actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.procurement)
    first.refresh_from_db()
    assert first.ended_at
    assert begun not in returns_of(cast.thornby)


def test_it_is_said_to_be_done_and_taken_back(cast: Cast, begun: Return) -> None:
    one = actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.it_security)
    assert actions.say_done(by=cast.it_security, delegation=one).done_at
    assert actions.say_done(by=cast.it_security, delegation=one, done=False).done_at is None
    for _ in range(2):
        actions.take_back(by=cast.lead, delegation=one)
    one.refresh_from_db()
    assert one.ended_at
    assert actions.say_done(by=cast.it_security, delegation=one).done_at is None


def test_only_who_may_answer_and_who_is_asked(cast: Cast, begun: Return) -> None:
    for to in (cast.reader, cast.stranger, cast.nobody, cast.oxmere, body("Marlow Transport")):
        with pytest.raises(Invalid) as error:
            actions.delegate(by=cast.lead, of=begun, section="plates", to=to)
        assert list(error.value.fields) == ["to"]
    with pytest.raises(Invalid, match="no section"):
        actions.delegate(by=cast.lead, of=begun, section="colour", to=cast.it_security)


def test_nothing_is_delegated_of_what_was_submitted(cast: Cast, begun: Return) -> None:
    from waves import answered

    answered(begun, cast.lead, {"runs": "no"})
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    with pytest.raises(Conflict):
        actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.it_security)

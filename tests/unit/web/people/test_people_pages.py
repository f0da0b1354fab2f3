"""Who may do what in a body, from its people page."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from signing_in import link_in

from cast import Cast, sign_in
from custodes.access.models import Invitation, Membership
from custodes.audit.models import Event

pytestmark = pytest.mark.django_db
PEOPLE = "/bodies/oxmere/people"


@pytest.fixture
def ida(client: Client, cast: Cast, settings: Any) -> Client:
    """Ida, who leads surveillance in Oxmere, and whose mail goes out."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return sign_in(client, cast.lead)


def invite(client: Client, commits: Any, email: str = "kit@example.test", role: str = "reader") -> Any:
    with commits(execute=True):
        return client.post(f"{PEOPLE}/invite", {"email": email, "role": role})


def test_everybody_with_a_role_is_listed_and_nobody_elses(ida: Client, cast: Cast) -> None:
    page = ida.get(PEOPLE).content.decode()
    for part in ("lead", "it_security", "procurement", "reader"):
        assert cast.people[part].email in page
    assert cast.stranger.email not in page
    assert cast.analyst.email not in page


def test_from_invitation_to_role(ida: Client, cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    answer = invite(ida, django_capture_on_commit_callbacks)
    assert answer["Location"] == PEOPLE
    page = ida.get(PEOPLE).content.decode()
    assert "kit@example.test is invited as Reader" in page
    assert "Invitations that wait for an answer" in page
    kit = Client()
    kit.post(link_in(mail.outbox[0]), {"name": "Kit Arden", "password": "nine herons on a weir"})
    page = ida.get(PEOPLE).content.decode()
    assert "Kit Arden" in page
    assert "Invitations that wait" not in page


def test_where_no_mail_server_is_set_the_inviter_is_told_where_the_mail_is(
    ida: Client, cast: Cast, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    told = "No mail server is set up, so invitations are not sent."
    assert told not in invited_page(ida, django_capture_on_commit_callbacks, "one@example.test")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    page = ida.get(f"{PEOPLE}/invite").content.decode()
    assert told in page
    assert "We send a link" not in page
    page = invited_page(ida, django_capture_on_commit_callbacks, "kit@example.test")
    assert "kit@example.test is invited as Reader" in page
    assert page.count(told) == 2, "as a notice now, and over the invitations as long as one waits"
    assert "folder “mail” of the service’s data folder" in page
    assert ida.get(PEOPLE).content.decode().count(told) == 1
    with django_capture_on_commit_callbacks(execute=True):
        ida.post(f"{PEOPLE}/invitations/{Invitation.objects.get(email='kit@example.test').pk}/send-again")
    page = ida.get(PEOPLE).content.decode()
    assert page.count(told) == 2
    assert "on its way" not in page
    assert len(list((tmp_path / "mail").iterdir())) == 2


def invited_page(client: Client, commits: Any, email: str) -> str:
    """The people page right after somebody was invited."""
    invite(client, commits, email)
    page: str = client.get(PEOPLE).content.decode()
    return page


def test_only_roles_of_this_kind_of_body_are_offered(client: Client, cast: Cast) -> None:
    page = sign_in(client, cast.head).get("/bodies/commissioner/people/invite").content.decode()
    assert 'value="analyst"' in page
    assert 'value="reader"' not in page
    sent = {"email": "kit@example.test", "role": "reader"}
    assert b'href="#id_role_0"' in client.post("/bodies/commissioner/people/invite", sent).content
    assert not Invitation.objects.exists()


def test_who_is_here_already_gets_another_role_at_once(
    ida: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    invite(ida, django_capture_on_commit_callbacks, cast.reader.email.upper(), "it_security")
    assert set(cast.reader.memberships.values_list("role", flat=True)) == {"reader", "it_security"}
    assert mail.outbox == []


def test_who_is_somewhere_else_is_asked_first(
    ida: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    invite(ida, django_capture_on_commit_callbacks, cast.stranger.email)
    assert not Membership.objects.filter(person=cast.stranger, body=cast.oxmere).exists()
    assert mail.outbox[0].to == [cast.stranger.email]


def test_what_is_wrong_with_an_invitation_is_said(ida: Client, cast: Cast) -> None:
    page = ida.post(f"{PEOPLE}/invite", {"email": "kit", "role": ""}).content.decode()
    assert all(f'href="#{landing}"' in page for landing in ("id_email", "id_role_0"))
    again = {"email": cast.reader.email, "role": "reader"}
    assert b"already Reader" in ida.post(f"{PEOPLE}/invite", again).content


def test_a_mail_that_fails_is_said_and_can_be_sent_again(
    ida: Client, cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    with django_capture_on_commit_callbacks() as waiting:
        ida.post(f"{PEOPLE}/invite", {"email": "kit@example.test", "role": "reader"})
    assert len(waiting) == 1
    assert "Mail not sent" in ida.get(PEOPLE).content.decode()
    settings.EMAIL_BACKEND = working
    held = Invitation.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        ida.post(f"{PEOPLE}/invitations/{held.pk}/send-again")
    assert link_in(mail.outbox[0]).startswith("/invitations/")
    page = ida.get(PEOPLE).content.decode()
    assert "Mail not sent" not in page
    assert "A new link is on its way" in page


def test_an_invitation_out_of_time_says_so_and_is_revoked(
    ida: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    invite(ida, django_capture_on_commit_callbacks)
    Invitation.objects.update(expires_at=timezone.now())
    assert "Out of time" in ida.get(PEOPLE).content.decode()
    held = Invitation.objects.get()
    assert b"Revoke the invitation" in ida.get(f"{PEOPLE}/invitations/{held.pk}/revoke").content
    assert ida.post(f"{PEOPLE}/invitations/{held.pk}/revoke")["Location"] == PEOPLE
    assert ida.post(f"{PEOPLE}/invitations/{held.pk}/revoke").status_code == 404


def test_a_role_ends_with_a_reason(ida: Client, cast: Cast) -> None:
    held = cast.reader.memberships.get()
    address = f"{PEOPLE}/{held.pk}/end"
    assert b'href="#id_reason"' in ida.post(address, {"reason": " "}).content
    assert ida.post(address, {"reason": "Moved away"})["Location"] == PEOPLE
    assert cast.reader.email not in ida.get(PEOPLE).content.decode()
    assert Event.objects.get(action="access.end_role").reason == "Moved away"
    assert ida.get(address).status_code == 404


def test_the_last_lead_cannot_end_their_own_role(ida: Client, cast: Cast) -> None:
    held = cast.lead.memberships.get()
    page = ida.post(f"{PEOPLE}/{held.pk}/end", {"reason": "Tired"}).content.decode()
    assert "only Surveillance lead" in page
    assert "Give somebody else that role first" in page


def test_a_thing_of_another_body_is_not_touched(ida: Client, cast: Cast) -> None:
    held = cast.stranger.memberships.get()
    assert ida.post(f"{PEOPLE}/{held.pk}/end", {"reason": "Mischief"}).status_code == 404
    assert cast.stranger.memberships.filter(ended_at=None).exists()


def test_a_name_that_is_code_is_text(ida: Client, cast: Cast) -> None:
    cast.reader.name = "<script>alert(1)</script>"
    cast.reader.save()
    page = ida.get(PEOPLE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_who_ends_their_own_role_is_warned_and_told_what_it_is_for(cast: Cast) -> None:
    lead = sign_in(Client(), cast.lead)
    own, other = (
        Membership.objects.get(person=who, body=cast.oxmere, ended_at=None)
        for who in (cast.lead, cast.reader)
    )
    page, others = (lead.get(f"/bodies/oxmere/people/{one.pk}/end").content.decode() for one in (own, other))
    assert "This is your own role" in page
    assert "Keeps the register and the people in it" in page
    assert "This is your own role" not in others
    assert "Reads the register" in others

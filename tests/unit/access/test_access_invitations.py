"""Invitations: what is sent, what is kept, who can accept, until when."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from cast import Cast
from custodes.access import actions, invitations
from custodes.access.mail import MailFailed
from custodes.access.models import Invitation, Membership, Person
from custodes.access.roles import Role
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid, NothingFound, Refused

pytestmark = pytest.mark.django_db
PASSWORD = "nine herons on a weir"
Commits = Callable[..., Any]


@pytest.fixture(autouse=True)
def _mail_in_memory(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def invited(cast: Cast, django_capture_on_commit_callbacks: Commits) -> tuple[Invitation, str]:
    """Somebody new is invited as reader of Oxmere: the invitation, and the secret out of the mail."""
    with django_capture_on_commit_callbacks(execute=True):
        made = actions.invite(
            by=cast.lead, email="Kit.Arden@example.test ", body=cast.oxmere, role=Role.READER
        )
    return made, secret_in(mail.outbox[-1])


def secret_in(message: Any) -> str:
    found = re.search(r"/invitations/(\S+)", message.body)
    assert found
    return found[1]


def test_the_secret_stands_in_the_mail_and_nowhere_else(invited: tuple[Invitation, str]) -> None:
    invitation, secret = invited
    assert mail.outbox[0].to == ["kit.arden@example.test"]
    assert "Reader of Oxmere" in mail.outbox[0].body
    kept = str(Invitation.objects.values().get()) + str(list(Event.objects.values()))
    assert secret not in kept
    invitation.refresh_from_db()
    assert invitation.sent_at


def test_the_link_is_at_the_public_address(
    cast: Cast, django_capture_on_commit_callbacks: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTODES_ADDRESS", "https://cameras.oxmere.test")
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(by=cast.lead, email="kit@example.test", body=cast.oxmere, role=Role.READER)
    assert "\nhttps://cameras.oxmere.test/invitations/" in mail.outbox[0].body


def test_somebody_new_gets_the_role_as_from_whom_invited_them(
    cast: Cast, invited: tuple[Invitation, str]
) -> None:
    kit = actions.accept_as_new_person(secret=invited[1], name="Kit Arden", password=PASSWORD)
    held = Membership.objects.get(person=kit)
    assert (held.body, held.role, held.given_by) == (cast.oxmere, "reader", cast.lead)
    assert kit.email == "kit.arden@example.test"
    assert list(Event.objects.values_list("action", "person")) == [
        ("access.invite", cast.lead.pk),
        ("access.join", kit.pk),
        ("access.give_role", cast.lead.pk),
    ]


def test_a_link_works_once(invited: tuple[Invitation, str]) -> None:
    actions.accept_as_new_person(secret=invited[1], name="Kit Arden", password=PASSWORD)
    with pytest.raises(NothingFound):
        actions.accept_as_new_person(secret=invited[1], name="Kit Arden", password=PASSWORD)


def test_after_seven_days_it_does_not(invited: tuple[Invitation, str]) -> None:
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(NothingFound):
        actions.accept_as_new_person(secret=invited[1], name="Kit Arden", password=PASSWORD)
    assert invitations.waiting().exists(), "it can be sent again"


def test_a_revoked_one_does_not(cast: Cast, invited: tuple[Invitation, str]) -> None:
    actions.revoke_invitation(by=cast.lead, invitation=invited[0])
    with pytest.raises(NothingFound):
        actions.accept_as_new_person(secret=invited[1], name="Kit Arden", password=PASSWORD)
    with pytest.raises(Conflict):
        actions.send_again(by=cast.lead, invitation=invited[0])
    assert Event.objects.filter(action="access.revoke_invitation", person=cast.lead.pk).exists()


def test_sending_again_makes_a_new_link_and_the_old_one_dies(
    cast: Cast, invited: tuple[Invitation, str], django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.send_again(by=cast.lead, invitation=invited[0])
    assert invitations.by_secret(invited[1]) is None
    found = invitations.by_secret(secret_in(mail.outbox[-1]))
    assert found == invited[0]


def test_somebody_known_takes_the_role_as_themselves(
    cast: Cast, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(by=cast.lead, email=cast.nobody.email, body=cast.oxmere, role=Role.PROCUREMENT)
    secret = secret_in(mail.outbox[0])
    with pytest.raises(Conflict):
        actions.accept_as_new_person(secret=secret, name="Another Vane", password=PASSWORD)
    actions.accept_invitation(by=cast.nobody, secret=secret)
    assert Membership.objects.get(person=cast.nobody).role == "procurement"


def test_a_stranger_who_got_hold_of_the_link_is_refused(cast: Cast, invited: tuple[Invitation, str]) -> None:
    with pytest.raises(Refused):
        actions.accept_invitation(by=cast.stranger, secret=invited[1])
    assert not Membership.objects.filter(person=cast.stranger, body=cast.oxmere).exists()


def test_a_weak_password_leaves_the_invitation_good(invited: tuple[Invitation, str]) -> None:
    with pytest.raises(Invalid) as raised:
        actions.accept_as_new_person(secret=invited[1], name="", password="password1234")
    assert set(raised.value.fields) == {"name", "password"}
    assert not Person.objects.filter(email="kit.arden@example.test").exists()
    assert invitations.by_secret(invited[1])


def test_nobody_is_invited_twice_or_to_what_they_have(cast: Cast, invited: tuple[Invitation, str]) -> None:
    with pytest.raises(Conflict, match="already invited"):
        actions.invite(by=cast.lead, email="KIT.ARDEN@example.test", body=cast.oxmere, role=Role.READER)
    with pytest.raises(Conflict, match="already has"):
        actions.invite(by=cast.lead, email=cast.reader.email, body=cast.oxmere, role=Role.READER)
    actions.invite(by=cast.lead, email="kit.arden@example.test", body=cast.oxmere, role=Role.PROCUREMENT)


@pytest.mark.parametrize(
    "address", ["", "kit", "kit@", "a b@example.test", "kit@example.test, x@example.test"]
)
def test_what_is_no_address_is_said_to_be_none(cast: Cast, address: str) -> None:
    with pytest.raises(Invalid) as raised:
        actions.invite(by=cast.lead, email=address, body=cast.oxmere, role=Role.READER)
    assert set(raised.value.fields) == {"email"}


def test_roles_fit_the_kind_of_body(cast: Cast) -> None:
    with pytest.raises(Invalid):
        actions.invite(by=cast.lead, email="kit@example.test", body=cast.oxmere, role=Role.ANALYST)
    with pytest.raises(Invalid):
        actions.invite(by=cast.head, email="kit@example.test", body=cast.office, role=Role.READER)


def test_only_administrators_invite_administrators(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.invite(by=cast.lead, email="kit@example.test")
    invitation = actions.invite(by=cast.administrator, email="kit@example.test")
    assert invitation.administrator


def test_an_invited_administrator_is_one(cast: Cast, django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(by=cast.administrator, email="kit@example.test")
    kit = actions.accept_as_new_person(secret=secret_in(mail.outbox[0]), name="Kit", password=PASSWORD)
    kit.refresh_from_db()
    assert kit.is_administrator
    assert Event.objects.filter(action="access.give_administrator", person=cast.administrator.pk).exists()


def test_a_mail_server_that_is_down_loses_no_invitation(
    cast: Cast, django_capture_on_commit_callbacks: Commits, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    with (
        pytest.raises(MailFailed, match="could not be sent"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        actions.invite(by=cast.lead, email="kit@example.test", body=cast.oxmere, role=Role.READER)
    kept = invitations.waiting().get()
    assert kept.sent_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        actions.send_again(by=cast.lead, invitation=kept)
    kept.refresh_from_db()
    assert kept.sent_at


def test_whom_a_provider_vouches_for_takes_all_their_invitations_and_has_no_password(cast: Cast) -> None:
    actions.invite(by=cast.lead, email="kit@example.test", body=cast.oxmere, role=Role.READER)
    actions.invite(by=cast.lead, email="kit@example.test", body=cast.oxmere, role=Role.PROCUREMENT)
    kit = actions.accept_through_provider(email="Kit@example.test", name="Kit Arden")
    assert kit
    assert not kit.has_usable_password()
    assert set(kit.memberships.values_list("role", flat=True)) == {"reader", "procurement"}
    assert actions.accept_through_provider(email="uninvited@example.test", name="") is None


def to_be_administrator(cast: Cast) -> Invitation:
    """Wren, the administrator, invites another; Hestia is one, too, so that Wren can leave."""
    cast.head.is_administrator = True
    cast.head.save()
    return actions.invite(by=cast.administrator, email="kit@example.test")


def revoked(invitation: Invitation) -> bool:
    invitation.refresh_from_db()
    return invitation.revoked_at is not None


def test_whoever_is_deactivated_lets_nobody_in_any_more(cast: Cast, invited: tuple[Invitation, str]) -> None:
    """A lead about to be thrown out could have invited an address of their own."""
    actions.deactivate_person(by=cast.administrator, person=cast.lead, reason="Left in anger")
    assert revoked(invited[0])
    event = Event.objects.get(action="access.revoke_invitation")
    assert (event.person, event.reason) == (cast.administrator.pk, "Left in anger")
    with pytest.raises(NothingFound):
        actions.accept_as_new_person(secret=invited[1], name="Kit Arden", password="a kettle on the hob")
    wren = to_be_administrator(cast)
    actions.deactivate_person(by=cast.head, person=cast.administrator, reason="Left")
    assert revoked(wren)


def test_invitations_go_with_the_role_that_allowed_them(cast: Cast, invited: tuple[Invitation, str]) -> None:
    """Of this body alone, and not where another role of theirs still allows it."""
    actions.give_role(by=cast.lead, person=cast.lead, body=cast.oxmere, role=Role.READER)
    other = actions.give_role(
        by=cast.lead, person=cast.lead, body=cast.oxmere, role=Role.SENIOR_RESPONSIBLE_OFFICER
    )
    thornby = actions.give_role(
        by=cast.lead, person=cast.lead, body=cast.thornby, role=Role.SURVEILLANCE_LEAD
    )
    elsewhere = actions.invite(by=cast.lead, email="kit@example.test", body=cast.thornby, role=Role.READER)
    actions.end_role(by=cast.administrator, membership=other, reason="A test")
    assert not revoked(invited[0])
    actions.give_role(by=cast.lead, person=cast.reader, body=cast.oxmere, role=Role.SURVEILLANCE_LEAD)
    lead = Membership.objects.get(person=cast.lead, body=cast.oxmere, role=Role.SURVEILLANCE_LEAD)
    actions.end_role(by=cast.administrator, membership=lead, reason="Another post")
    assert (revoked(invited[0]), revoked(elsewhere)) == (True, False)
    assert thornby.ended_at is None


def test_whoever_is_no_administrator_any_more_makes_none(cast: Cast) -> None:
    invitation = to_be_administrator(cast)
    actions.end_administrator(by=cast.head, person=cast.administrator, reason="Another post")
    assert revoked(invitation)


def test_a_link_of_somebody_who_could_no_longer_send_it_does_not_work(
    cast: Cast, invited: tuple[Invitation, str]
) -> None:
    """However they lost that: an invitation from before such were revoked is worth nothing either."""
    Membership.objects.filter(person=cast.lead).update(role=Role.READER)
    assert invitations.by_secret(invited[1]) is None
    with pytest.raises(NothingFound):
        actions.accept_as_new_person(secret=invited[1], name="Kit Arden", password="a kettle on the hob")
    assert actions.accept_through_provider(email=invited[0].email, name="Kit") is None
    Membership.objects.filter(person=cast.lead).update(role=Role.SURVEILLANCE_LEAD)
    assert invitations.by_secret(invited[1])

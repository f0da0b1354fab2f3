"""Inviting people by mail. Whoever follows the link in time gets the role; the secret is only in the mail."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access import invitations, mail
from custodes.access.actions.left_behind import record_invitation
from custodes.access.actions.people import checked_address, make_person
from custodes.access.actions.roles import check_role, give_role
from custodes.access.keys import fingerprint, new_secret
from custodes.access.models import Body, Invitation, Membership, Person
from custodes.access.roles import Role
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid, NothingFound, Refused

GOOD_FOR = dt.timedelta(days=7)
GONE = ("This invitation can no longer be accepted.", "Ask whoever invited you to send it again.")


@transaction.atomic
def invite(
    *, by: Person, email: str, body: Body | None = None, role: Role | None = None, name: str = ""
) -> Invitation:
    """Ask somebody to take a role in a body or, without a body, to be an administrator.

    The mail goes out once this is committed: MailFailed then says that it could not be sent, and the
    invitation stands to be sent again. Raises Invalid for a wrong address or role, Conflict where the
    address has the role or is already invited to it, Refused where somebody else than an administrator
    invites an administrator.
    """
    address = checked_address(email)
    _fits(by, body, role)
    _not_already(address, body, role)
    secret = new_secret()
    invitation = Invitation.objects.create(
        email=address,
        name=name.strip(),
        body=body,
        role=str(role or ""),
        administrator=body is None,
        secret_hash=fingerprint(secret),
        invited_by=by,
        expires_at=timezone.now() + GOOD_FOR,
    )
    record_invitation(by, "access.invite", invitation)
    transaction.on_commit(partial(_send, invitation, secret))
    return invitation


def _fits(by: Person, body: Body | None, role: Role | None) -> None:
    if body is None:
        if not by.is_administrator:
            raise Refused("Only an administrator invites administrators.")
        return
    if role is None:
        raise Invalid("Nothing to invite to.", fields={"role": "Choose a role"})
    check_role(body, role)


def _not_already(address: str, body: Body | None, role: Role | None) -> None:
    if body is None:
        has = Person.objects.filter(email=address, is_administrator=True).exists()
    else:
        held = Membership.objects.filter(person__email=address, body=body, role=role, ended_at=None)
        has = held.exists()
    if has:
        raise Conflict(f"{address} already has this role.")
    if invitations.waiting().filter(email=address, body=body, role=str(role or "")).exists():
        raise Conflict(f"{address} is already invited to this role.", "Send that invitation again instead.")


@transaction.atomic
def send_again(*, by: Person, invitation: Invitation) -> None:
    """A new link by mail, good for as long as a first one; the link before no longer works.

    Raises Conflict where the invitation was accepted or revoked, and MailFailed as `invite` does.
    """
    held = _waiting(invitation)
    secret = new_secret()
    held.secret_hash, held.expires_at = fingerprint(secret), timezone.now() + GOOD_FOR
    held.sent_at = None
    held.save()
    record_invitation(by, "access.send_invitation_again", held)
    transaction.on_commit(partial(_send, held, secret))


@transaction.atomic
def revoke_invitation(*, by: Person, invitation: Invitation) -> None:
    """Its link no longer works. Raises Conflict where it was accepted or revoked before."""
    held = _waiting(invitation)
    held.revoked_at = timezone.now()
    held.save()
    record_invitation(by, "access.revoke_invitation", held)


def _waiting(invitation: Invitation) -> Invitation:
    held = locks.held(Invitation.objects.select_related("body")).get(pk=invitation.pk)
    if held.accepted_at or held.revoked_at:
        raise Conflict("This invitation was accepted or revoked meanwhile.")
    return held


@transaction.atomic
def accept_as_new_person(*, secret: str, name: str, password: str) -> Person:
    """Whoever follows the link makes themselves known, and has the role.

    Raises NothingFound for a link that is not good, Invalid for name or password, Conflict where a person
    with that address is here already (who signs in and accepts as themselves).
    """
    invitation = _by_secret(secret)
    person = make_person(invitation.email, name, password)
    _accept(invitation, person, "access.join")
    return person


@transaction.atomic
def accept_invitation(*, by: Person, secret: str) -> Invitation:
    """Somebody who is here already takes the role. Raises NothingFound, and Refused for another's invitation."""
    locks.held(Person.objects.filter(pk=by.pk)).get()
    invitation = _by_secret(secret)
    if invitation.email != by.email:
        raise Refused(
            "This invitation was sent to another e-mail address than yours.",
            "Sign in with the address that it was sent to, or ask for an invitation to yours.",
        )
    _accept(invitation, by, "access.accept_invitation")
    return invitation


@transaction.atomic
def accept_through_provider(*, email: str, name: str) -> Person | None:
    """The person whose verified address a provider vouches for takes every invitation sent to it.

    None where nobody invited that address. The person has no password: the provider signs them in.
    """
    address = email.strip().lower()
    sent = locks.held(invitations.acceptable().filter(email=address))
    held = [invitation for invitation in sent if invitations.could_send(invitation.invited_by, invitation)]
    if not held:
        return None
    person = make_person(address, name or held[0].name or address, None)
    for number, invitation in enumerate(held):
        _accept(invitation, person, "access.accept_invitation" if number else "access.join")
    return person


def _by_secret(secret: str) -> Invitation:
    held = locks.held(invitations.acceptable().filter(secret_hash=fingerprint(secret))).first()
    if held is None or not invitations.could_send(held.invited_by, held):
        raise NothingFound(*GONE)
    return held


def _accept(invitation: Invitation, person: Person, action: str) -> None:
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save()
    record_invitation(person, action, invitation)
    if invitation.body is None:
        Person.objects.filter(pk=person.pk).update(is_administrator=True)
        person.is_administrator = True
        record(by=invitation.invited_by, action="access.give_administrator", subject=person)
        return
    role = Role(invitation.role)
    if not Membership.objects.filter(person=person, body=invitation.body, role=role, ended_at=None).exists():
        give_role(by=invitation.invited_by, person=person, body=invitation.body, role=role)


def _send(invitation: Invitation, secret: str) -> None:
    """After the commit. That it was sent is noted without an event: the event says that it was asked for."""
    until = timezone.localtime(invitation.expires_at)
    what = f"{Role(invitation.role).label} of {invitation.body}" if invitation.body else "an administrator"
    mail.send(
        invitation.email,
        f"you are invited as {what}",
        f"{invitation.invited_by} invites you to Custodes, the register of surveillance cameras, as {what}.\n\n"
        f"To accept, open this link. It works once, until {until.day} {until:%B %Y}:\n\n"
        f"{mail.link('invitation', secret)}\n\n"
        "If you did not expect this, do nothing: nobody gets in without this link.\n",
    )
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())

"""Giving and ending roles, and what an administrator does about people."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from custodes import locks
from custodes.access.actions.left_behind import record_revoked, revoke_left_behind
from custodes.access.actions.reasons import said
from custodes.access.actions.sessions import close_sessions
from custodes.access.models import Body, Membership, Person
from custodes.access.roles import OFFICE_ROLES, Role
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid, Refused


@transaction.atomic
def give_role(*, by: Person | None, person: Person, body: Body, role: Role) -> Membership:
    """A role from now on. Raises Invalid where it is none of this body, Conflict where the person has it."""
    check_role(body, role)
    if Membership.objects.filter(person=person, body=body, role=role, ended_at=None).exists():
        raise Conflict(f"{person} is already {role.label} of {body}.")
    given = Membership.objects.create(person=person, body=body, role=role, given_by=by)
    record(
        by=by,
        action="access.give_role",
        subject=given,
        body=body,
        to=person.pk,
        to_name=str(person),
        role=str(role),
    )
    return given


def check_role(body: Body, role: Role) -> None:
    """Raises Invalid where a holder's role is given in an office, or the other way round."""
    if (role in OFFICE_ROLES) != body.is_office:
        raise Invalid("That role is not one of this body's.", fields={"role": f"{body} has no {role.label}"})


@transaction.atomic
def end_role(*, by: Person, membership: Membership, reason: str) -> None:
    """The role ends now, and invitations that the person could send by it alone are revoked.

    Raises Conflict where it has ended, or where nobody else could let people in.
    """
    same = Q(body=membership.body_id, role=membership.role, ended_at=None)
    found = locks.held(Membership.objects.filter(Q(pk=membership.pk) | same).select_related("person", "body"))
    others = {one.pk: one for one in found}
    held = others.pop(membership.pk)
    if held.ended_at:
        raise Conflict(f"{held.person} no longer has this role.")
    _not_the_last(held, list(others.values()))
    why = said(reason)
    _end(by, [held])
    revoked = revoke_left_behind(held.person)
    _record_ended(by, [held], why)
    record_revoked(by, revoked, why)


def _not_the_last(held: Membership, others: Sequence[Membership]) -> None:
    """Somebody in each body has to be able to let people in and out. `others`: who have the same role."""
    keeper = Role.HEAD_OF_OFFICE if held.body.is_office else Role.SURVEILLANCE_LEAD
    if held.role == keeper and not any(other.person.is_active for other in others):
        raise Conflict(
            f"{held.person} is the only {keeper.label} of {held.body}.",
            "Give somebody else that role first.",
        )


def _end(by: Person, ending: Sequence[Membership]) -> None:
    for held in ending:
        held.ended_at, held.ended_by = timezone.now(), by
        held.save()


def _record_ended(by: Person, ended: Sequence[Membership], reason: str) -> None:
    for held in ended:
        record(
            by=by,
            action="access.end_role",
            subject=held,
            body=held.body,
            reason=reason,
            of=held.person_id,
            of_name=str(held.person),
            role=held.role,
        )


@transaction.atomic
def end_administrator(*, by: Person, person: Person, reason: str) -> None:
    """An administrator no more, and what they invited to as one is revoked. Raises Conflict where nobody else is one."""
    held = _unless_the_last_administrator(person)
    if not held.is_administrator:
        raise Conflict(f"{held} is not an administrator.")
    why = said(reason)
    held.is_administrator = False
    held.save()
    revoked = revoke_left_behind(held)
    record(by=by, action="access.end_administrator", subject=held, reason=why)
    record_revoked(by, revoked, why)


def _unless_the_last_administrator(person: Person) -> Person:
    """The person as they are now. All administrators are held: of two who end each other, one has to stay."""
    administrators = Q(is_administrator=True, is_active=True)
    others = {one.pk: one for one in locks.held(Person.objects.filter(Q(pk=person.pk) | administrators))}
    held = others.pop(person.pk)
    if held.is_administrator and not others:
        raise Conflict(f"{held} is the only administrator.", "Make somebody else an administrator first.")
    return held


@transaction.atomic
def deactivate_person(*, by: Person, person: Person, reason: str) -> None:
    """The person can no longer sign in: roles, tokens, sessions and invitations sent end, also a body's last lead's.

    An administrator has to be able to shut somebody out at once, and can then name another lead.
    Raises Conflict for the only administrator, or where it is done.
    """
    held = _unless_the_last_administrator(person)
    if not held.is_active:
        raise Conflict(f"{held} is already deactivated.")
    why = said(reason)
    held.is_active = held.is_administrator = False
    held.save()
    memberships = list(locks.held(held.memberships.filter(ended_at=None).select_related("person", "body")))
    _end(by, memberships)
    invitations = revoke_left_behind(held)
    tokens = list(locks.held(held.tokens.filter(revoked_at=None)))
    for token in tokens:
        token.revoked_at = timezone.now()
        token.save()
    ended = close_sessions(held)
    _record_ended(by, memberships, why)
    record_revoked(by, invitations, why)
    for token in tokens:
        record(by=by, action="access.revoke_token", subject=token, reason=why, name=token.name)
    record(by=by, action="access.deactivate_person", subject=held, reason=why, sessions=ended)


@transaction.atomic
def reactivate_person(*, by: Person, person: Person, reason: str) -> None:
    """The person can sign in again; roles are given anew. Raises Conflict where they can already."""
    held = locks.held(Person.objects.filter(pk=person.pk)).get()
    if held.is_active:
        raise Conflict(f"{held} can already sign in.")
    held.is_active = True
    held.save()
    record(by=by, action="access.reactivate_person", subject=held, reason=said(reason))


@transaction.atomic
def reset_second_factor(*, by: Person | None, person: Person, reason: str) -> None:
    """For somebody who lost phone and recovery codes: they set up another when they next sign in.

    `by`: None where it is done on the machine of the service, for its only administrator.
    Raises Refused on oneself (who can do this has not lost it) and Conflict where there is none.
    """
    from allauth.mfa.models import Authenticator

    if by == person:
        raise Refused("You cannot reset your own second factor.", "Replace it on your account page.")
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise Conflict(f"{person} has no second factor.")
    ended = close_sessions(person)
    record(by=by, action="access.reset_second_factor", subject=person, reason=said(reason), sessions=ended)

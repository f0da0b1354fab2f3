"""Invitations as they stand. Pure reads."""

from django.db.models import QuerySet
from django.utils import timezone

from custodes.access.keys import fingerprint
from custodes.access.models import Invitation, Person
from custodes.access.permissions import Permission
from custodes.access.standing import may, standing


def waiting() -> QuerySet[Invitation]:
    """Neither accepted nor revoked. Those out of time are among them: they can be sent again."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None)


def acceptable() -> QuerySet[Invitation]:
    """Those that can be accepted now."""
    return waiting().filter(expires_at__gt=timezone.now()).select_related("body")


def by_secret(secret: str) -> Invitation | None:
    """The invitation of a link, if it can still be accepted."""
    found = acceptable().filter(secret_hash=fingerprint(secret)).first()
    return found if found and could_send(found.invited_by, found) else None


def could_send(person: Person | None, invitation: Invitation) -> bool:
    """Whether who sent an invitation may still do so: they are here, and let people in there. Custodes (None) may."""
    if person is None:
        return True
    if invitation.body is None:
        return person.is_active and person.is_administrator
    return person.is_active and may(standing(person), Permission.MANAGE_PEOPLE, invitation.body)


def invitee(invitation: Invitation) -> Person | None:
    """The person who has the address already, if there is one."""
    return Person.objects.filter(email=invitation.email).first()

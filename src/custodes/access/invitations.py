"""Invitations as they stand. Pure reads."""

from django.db.models import QuerySet
from django.utils import timezone

from custodes.access.keys import fingerprint
from custodes.access.models import Invitation, Person


def waiting() -> QuerySet[Invitation]:
    """Neither accepted nor revoked. Those out of time are among them: they can be sent again."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None)


def acceptable() -> QuerySet[Invitation]:
    """Those that can be accepted now."""
    return waiting().filter(expires_at__gt=timezone.now()).select_related("body")


def by_secret(secret: str) -> Invitation | None:
    """The invitation of a link, if it can still be accepted."""
    return acceptable().filter(secret_hash=fingerprint(secret)).first()


def invitee(invitation: Invitation) -> Person | None:
    """The person who has the address already, if there is one."""
    return Person.objects.filter(email=invitation.email).first()

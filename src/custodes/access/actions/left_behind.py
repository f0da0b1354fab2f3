"""Invitations of people who leave: whoever could no longer send one must not let somebody in by it either."""

from collections.abc import Sequence

from django.utils import timezone

from custodes import locks
from custodes.access import invitations
from custodes.access.models import Invitation, Person
from custodes.audit.actions import record


def revoke_left_behind(person: Person) -> list[Invitation]:
    """Revoke those that the person sent and, as they are now, could no longer send. `record_invitation` each."""
    sent = locks.held(invitations.waiting().filter(invited_by=person).select_related("body"))
    left = [invitation for invitation in sent if not invitations.could_send(person, invitation)]
    for invitation in left:
        invitation.revoked_at = timezone.now()
        invitation.save()
    return left


def record_revoked(by: Person, revoked: Sequence[Invitation], reason: str) -> None:
    """The events of `revoke_left_behind`."""
    for invitation in revoked:
        record_invitation(by, "access.revoke_invitation", invitation, reason)


def record_invitation(by: Person, action: str, invitation: Invitation, reason: str = "") -> None:
    """The event of something done with an invitation."""
    record(
        by=by,
        action=action,
        subject=invitation,
        body=invitation.body,
        reason=reason,
        email=invitation.email,
        role=invitation.role,
        administrator=invitation.administrator,
    )

"""Ending sessions. A session is where somebody is signed in, not part of the register: it is removed."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from custodes.access.models import Person
from custodes.audit.actions import record


@transaction.atomic
def end_session(*, by: Person, session: UserSession) -> None:
    """Sign out one browser."""
    record(
        by=by,
        action="access.end_session",
        subject=session.user,
        began=session.created_at.isoformat(),
        address=session.ip,
    )
    session.end()


@transaction.atomic
def end_other_sessions(*, by: Person, keep: str | None) -> int:
    """Sign out everywhere but in the session whose key is `keep`. How many were ended."""
    ended = close_sessions(by, keep)
    record(by=by, action="access.end_other_sessions", subject=by, sessions=ended)
    return ended


def close_sessions(person: Person, keep: str | None = None) -> int:
    """Part of other actions, which record it: end every session of a person but `keep`."""
    held = UserSession.objects.filter(user=person).exclude(session_key=keep or "")
    keys = list(held.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    held.delete()
    return len(keys)

"""Who a token belongs to, and what it may be used for."""

import datetime as dt

from django.utils import timezone

from custodes.access.actions.tokens import note_use
from custodes.access.keys import fingerprint
from custodes.access.models import Person, Token
from custodes.access.permissions import Scope

NOTED_EVERY = dt.timedelta(minutes=1)


def person_and_scopes(secret: str) -> tuple[Person, frozenset[Scope], Token] | None:
    """Whose token this is, with its scopes; None where nobody's, revoked, out of time, or its person is out.

    One query. The secret is found by its fingerprint, so the time taken tells nothing about other secrets.
    """
    token = Token.objects.select_related("person").filter(secret_hash=fingerprint(secret)).first()
    now = timezone.now()
    if token is None or token.revoked_at or token.expires_at <= now or not token.person.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        note_use(token=token, now=now)
    return token.person, frozenset(Scope(scope) for scope in token.scopes), token

"""Tokens for the API: made by their person, within scopes, until a day."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.keys import fingerprint, new_secret
from custodes.access.models import Person, Token
from custodes.access.permissions import Scope
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid

PREFIX = "ctd_"
"""What every token begins with, so that one that leaks is known for what it is."""
LONGEST = 366
HINT = 8


@transaction.atomic
def create_token(*, by: Person, name: str, scopes: Collection[Scope], days: int) -> tuple[Token, str]:
    """A token and its secret, which is shown this once. Raises Invalid for all that does not fit, at once."""
    problems = {}
    if not name.strip():
        problems["name"] = "Enter what the token is for"
    if not scopes:
        problems["scopes"] = "Choose what it may be used for"
    if not 1 <= days <= LONGEST:
        problems["days"] = f"Choose between 1 and {LONGEST} days"
    if problems:
        raise Invalid("The token was not made.", fields=problems)
    secret = new_secret(PREFIX)
    chosen = sorted(str(Scope(scope)) for scope in scopes)
    token = Token.objects.create(
        person=by,
        name=name.strip(),
        secret_hash=fingerprint(secret),
        hint=secret[:HINT],
        scopes=chosen,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    record(
        by=by,
        action="access.create_token",
        subject=token,
        name=token.name,
        scopes=chosen,
        until=token.expires_at.isoformat(),
    )
    return token, secret


@transaction.atomic
def revoke_token(*, by: Person, token: Token) -> None:
    """It works no more, from this moment. Raises Conflict where it already does not."""
    held = locks.held(Token.objects.filter(pk=token.pk)).get()
    if held.revoked_at:
        raise Conflict("This token is already revoked.")
    held.revoked_at = timezone.now()
    held.save()
    record(by=by, action="access.revoke_token", subject=held, name=held.name)


def note_use(*, token: Token, now: dt.datetime) -> None:
    """When the token was last used, to the minute.

    Without an event: a use says nothing about the register, what is done with the token has its own
    events, and a busy program would otherwise make every other writer wait for the chain.
    """
    Token.objects.filter(pk=token.pk).update(last_used_at=now)

"""Counting guesses, so that nobody can go on guessing. The counts are in the database: all processes see them."""

from collections.abc import Mapping
from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest

from custodes.errors import UserError

LONGEST_ADDRESS = 254


class TooManyGuesses(UserError):
    """Somebody, at this address or for this account, has guessed too often."""

    status = 429

    def __init__(self) -> None:
        super().__init__("There were too many wrong attempts.", "Wait 15 minutes, then try again.")


def account_named(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The account that somebody tries to sign in to, written one way: axes counts by it."""
    told = credentials or {}
    name = told.get("email") or told.get("username") or request.POST.get("login", "")
    return str(name).strip().lower()[:LONGEST_ADDRESS]


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: of the proxy in front, the address it names (ALLAUTH_TRUSTED_PROXY_COUNT)."""
    return get_client_ip(request) or ""


def consume(request: HttpRequest, action: str, key: str | None = None, **how: bool) -> Any:
    """Count one try at `action` (settings.ACCOUNT_RATE_LIMITS); None where there were too many."""
    return ratelimit.consume(request, app="allauth.account", action=action, key=key, limit_get=True, **how)


def refuse_guessers(request: HttpRequest) -> None:
    """Before a secret in a link is looked at. Raises TooManyGuesses where this address has guessed too often."""
    if not consume(request, "guess_link", dry_run=True):
        raise TooManyGuesses


def count_guess(request: HttpRequest) -> None:
    """The secret in a link was wrong."""
    consume(request, "guess_link")

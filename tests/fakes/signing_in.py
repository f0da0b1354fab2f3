"""What a person has in hand to sign in: an authenticator app, and mails."""

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from cast import PASSWORD
from custodes.access.models import Person


def authenticator(who: Person) -> str:
    """An app and recovery codes, set up for somebody; the secret in the app is returned."""
    secret = generate_totp_secret()
    TOTP.activate(who, secret)
    RecoveryCodes.activate(who)
    return secret


def code_of(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def recovery_codes(who: Person) -> list[str]:
    """Those not used yet."""
    held = Authenticator.objects.get(user=who, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = held.wrap().get_unused_codes()
    return codes


def give_password(client: Client, who: Person, password: str = PASSWORD, **headers: Any) -> Any:
    """What the sign-in page answers to an address and a password."""
    return client.post("/sign-in", {"login": who.email, "password": password}, **headers)


def sign_in_with_both(client: Client, who: Person) -> Client:
    """By password and app, as a person does."""
    secret = authenticator(who)
    assert give_password(client, who)["Location"] == "/sign-in/second-factor"
    answer = client.post("/sign-in/second-factor", {"code": code_of(secret)})
    assert answer["Location"] == "/", answer.content
    return client


def link_in(message: Any) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", message.body)
    assert found, message.body
    return found[1]

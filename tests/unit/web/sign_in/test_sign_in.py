"""Signing in with a password and a second factor, out again, and what a guesser meets."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    import time

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_person_without_a_second_factor_is_sent_to_set_it_up(client: Client, cast: Cast) -> None:
    answer = client.post("/sign-in", {"login": cast.lead.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/account/second-factor"
    page = client.get("/account/second-factor")
    assert b"data:image/svg+xml" in page.content
    secret = client.session["mfa.totp.secret"]
    done = client.post("/account/second-factor", {"code": code_of(secret)})
    assert done["Location"] == "/account/recovery-codes"
    assert client.get("/").status_code == 200
    assert Authenticator.objects.filter(user=cast.lead).count() == 2

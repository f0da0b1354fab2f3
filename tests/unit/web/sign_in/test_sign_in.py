"""Signing in with a password and a second factor, and out again."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from signing_in import authenticator, code_of, give_password, recovery_codes, sign_in_with_both

from cast import PASSWORD, Cast, sign_in

pytestmark = pytest.mark.django_db


def signed_in(client: Client) -> bool:
    return client.get("/account/sessions").status_code == 200


def test_a_person_without_a_second_factor_sets_it_up_before_anything_else(client: Client, cast: Cast) -> None:
    assert give_password(client, cast.lead)["Location"] == "/"
    for address in ("/", "/account", "/bodies/oxmere/people", "/account/recovery-codes", "/nowhere"):
        assert client.get(address)["Location"] == "/account/second-factor", address
    page = client.get("/account/second-factor")
    assert b'src="data:image/svg+xml;base64,' in page.content
    secret = client.session["mfa.totp.secret"]
    assert secret[:4] + " " + secret[4:8] in page.content.decode(), "to be typed where nothing can be scanned"
    assert b"not right" in client.post("/account/second-factor", {"code": "000000"}).content
    assert client.get("/")["Location"] == "/account/second-factor"
    secret = client.session["mfa.totp.secret"]
    done = client.post("/account/second-factor", {"code": code_of(secret)})
    assert done["Location"] == "/account/recovery-codes"
    shown = client.get("/account/recovery-codes").content.decode()
    assert all(code in shown for code in recovery_codes(cast.lead))
    assert client.get("/").status_code == 200


def test_signing_out_is_possible_before_a_second_factor(client: Client, cast: Cast) -> None:
    give_password(client, cast.lead)
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/")["Location"].startswith("/sign-in")


def test_password_and_code_lead_in_each_with_a_session_key_of_its_own(client: Client, cast: Cast) -> None:
    secret = authenticator(cast.lead)
    client.get("/sign-in")
    assert give_password(client, cast.lead)["Location"] == "/sign-in/second-factor"
    before = client.session.session_key
    assert not signed_in(client), "a password alone opens nothing"
    answer = client.post("/sign-in/second-factor", {"code": code_of(secret)})
    assert answer["Location"] == "/"
    assert client.session.session_key != before
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["expires"], cookie["max-age"]) == (
        True,
        "Lax",
        "",
        "",
    )


def test_a_code_cannot_be_given_twice(client: Client, cast: Cast) -> None:
    secret = authenticator(cast.lead)
    code = code_of(secret)
    give_password(client, cast.lead)
    client.post("/sign-in/second-factor", {"code": code})
    other = Client()
    give_password(other, cast.lead)
    assert b"has been used" in other.post("/sign-in/second-factor", {"code": code}).content
    assert not signed_in(other)


def test_a_recovery_code_lets_in_once(client: Client, cast: Cast) -> None:
    authenticator(cast.lead)
    code = recovery_codes(cast.lead)[0]
    give_password(client, cast.lead)
    assert client.post("/sign-in/second-factor", {"code": code})["Location"] == "/"
    other = Client()
    give_password(other, cast.lead)
    assert other.post("/sign-in/second-factor", {"code": code}).status_code == 200
    assert not signed_in(other)


def test_the_page_that_was_asked_for_comes_after_both_steps(client: Client, cast: Cast) -> None:
    secret = authenticator(cast.lead)
    asked = client.get("/bodies/oxmere/people")
    assert asked["Location"] == "/sign-in?next=/bodies/oxmere/people"
    page = client.get(asked["Location"])
    assert b'name="next" value="/bodies/oxmere/people"' in page.content
    client.post(
        asked["Location"], {"login": cast.lead.email, "password": PASSWORD, "next": "/bodies/oxmere/people"}
    )
    answer = client.post("/sign-in/second-factor", {"code": code_of(secret)})
    assert answer["Location"] == "/bodies/oxmere/people"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.test/", "//elsewhere.test/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, cast: Cast, elsewhere: str) -> None:
    sent = {"login": cast.lead.email, "password": PASSWORD, "next": elsewhere}
    assert client.post("/sign-in", sent)["Location"] == "/"


def test_signing_out_takes_a_post(client: Client, cast: Cast) -> None:
    sign_in_with_both(client, cast.lead)
    assert client.get("/sign-out").status_code == 200
    assert signed_in(client)
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert not signed_in(client)


def test_forms_without_our_key_are_refused(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert give_password(strict, cast.lead).status_code == 403
    sign_in(strict, cast.lead)
    assert strict.post("/sign-out").status_code == 403
    assert strict.post("/account/sessions/end-others").status_code == 403


def test_somebody_shut_out_learns_so_with_the_right_password_only(client: Client, cast: Cast) -> None:
    cast.reader.is_active = False
    cast.reader.save()
    assert b"do not go together" in give_password(client, cast.reader, "not the password").content
    assert give_password(client, cast.reader)["Location"] == "/sign-in/deactivated"
    assert client.get("/sign-in/deactivated").status_code == 403
    assert not signed_in(client)


@pytest.mark.parametrize(("key", "hours"), [("seen", 2), ("began", 12)])
def test_a_session_ends_after_idling_and_after_a_day(
    client: Client, cast: Cast, key: str, hours: int
) -> None:
    sign_in(client, cast.lead)
    assert signed_in(client)
    for back, holds in ((dt.timedelta(minutes=1), True), (dt.timedelta(minutes=-1), False)):
        session = client.session
        session[key] = int((timezone.now() - dt.timedelta(hours=hours) + back).timestamp())
        session.save()
        assert signed_in(client) is holds
    assert client.get("/account")["Location"] == "/sign-in?next=/account"


def test_being_used_keeps_a_session_without_a_write_for_every_page(
    client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    sign_in(client, cast.lead)
    client.get("/healthz")
    session = client.session
    session["seen"] = int((timezone.now() - dt.timedelta(minutes=10)).timestamp())
    session.save()
    client.get("/account/name")
    assert client.session["seen"] > timezone.now().timestamp() - 60
    with django_assert_num_queries(3):  # session, person, roles
        client.get("/account/name")


def test_in_the_demo_nobody_is_asked_for_a_second_factor(client: Client, cast: Cast, settings: Any) -> None:
    settings.DEMO = True
    assert give_password(client, cast.lead)["Location"] == "/"
    assert client.get("/").status_code == 200

"""One's own account: name, password, second factor, sessions, tokens; and nobody else's."""

import datetime as dt
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone
from signing_in import authenticator, code_of, give_password, recovery_codes, sign_in_with_both

from cast import PASSWORD, Cast, sign_in
from custodes.access import actions
from custodes.access.models import Token
from custodes.access.permissions import Scope
from custodes.access.tokens import person_and_scopes
from custodes.web.pages.account.browsers import browser

pytestmark = pytest.mark.django_db
NEW = "eleven otters in the mill race"


def long_ago(client: Client) -> None:
    """It is a while since whoever is signed in here showed who they are."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 11 * 60
    session.save()


def test_a_name_is_changed(client: Client, cast: Cast) -> None:
    sign_in(client, cast.lead)
    assert client.post("/account/name", {"name": "Ida Finch"})["Location"] == "/account"
    assert b"Ida Finch" in client.get("/account").content
    assert b'href="#id_name"' in client.post("/account/name", {"name": " "}).content


def test_another_password_keeps_this_session_under_a_new_key_and_ends_the_others(cast: Cast) -> None:
    here = sign_in_with_both(Client(), cast.lead)
    Authenticator.objects.all().delete()
    there = sign_in_with_both(Client(), cast.lead)
    before = here.session.session_key
    answer = here.post("/account/password", {"current": PASSWORD, "password": NEW}, follow=True)
    assert b"signed out everywhere else" in answer.content
    assert here.session.session_key != before
    assert there.get("/account")["Location"].startswith("/sign-in")
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [here.session.session_key]
    cast.lead.refresh_from_db()
    assert cast.lead.check_password(NEW)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"current": "wrong", "password": NEW}, "current"),
        ({"current": PASSWORD, "password": "short"}, "password"),
    ],
)
def test_the_old_password_is_needed_and_a_good_new_one(
    client: Client, cast: Cast, sent: dict[str, str], field: str
) -> None:
    sign_in(client, cast.lead)
    assert f'href="#id_{field}"' in client.post("/account/password", sent).content.decode()
    cast.lead.refresh_from_db()
    assert cast.lead.check_password(PASSWORD)


def test_the_old_password_cannot_be_guessed_here(client: Client, cast: Cast) -> None:
    sign_in(client, cast.lead)
    sent = {"current": "wrong", "password": NEW}
    assert [client.post("/account/password", sent).status_code for _ in range(6)] == [200] * 5 + [429]


SENSITIVE = [
    "/account/second-factor",
    "/account/recovery-codes",
    "/account/recovery-codes/new",
    "/account/tokens/new",
]


@pytest.mark.parametrize("address", SENSITIVE)
def test_what_matters_asks_who_it_is_after_a_while(client: Client, cast: Cast, address: str) -> None:
    sign_in_with_both(client, cast.lead)
    assert client.get(address).status_code == 200
    long_ago(client)
    asked = client.get(address)
    assert asked["Location"].startswith("/confirm/password?next=%2Faccount%2F")
    assert b"This is not your password" in client.post(asked["Location"], {"password": "wrong"}).content
    assert client.get(address).status_code == 302
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == address
    assert client.get(address).status_code == 200


def test_a_code_will_do_instead_of_the_password(client: Client, cast: Cast) -> None:
    sign_in_with_both(client, cast.lead)
    long_ago(client)
    page = client.get(client.get("/account/tokens/new")["Location"]).content.decode()
    assert "/confirm/second-factor?next=" in page
    code = recovery_codes(cast.lead)[0]
    answer = client.post("/confirm/second-factor?next=/account/tokens/new", {"code": code})
    assert answer["Location"] == "/account/tokens/new"
    assert client.get("/account/tokens/new").status_code == 200


def test_an_authenticator_is_replaced(client: Client, cast: Cast) -> None:
    sign_in_with_both(client, cast.lead)
    old = recovery_codes(cast.lead)
    assert b"no longer work here" in client.get("/account/second-factor").content
    secret = client.session["mfa.totp.secret"]
    client.post("/account/second-factor", {"code": code_of(secret)})
    assert not set(old) & set(recovery_codes(cast.lead))
    other = Client()
    give_password(other, cast.lead)
    assert other.post("/sign-in/second-factor", {"code": old[0]}).status_code == 200
    assert other.post("/sign-in/second-factor", {"code": code_of(secret)})["Location"] == "/"


def test_new_recovery_codes(client: Client, cast: Cast) -> None:
    sign_in_with_both(client, cast.lead)
    old = recovery_codes(cast.lead)
    assert client.post("/account/recovery-codes/new")["Location"] == "/account/recovery-codes"
    shown = client.get("/account/recovery-codes").content.decode()
    assert not any(code in shown for code in old)


def test_sessions_are_listed_and_ended(cast: Cast) -> None:
    secret = authenticator(cast.lead)
    phone, desk = Client(headers={"user-agent": "iPhone Safari/605"}), Client()
    give_password(phone, cast.lead)
    phone.post("/sign-in/second-factor", {"code": code_of(secret)})
    give_password(desk, cast.lead)
    desk.post("/sign-in/second-factor", {"code": recovery_codes(cast.lead)[0]})
    page = desk.get("/account/sessions").content.decode()
    assert "Safari on iPhone" in page
    assert page.count("This browser") == 1
    held = UserSession.objects.get(user_agent__contains="iPhone")
    desk.post(f"/account/sessions/{held.pk}/end")
    assert phone.get("/account")["Location"].startswith("/sign-in")
    assert desk.get("/account").status_code == 200


def test_signing_out_everywhere_else(cast: Cast) -> None:
    here = sign_in_with_both(Client(), cast.lead)
    Authenticator.objects.all().delete()
    there = sign_in_with_both(Client(), cast.lead)
    here.post("/account/sessions/end-others")
    assert here.get("/account").status_code == 200
    assert there.get("/account")["Location"].startswith("/sign-in")


def test_a_token_is_shown_once_and_works(client: Client, cast: Cast) -> None:
    sign_in_with_both(client, cast.lead)
    sent: dict[str, Any] = {"name": "Nightly", "scopes": ["read", "history"], "days": "30"}
    page = client.post("/account/tokens/new", sent).content.decode()
    secret = page.split('value="ctd_')[1].split('"')[0]
    found = person_and_scopes(f"ctd_{secret}")
    assert found
    assert (found[0], found[1]) == (cast.lead, {Scope.READ, Scope.HISTORY})
    assert dt.timedelta(29) < found[2].expires_at - timezone.now() <= dt.timedelta(30)
    listed = client.get("/account").content.decode()
    assert "Nightly" in listed
    assert secret not in listed


def test_a_token_without_an_answer_is_not_made(client: Client, cast: Cast) -> None:
    sign_in_with_both(client, cast.lead)
    page = client.post("/account/tokens/new", {"name": ""}).content.decode()
    assert all(f'href="#{landing}"' in page for landing in ("id_name", "id_scopes_0", "id_days_0"))
    assert not Token.objects.exists()


def test_a_token_is_revoked_by_its_person_alone(client: Client, cast: Cast) -> None:
    token, secret = actions.create_token(by=cast.lead, name="Nightly", scopes=[Scope.READ], days=1)
    sign_in(client, cast.stranger)
    assert client.post(f"/account/tokens/{token.pk}/revoke").status_code == 404
    assert person_and_scopes(secret)
    sign_in(client, cast.lead)
    assert client.post(f"/account/tokens/{token.pk}/revoke")["Location"] == "/account"
    assert person_and_scopes(secret) is None


def test_anothers_session_cannot_be_ended(client: Client, cast: Cast) -> None:
    sign_in_with_both(Client(), cast.lead)
    sign_in(client, cast.stranger)
    held = UserSession.objects.get(user=cast.lead)
    assert client.post(f"/account/sessions/{held.pk}/end").status_code == 404
    assert UserSession.objects.filter(pk=held.pk).exists()


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537.36 Edg/140", "Edge on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("", "Unknown browser"),
    ],
)
def test_what_a_browser_is_called(agent: str, told: str) -> None:
    assert browser(agent) == told

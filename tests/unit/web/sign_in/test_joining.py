"""Coming in by a link: the first administrator, and people who are invited."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from signing_in import authenticator, code_of, link_in

from cast import PASSWORD, Cast, sign_in
from custodes.access import actions
from custodes.access.models import Body, Membership, Person
from custodes.access.roles import Role

pytestmark = pytest.mark.django_db
NEW = {"name": "Kit Arden", "password": "nine herons on a weir"}
Invite = Callable[..., str]


@pytest.fixture
def invite(cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any) -> Invite:
    """Invite an address as reader of Oxmere; the path of the link in its mail."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def send(email: str, body: Body | None = None) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            actions.invite(by=cast.lead, email=email, body=body or cast.oxmere, role=Role.READER)
        return link_in(mail.outbox[-1])

    return send


@pytest.mark.django_db
def test_from_first_run_to_the_first_body(client: Client) -> None:
    address = f"/first-run/{actions.first_run_code()}"
    assert b"Set up this service" in client.get(address).content
    wren = {"name": "Wren Ashdown", "email": "wren@example.test", "password": "a lamp for every corner"}
    assert client.post(address, wren)["Location"] == "/"
    assert client.get("/")["Location"] == "/account/second-factor"
    client.get("/account/second-factor")
    client.post("/account/second-factor", {"code": code_of(client.session["mfa.totp.secret"])})
    assert b"/administration" in client.get("/").content
    made = client.post("/administration/bodies/new", {"name": "Oxmere", "kind": "holder", "sector": ""})
    assert made["Location"] == "/bodies/oxmere/people/invite"
    sent = {"email": "WREN@example.test", "role": "surveillance_lead"}
    assert client.post(made["Location"], sent)["Location"] == "/bodies/oxmere/people"
    assert Membership.objects.get().role == "surveillance_lead", "one's own role needs no mail"
    assert Client().get(address).status_code == 404


def test_the_first_run_page_says_all_that_is_wrong_and_can_be_sent_again(client: Client) -> None:
    address = f"/first-run/{actions.first_run_code()}"
    answer = client.post(address, {"name": "", "email": "wren", "password": "short"})
    text = answer.content.decode()
    assert "<title>Error: Set up this service" in text
    assert all(f'href="#id_{field}"' in text for field in ("name", "email", "password"))
    weak = client.post(address, {"name": "Wren", "email": "wren@example.test", "password": "short"})
    assert b'href="#id_password"' in weak.content
    assert b"short" not in weak.content.split(b"<main")[1].replace(b"too short", b"")
    assert not Person.objects.exists()


def test_where_somebody_is_no_first_run_page_opens(client: Client, cast: Cast) -> None:
    assert client.get("/first-run/whatever").status_code == 404


def test_somebody_new_accepts_and_is_in_with_the_role(client: Client, cast: Cast, invite: Invite) -> None:
    link = invite("kit@example.test")
    page = client.get(link).content.decode()
    assert "Ida Marlowe invites you as Reader of Oxmere" in page
    assert "kit@example.test" in page
    assert client.post(link, NEW)["Location"] == "/"
    assert client.get("/")["Location"] == "/account/second-factor"
    assert Membership.objects.get(person__email="kit@example.test").role == "reader"
    assert Client().get(link).status_code == 404


def test_looking_at_the_link_does_not_use_it_up(client: Client, cast: Cast, invite: Invite) -> None:
    link = invite("kit@example.test")
    assert [client.get(link).status_code for _ in range(3)] == [200] * 3
    assert client.post(link, NEW).status_code == 302


def test_somebody_known_signs_in_then_accepts(client: Client, cast: Cast, invite: Invite) -> None:
    secret = authenticator(cast.nobody)
    link = invite(cast.nobody.email)
    asked = client.get(link)
    assert asked["Location"] == f"/sign-in?next={link}"
    page = client.get(asked["Location"])
    assert b"Sign in as nell.vane@example.test" in page.content
    client.post("/sign-in", {"login": cast.nobody.email, "password": PASSWORD, "next": link})
    assert client.post("/sign-in/second-factor", {"code": code_of(secret)})["Location"] == link
    assert b"Become Reader of Oxmere" in client.get(link).content
    assert client.post(link)["Location"] == "/"
    assert Membership.objects.get(person=cast.nobody).role == "reader"


def test_somebody_else_who_is_signed_in_is_refused(client: Client, cast: Cast, invite: Invite) -> None:
    link = invite(cast.nobody.email)
    sign_in(client, cast.stranger)
    assert client.get(link).status_code == client.post(link).status_code == 403
    assert not Membership.objects.filter(person=cast.stranger, body=cast.oxmere).exists()


def test_a_known_persons_account_cannot_be_taken_over_by_a_link(
    client: Client, cast: Cast, invite: Invite
) -> None:
    link = invite(cast.nobody.email)
    assert client.post(link, NEW)["Location"].startswith("/sign-in")
    cast.nobody.refresh_from_db()
    assert cast.nobody.check_password(PASSWORD)

"""A forgotten password."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from signing_in import authenticator, give_password, link_in

from cast import PASSWORD, Cast, sign_in
from custodes.audit.models import Event

pytestmark = pytest.mark.django_db
NEW = "eleven otters in the mill race"


@pytest.fixture(autouse=True)
def _mail_in_memory(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def ask(client: Client, address: str) -> str:
    """The path of the link that is mailed."""
    assert client.post("/reset-password", {"email": address})["Location"] == "/reset-password/asked"
    return link_in(mail.outbox[-1])


def test_a_new_password_is_chosen_and_the_second_factor_stays(client: Client, cast: Cast) -> None:
    authenticator(cast.lead)
    there = sign_in(Client(), cast.lead)
    form = client.get(ask(client, "IDA.MARLOWE@example.test"))
    assert form["Location"].endswith("/set-password"), "the secret is not left in the address"
    assert client.post(form["Location"], {"password": NEW})["Location"] == "/reset-password/done"
    assert client.get("/reset-password/done").status_code == 200
    assert there.get("/account")["Location"].startswith("/sign-in"), "signed out everywhere"
    assert give_password(client, cast.lead, PASSWORD).status_code == 200
    assert give_password(client, cast.lead, NEW)["Location"] == "/sign-in/second-factor"
    assert Event.objects.get(action="access.change_password").person == cast.lead.pk


def test_the_link_works_once_and_for_an_hour(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    link = ask(client, cast.lead.email)
    late = dt.datetime.now() + dt.timedelta(hours=1, seconds=2)
    with monkeypatch.context() as later:
        later.setattr(PasswordResetTokenGenerator, "_now", lambda self: late)
        assert b"does not work, or no longer" in client.get(link).content
    form = client.get(link)["Location"]
    client.post(form, {"password": NEW})
    assert b"does not work, or no longer" in Client().get(link).content


def test_a_weak_password_is_said_to_be_and_another_can_be_chosen(client: Client, cast: Cast) -> None:
    form = client.get(ask(client, cast.lead.email))["Location"]
    answer = client.post(form, {"password": "short"})
    assert b'href="#id_password"' in answer.content
    assert client.post(form, {"password": NEW}).status_code == 302


@pytest.mark.parametrize(
    "link", ["/reset-password/1/guess", "/reset-password/zzz/x-y", "/reset-password/0/set-password"]
)
def test_no_other_link_opens_it(client: Client, cast: Cast, link: str) -> None:
    assert b"does not work, or no longer" in client.get(link).content
    assert client.post(link, {"password": NEW}).status_code == 200
    cast.lead.refresh_from_db()
    assert cast.lead.check_password(PASSWORD)


def test_the_page_says_the_same_of_known_unknown_and_closed_addresses(client: Client, cast: Cast) -> None:
    cast.reader.is_active = False
    cast.reader.save()
    pages = set()
    for address in (cast.lead.email, "nobody.at.all@example.test", cast.reader.email):
        answer = client.post("/reset-password", {"email": address}, follow=True)
        pages.add((answer.redirect_chain[0][0], answer.content))
    assert len(pages) == 1
    assert [message.to for message in mail.outbox] == [
        [cast.lead.email],
        ["nobody.at.all@example.test"],
        [cast.reader.email],
    ], "a mail each: its time tells nothing either"
    assert all("/reset-password/" not in message.body for message in mail.outbox[1:])


def test_whom_the_provider_signs_in_gets_no_password_here(client: Client, cast: Cast) -> None:
    cast.lead.set_unusable_password()
    cast.lead.save()
    client.post("/reset-password", {"email": cast.lead.email})
    assert "single sign-on" in mail.outbox[0].body
    assert "/reset-password/" not in mail.outbox[0].body


def test_the_link_is_at_the_public_address_whatever_the_browser_says(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTODES_ADDRESS", "https://cameras.oxmere.test")
    client.post("/reset-password", {"email": cast.lead.email}, headers={"host": "localhost"})
    assert "\nhttps://cameras.oxmere.test/reset-password/" in mail.outbox[0].body


def test_asking_for_mail_after_mail_ends(client: Client, cast: Cast) -> None:
    answers = [client.post("/reset-password", {"email": cast.lead.email}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


def test_a_mail_server_that_is_down_is_said_to_be(client: Client, cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    for address in (cast.lead.email, "nobody.at.all@example.test"):
        answer = client.post("/reset-password", {"email": address})
        assert answer.status_code == 503
        assert b"could not be sent" in answer.content

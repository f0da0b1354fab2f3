"""Signing in through a provider: a real one on the loopback, with real signatures."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.test import Client
from signing_in import authenticator

from cast import Cast
from custodes.access import actions
from custodes.access.models import Membership, Person
from custodes.access.roles import Role
from custodes.audit.models import Event

if TYPE_CHECKING:
    from oidc_provider import Provider

pytestmark = pytest.mark.django_db
IDA = {"sub": "ida-1", "email": "Ida.Marlowe@example.test", "email_verified": True, "name": "Ida Marlowe"}


@pytest.fixture
def provider(settings: Any) -> "Iterator[Provider]":
    """A provider that is set up as settings.py would from the environment."""
    from oidc_provider import CLIENT, SECRET, Provider

    with Provider(person=dict(IDA)) as running:
        app = {
            "provider_id": "oidc",
            "name": "Oxmere sign-on",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": running.url, "verified_email": []},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield running


def come_back(client: Client, query: str = "") -> Any:
    """To the provider and back, as a browser goes; what we answer then."""
    away = client.get(f"/single-sign-on/oidc{query}")
    assert away.status_code == 302, away.content
    back = httpx.get(away["Location"]).headers["location"]
    assert back.startswith("http://testserver/single-sign-on/oidc/callback?")
    return client.get(back.removeprefix("http://testserver"))


def signed_in(client: Client) -> bool:
    return client.get("/account/sessions").status_code == 200


def test_the_sign_in_page_offers_it_by_name(client: Client, provider: "Provider") -> None:
    assert b"Sign in with Oxmere sign-on" in client.get("/sign-in").content


def test_without_a_provider_there_is_nothing_to_offer(client: Client, cast: Cast) -> None:
    assert b"single-sign-on" not in client.get("/sign-in").content
    assert client.get("/single-sign-on/oidc").status_code == 404


def test_who_is_here_is_known_by_the_verified_address_and_keeps_the_password(
    client: Client, cast: Cast, provider: "Provider"
) -> None:
    assert come_back(client)["Location"] == "/"
    assert client.get("/").status_code == 200, "the provider has asked for the second factor"
    assert SocialAccount.objects.get(uid="ida-1").user == cast.lead
    assert Event.objects.get(action="access.link_single_sign_on").person == cast.lead.pk
    cast.lead.refresh_from_db()
    assert cast.lead.has_usable_password()


def test_the_next_time_they_are_known_whatever_their_address(
    client: Client, cast: Cast, provider: "Provider"
) -> None:
    come_back(client)
    provider.person["email"] = "ida.finch@example.test"
    again = Client()
    assert come_back(again)["Location"] == "/"
    assert signed_in(again)
    assert SocialAccount.objects.count() == 1


def test_the_page_that_was_asked_for_comes_after(client: Client, cast: Cast, provider: "Provider") -> None:
    assert come_back(client, "?next=/bodies/oxmere/people")["Location"] == "/bodies/oxmere/people"
    assert come_back(Client(), "?next=https://elsewhere.test/")["Location"] == "/"


def test_who_is_invited_gets_their_role(client: Client, cast: Cast, provider: "Provider") -> None:
    actions.invite(by=cast.lead, email="kit@example.test", body=cast.oxmere, role=Role.READER)
    provider.person.update(sub="kit-1", email="kit@example.test", name="Kit Arden")
    assert come_back(client)["Location"] == "/"
    held = Membership.objects.get(person__email="kit@example.test")
    assert (held.role, held.person.name, held.person.has_usable_password()) == ("reader", "Kit Arden", False)
    assert signed_in(client)


def test_anybody_else_is_refused_and_told_what_to_do(
    client: Client, cast: Cast, provider: "Provider"
) -> None:
    before = Person.objects.count()
    provider.person.update(sub="eve-1", email="eve@example.test")
    answer = come_back(client)
    assert answer.status_code == 403
    assert b"eve@example.test" in answer.content
    assert not signed_in(client)
    assert (Person.objects.count(), SocialAccount.objects.count()) == (before, 0)


@pytest.mark.parametrize("claim", [{"email_verified": False}, {"email_verified": None}, {"email": ""}])
def test_an_address_nobody_verified_is_nobodys(
    client: Client, cast: Cast, provider: "Provider", claim: dict[str, Any]
) -> None:
    provider.person.update(claim)
    assert come_back(client).status_code == 403
    assert not signed_in(client)


def test_unless_its_domain_is_the_providers_own(
    client: Client, cast: Cast, provider: "Provider", settings: Any
) -> None:
    del provider.person["email_verified"]
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["verified_email"] = ["oxmere.test"]
    assert come_back(client).status_code == 403
    app["settings"]["verified_email"] = ["example.test"]
    assert come_back(Client())["Location"] == "/"


def test_somebody_shut_out_stays_out(client: Client, cast: Cast, provider: "Provider") -> None:
    come_back(client)
    actions.deactivate_person(by=cast.administrator, person=cast.lead, reason="Dismissed")
    assert come_back(Client())["Location"] == "/sign-in/deactivated"


def test_where_the_provider_is_not_trusted_with_it_ours_is_asked_for(
    client: Client, cast: Cast, provider: "Provider", settings: Any
) -> None:
    settings.OIDC_SECOND_FACTOR_TRUSTED = False
    come_back(client)
    assert client.get("/")["Location"] == "/account/second-factor"
    authenticator(cast.lead)
    assert come_back(Client())["Location"] == "/sign-in/second-factor"


def test_one_set_up_here_is_not_asked_for_where_the_providers_is_trusted(
    client: Client, cast: Cast, provider: "Provider"
) -> None:
    authenticator(cast.lead)
    assert come_back(client)["Location"] == "/"
    assert signed_in(client)


def wrong_key(provider: "Provider") -> None:
    provider.shown = generate_private_key(65537, 2048)


def for_another(provider: "Provider") -> None:
    provider.audience = "another service"


def from_another(provider: "Provider") -> None:
    provider.issuer = "https://elsewhere.test"


def expired(provider: "Provider") -> None:
    provider.person["exp"] = 1_000_000_000


def two_people(provider: "Provider") -> None:
    provider.userinfo = {**IDA, "sub": "somebody else"}


@pytest.mark.parametrize("spoil", [wrong_key, for_another, from_another, expired, two_people])
def test_an_identity_that_does_not_hold_lets_nobody_in(
    client: Client, cast: Cast, provider: "Provider", spoil: Any
) -> None:
    spoil(provider)
    answer = come_back(client)
    assert answer.status_code == 400
    assert b"Single sign-on did not work" in answer.content
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


def test_an_answer_nobody_asked_for_lets_nobody_in(client: Client, cast: Cast, provider: "Provider") -> None:
    away = client.get("/single-sign-on/oidc")
    back = httpx.get(away["Location"]).headers["location"].removeprefix("http://testserver")
    victim = Client()
    assert victim.get(back).status_code == 400
    assert not signed_in(victim)
    assert client.get("/single-sign-on/oidc/callback?error=access_denied").status_code == 400


def test_a_provider_that_is_down_is_said_to_be(client: Client, cast: Cast, provider: "Provider") -> None:
    provider.answers = False
    answer = client.get("/single-sign-on/oidc")
    assert answer.status_code == 502
    assert b"did not answer" in answer.content

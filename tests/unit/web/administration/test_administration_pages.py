"""What administrators do, and that nobody else does it."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from signing_in import link_in

from cast import Cast, person, sign_in
from custodes.access.models import Body, Collaboration, Invitation, Membership, Oversight, Person
from custodes.access.standing import standing, visible_systems
from custodes.audit.models import Event

pytestmark = pytest.mark.django_db
HERE = "/administration"


@pytest.fixture
def wren(client: Client, cast: Cast, settings: Any) -> Client:
    """Wren, the administrator."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return sign_in(client, cast.administrator)


def test_a_body_is_added_then_somebody_is_invited_into_it(wren: Client, cast: Cast) -> None:
    answer = wren.post(f"{HERE}/bodies/new", {"name": "Fenwick Police", "kind": "holder", "sector": ""})
    assert answer["Location"] == "/bodies/fenwick-police/people/invite"
    page = wren.get(HERE).content.decode()
    assert "Fenwick Police" in page
    assert page.count("Nobody yet") == 1


def test_a_name_that_is_taken_is_said_to_be(wren: Client, cast: Cast) -> None:
    sent = {"name": cast.oxmere.name.lower(), "kind": "holder"}
    page = wren.post(f"{HERE}/bodies/new", sent).content.decode()
    assert 'href="#id_name"' in page
    assert "Another body has that name" in page


def test_two_administrators_change_a_body_and_the_second_chooses(wren: Client, cast: Cast) -> None:
    address = "/bodies/oxmere/settings"
    assert 'name="base" value="1"' in wren.get(address).content.decode()
    wren.post(address, {"name": "First name", "sector": "Police", "base": "1"})
    page = wren.post(address, {"name": "Second name", "sector": "Police", "base": "1"}).content.decode()
    assert "It is now called First name" in page
    assert 'value="Second name"' in page
    assert 'name="base" value="2"' in page
    assert wren.post(address, {"name": "Second name", "sector": "Police", "base": "2"})["Location"] == HERE
    assert Body.objects.get(slug="oxmere").name == "Second name"


def test_oversight_is_begun_and_ended(wren: Client, cast: Cast) -> None:
    fen = Body.objects.create(name="Fenwick", slug="fenwick")
    wren.post(f"{HERE}/oversight/new", {"office": cast.office.pk, "body": fen.pk})
    held = Oversight.objects.get(body=fen)
    again = wren.post(f"{HERE}/oversight/new", {"office": cast.office.pk, "body": fen.pk})
    assert b"already oversees" in again.content
    wren.post(f"{HERE}/oversight/{held.pk}/end", {"reason": "Left the scheme"})
    held.refresh_from_db()
    assert held.ended_at
    wrong = wren.post(
        f"{HERE}/oversight/new", {"office": cast.oxmere.pk, "body": cast.office.pk}
    ).content.decode()
    assert 'href="#id_office_0"' in wrong
    assert 'href="#id_body"' in wrong


def test_a_collaboration_from_beginning_to_end(wren: Client, cast: Cast) -> None:
    fen = Body.objects.create(name="Fenwick", slug="fenwick")
    sent = {"name": "East", "lead": cast.oxmere.pk, "members": [cast.thornby.pk, fen.pk]}
    wren.post(f"{HERE}/collaborations/new", sent)
    held = Collaboration.objects.get()
    assert held.members.count() == 2
    address = f"{HERE}/collaborations/{held.pk}"
    wren.post(address, {**sent, "name": "East and fen", "base": "1"})
    stale = wren.post(address, {**sent, "name": "Other", "base": "1"}).content.decode()
    assert "East and fen" in stale
    assert stale.count("checked") == 2, "what was chosen stays chosen"
    wren.post(f"{address}/end", {"reason": "Merged"})
    assert wren.get(address).status_code == 404


def test_an_administrator_is_invited(
    wren: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        wren.post(f"{HERE}/invite", {"email": "kit@example.test"})
    assert "kit@example.test" in wren.get(HERE).content.decode()
    held = Invitation.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        wren.post(f"{HERE}/invitations/{held.pk}/send-again")
    joined = {"name": "Kit Arden", "password": "nine herons on a weir"}
    Client().post(link_in(mail.outbox[1]), joined)
    assert Person.objects.get(email="kit@example.test").is_administrator


def test_where_no_mail_server_is_set_an_administrator_is_told_too(
    wren: Client, cast: Cast, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    with django_capture_on_commit_callbacks(execute=True):
        wren.post(f"{HERE}/invite", {"email": "kit@example.test"})
    page = wren.get(HERE).content.decode()
    assert "kit@example.test is invited as an administrator." in page
    assert page.count("No mail server is set up") == 2


def test_an_invitation_of_a_body_is_not_answered_from_here(wren: Client, cast: Cast) -> None:
    sign_in(wren, cast.lead).post(
        "/bodies/oxmere/people/invite", {"email": "kit@example.test", "role": "reader"}
    )
    held = Invitation.objects.get()
    sign_in(wren, cast.administrator)
    assert wren.post(f"{HERE}/invitations/{held.pk}/revoke").status_code == 404


def test_people_are_found_by_name_or_address(wren: Client, cast: Cast) -> None:
    assert cast.lead.email in wren.get(f"{HERE}/people").content.decode()
    found = wren.get(f"{HERE}/people?q=marlowe").content.decode()
    assert cast.lead.email in found
    assert cast.reader.email not in found
    assert "Nobody has “zebra”" in wren.get(f"{HERE}/people?q=zebra").content.decode()


def test_somebody_is_shut_out_and_let_in_again(wren: Client, cast: Cast) -> None:
    reader = sign_in(Client(), cast.reader)
    address = f"{HERE}/people/{cast.reader.pk}"
    assert b'href="#id_reason"' in wren.post(f"{address}/deactivate", {}).content
    wren.post(f"{address}/deactivate", {"reason": "Left"})
    assert reader.get("/account")["Location"].startswith("/sign-in")
    page = wren.get(address).content.decode()
    assert "Shut out" in page
    assert f"{address}/reactivate" in page
    wren.post(f"{address}/reactivate", {"reason": "Back"})
    assert Person.objects.get(pk=cast.reader.pk).is_active


def test_an_address_is_changed(wren: Client, cast: Cast) -> None:
    address = f"{HERE}/people/{cast.reader.pk}"
    taken = wren.post(f"{address}/address", {"email": cast.lead.email, "reason": "Mistyped"}).content.decode()
    assert "Somebody else has this address" in taken
    sent = {"email": "mabel.t@example.test", "reason": "Mistyped"}
    assert wren.post(f"{address}/address", sent)["Location"] == address
    assert "mabel.t@example.test" in wren.get(address).content.decode()


def test_a_lost_second_factor_is_reset_and_set_up_anew(wren: Client, cast: Cast) -> None:
    sign_in(Client(), cast.reader)
    wren.post(f"{HERE}/people/{cast.reader.pk}/reset-second-factor", {"reason": "Phone in the canal"})
    assert not Authenticator.objects.filter(user=cast.reader).exists()
    own = wren.post(f"{HERE}/people/{cast.administrator.pk}/reset-second-factor", {"reason": "Mine"})
    assert own.status_code == 403


def test_the_only_administrator_stays_one(wren: Client, cast: Cast) -> None:
    address = f"{HERE}/people/{cast.administrator.pk}"
    for verb in ("end-administrator", "deactivate"):
        page = wren.post(f"{address}/{verb}", {"reason": "Tired"})
        assert b"only administrator" in page.content
    person("Ada Next", administrator=True)
    assert wren.post(f"{address}/end-administrator", {"reason": "Tired"})["Location"] == "/"
    assert wren.get(HERE).status_code == 403


def test_nobody_else_administers(cast: Cast) -> None:
    for part, who in cast.people.items():
        if part == "administrator":
            continue
        client = sign_in(Client(), who)
        assert client.get(HERE).status_code == 403, part
        assert (
            client.post(f"{HERE}/people/{cast.reader.pk}/deactivate", {"reason": "Coup"}).status_code == 403
        )
    assert not Event.objects.filter(action="access.deactivate_person").exists()


def test_an_administrator_reads_no_register_until_they_have_a_role_and_that_is_in_the_history(
    wren: Client, cast: Cast
) -> None:
    assert not visible_systems(standing(cast.administrator), cast.oxmere).exists()
    assert wren.get("/bodies/oxmere/devices").status_code in (403, 404)
    wren.post("/bodies/oxmere/people/invite", {"email": cast.administrator.email, "role": "reader"})
    assert Membership.objects.filter(person=cast.administrator, body=cast.oxmere).exists()
    told = Event.objects.get(action="access.give_role")
    assert (told.person, told.said["to"], told.body) == (
        cast.administrator.pk,
        cast.administrator.pk,
        cast.oxmere.pk,
    )

"""What a guesser meets: the same answer to everything, and soon none at all."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone
from signing_in import authenticator, code_of, give_password

from cast import PASSWORD, Cast
from custodes.access.guessing import address_of

pytestmark = pytest.mark.django_db
WRONG = "not the password"


class Counting(MD5PasswordHasher):
    """Counts how often something is hashed, which is what takes the time."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).hashed += 1
        return super().encode(password, salt)


def test_an_unknown_address_is_answered_as_a_wrong_password_is(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["test_guessing.Counting"]
    cast.reader.set_unusable_password()
    cast.reader.save()
    cast.lead.set_password(PASSWORD)
    cast.lead.save()
    answers = []
    for address in (cast.lead.email, "nobody.at.all@example.test", cast.reader.email):
        Counting.hashed = 0
        answer = client.post("/sign-in", {"login": address, "password": WRONG})
        text = answer.content.decode().replace(address, "")
        answers.append((answer.status_code, text.count("do not go together"), Counting.hashed))
    assert answers == [(200, 1, 1)] * 3


def test_after_five_wrong_passwords_the_right_one_does_not_help_for_fifteen_minutes(
    client: Client, cast: Cast
) -> None:
    from axes.models import AccessAttempt

    answers = [give_password(client, cast.lead, WRONG).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = give_password(client, cast.lead)
    assert locked.status_code == 429
    assert b"Wait 15 minutes" in locked.content
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=14))
    assert give_password(client, cast.lead).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=15, seconds=1))
    assert give_password(client, cast.lead)["Location"] == "/"


def test_capitals_and_blanks_are_no_way_round_it(client: Client, cast: Cast) -> None:
    for written in (str.upper, str.title, "  {}".format, "{} ".format, str.lower):
        client.post("/sign-in", {"login": written(cast.lead.email), "password": WRONG})
    assert give_password(client, cast.lead).status_code == 429


def test_nor_is_a_new_browser(cast: Cast) -> None:
    for number in range(5):
        give_password(Client(), cast.lead, WRONG, headers={"user-agent": f"Browser {number}"})
    assert give_password(Client(), cast.lead).status_code == 429


def test_others_and_the_person_elsewhere_still_get_in(client: Client, cast: Cast) -> None:
    for _ in range(6):
        give_password(client, cast.lead, WRONG)
    assert give_password(client, cast.reader)["Location"] == "/"
    assert give_password(Client(), cast.lead, REMOTE_ADDR="192.0.2.7")["Location"] == "/"


def test_success_in_between_starts_the_count_again_for_its_person_only(client: Client, cast: Cast) -> None:
    for who in (cast.lead, cast.reader):
        for _ in range(4):
            give_password(client, who, WRONG)
    give_password(Client(), cast.lead)
    assert give_password(Client(), cast.lead, WRONG).status_code == 200
    assert give_password(Client(), cast.reader, WRONG).status_code == 429


def test_many_addresses_guessing_at_one_person_are_stopped_too(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "guess_password": "6/h/key"}
    for last in range(6):
        give_password(Client(), cast.lead, WRONG, REMOTE_ADDR=f"192.0.2.{last}")
    answer = give_password(Client(), cast.lead, REMOTE_ADDR="192.0.2.99")
    assert b"too many wrong attempts" in answer.content


def test_after_five_wrong_codes_the_right_one_does_not_help(client: Client, cast: Cast) -> None:
    secret = authenticator(cast.lead)
    give_password(client, cast.lead)
    wrong = [client.post("/sign-in/second-factor", {"code": f"00000{n}"}).status_code for n in range(5)]
    assert wrong == [200] * 5
    other = Client(REMOTE_ADDR="192.0.2.7")
    give_password(other, cast.lead)
    for each in (client, other):
        answer = each.post("/sign-in/second-factor", {"code": code_of(secret)})
        assert (answer.status_code, b"Wait 15 minutes" in answer.content) == (429, True)
        assert each.get("/account")["Location"].startswith("/sign-in")


@pytest.mark.parametrize("link", ["/invitations/{}", "/first-run/{}"])
def test_guessing_links_ends_after_twenty(client: Client, cast: Cast, link: str) -> None:
    answers = [client.get(link.format(f"guess-{n}")).status_code for n in range(21)]
    assert answers == [404] * 20 + [429]
    assert client.post(link.format("more"), {"name": "x"}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(link.format("other")).status_code == 404


def test_every_process_sees_the_same_counts(client: Client, cast: Cast) -> None:
    for _ in range(20):
        client.get("/invitations/guess")
    elsewhere = DatabaseCache("access_counters", {})
    with connection.cursor() as cursor:
        cursor.execute("select cache_key from access_counters")
        keys = [row[0].split(":", 2)[2] for row in cursor.fetchall()]
    assert any(len(elsewhere.get(key) or []) == 20 for key in keys if "guess_link" in key)


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(settings: Any) -> None:
    asked = RequestFactory().get("/", headers={"x-forwarded-for": "203.0.113.9, 192.0.2.7"})
    assert address_of(asked) == "127.0.0.1", "without one, what the client claims counts for nothing"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert address_of(asked) == "192.0.2.7"


def test_no_password_is_written_down_anywhere(
    client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = authenticator(cast.lead)
    give_password(client, cast.lead, "a wrong one, typed by mistake")
    give_password(client, cast.lead)
    client.post("/sign-in/second-factor", {"code": code_of(secret)})
    sent = {"current": PASSWORD, "password": "eleven otters in the mill race"}
    assert client.post("/account/password", sent)["Location"] == "/account"
    kept = everything_kept() + caplog.text
    assert "axes" in kept
    for password in ("a wrong one, typed by mistake", PASSWORD, "eleven otters"):
        assert password not in kept


def everything_kept() -> str:
    """Every row of every table, sessions unpacked."""
    from django.contrib.sessions.models import Session

    found = [str(each.get_decoded()) for each in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            found += [table, *(str(row) for row in cursor.fetchall())]
    return "\n".join(found)

"""Sessions are read as Django reads them: those that are there and have not run out, and no others."""

import datetime as dt

import pytest
from django.contrib.sessions.backends.db import SessionStore as Django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import Cast, sign_in
from custodes.access.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept(**values: str) -> str:
    session = SessionStore()
    session.update(values)
    session.create()
    session.save()
    assert session.session_key
    return session.session_key


def test_what_is_kept_is_read_with_one_query() -> None:
    key = kept(colour="green")
    with CaptureQueriesContext(connection) as asked:
        assert SessionStore(key)["colour"] == Django(key)["colour"] == "green"
    assert len(asked) == 2


@pytest.mark.parametrize("days", [-1, 1])
def test_a_session_that_has_run_out_is_none(days: int) -> None:
    key = kept(colour="green")
    session = SessionStore().model.objects.get(pk=key)
    session.expire_date = timezone.now() + dt.timedelta(days)
    session.save()
    read, django = SessionStore(key), Django(key)
    assert read.get("colour") == django.get("colour") == ("green" if days > 0 else None)
    assert read.session_key == django.session_key == (key if days > 0 else None)


@pytest.mark.parametrize("key", [None, "", "a-key-that-nobody-has", "x" * 300, "key:text", "' or 1=1 --"])
def test_a_key_that_nobody_has_is_no_session(key: str | None) -> None:
    read = SessionStore(key)
    assert read.get("colour") is None
    assert read.session_key is None


def test_a_cookie_of_nobody_is_nobody(cast: Cast) -> None:
    client = sign_in(Client(), cast.lead)
    assert client.get("/bodies/oxmere/").status_code == 200
    client.cookies["sessionid"] = "somebody-else"
    assert client.get("/bodies/oxmere/").status_code == 302

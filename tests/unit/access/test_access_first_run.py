"""The first administrator: made once, by whoever has the newest code, within a day."""

import datetime as dt

import pytest
from django.utils import timezone

from cast import Cast
from custodes.access import actions
from custodes.access.models import FirstRun, Person
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid, NothingFound

pytestmark = pytest.mark.django_db
WREN = {"email": "Wren.Ashdown@Example.test", "name": "Wren Ashdown", "password": "a lamp for every corner"}


def make(code: str, **other: str) -> Person:
    return actions.make_first_administrator(code=code, **{**WREN, **other})


def test_the_code_makes_an_administrator_with_their_address_in_lower_case() -> None:
    wren = make(actions.first_run_code())
    assert (wren.email, wren.is_administrator) == ("wren.ashdown@example.test", True)
    assert wren.check_password(WREN["password"])
    told = Event.objects.get(action="access.make_first_administrator")
    assert (told.person, told.subject) == (wren.pk, str(wren.pk))


def test_only_a_fingerprint_of_the_code_is_kept() -> None:
    code = actions.first_run_code()
    assert code not in FirstRun.objects.get().code_hash
    assert not Event.objects.filter(details__contains=code).exists()


def test_it_works_once() -> None:
    code = actions.first_run_code()
    make(code)
    with pytest.raises(NothingFound):
        make(code, email="second@example.test")
    assert Person.objects.count() == 1


def test_a_newer_code_puts_an_older_one_out_of_use() -> None:
    old, new = actions.first_run_code(), actions.first_run_code()
    with pytest.raises(NothingFound):
        make(old)
    assert make(new).is_administrator


@pytest.mark.parametrize("wrong", ["", "guess", "é"])
def test_any_other_code_makes_nobody(wrong: str) -> None:
    actions.first_run_code()
    with pytest.raises(NothingFound):
        make(wrong)
    assert not Person.objects.exists()


def test_after_a_day_it_makes_nobody() -> None:
    code = actions.first_run_code()
    FirstRun.objects.update(made_at=timezone.now() - dt.timedelta(hours=24, seconds=1))
    with pytest.raises(NothingFound):
        make(code)


def test_where_somebody_is_there_is_no_code(cast: Cast) -> None:
    with pytest.raises(Conflict):
        actions.first_run_code()


def test_a_code_from_before_somebody_came_makes_nobody(cast: Cast) -> None:
    from custodes.access.keys import fingerprint

    FirstRun.objects.create(code_hash=fingerprint("from before"))
    with pytest.raises(NothingFound):
        make("from before")


def test_a_weak_password_and_a_missing_name_are_said_at_once_and_the_code_stays_good() -> None:
    code = actions.first_run_code()
    with pytest.raises(Invalid) as raised:
        make(code, name=" ", password="short")
    assert set(raised.value.fields) == {"name", "password"}
    assert make(code).is_administrator

"""What people do with their own account, and that passwords and secrets are told to nobody."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail

from cast import Cast
from custodes.access import actions
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def session(cast: Cast, key: str) -> UserSession:
    return UserSession.objects.create(user=cast.lead, session_key=key, ip="127.0.0.1", user_agent="Firefox/1")


def test_a_name_is_changed_with_what_it_was_before(cast: Cast) -> None:
    actions.change_name(by=cast.lead, name=" Ida  Marlowe-Finch ")
    cast.lead.refresh_from_db()
    assert cast.lead.name == "Ida Marlowe-Finch"
    assert Event.objects.get().said == {"before": "Ida Marlowe", "after": "Ida Marlowe-Finch"}
    actions.change_name(by=cast.lead, name="Ida Marlowe-Finch")
    assert Event.objects.count() == 1
    with pytest.raises(Invalid):
        actions.change_name(by=cast.lead, name=" ")


def test_another_password_ends_the_other_sessions(cast: Cast) -> None:
    session(cast, "here"), session(cast, "there")
    actions.change_password(by=cast.lead, password="eleven otters in the mill race", keep="here")
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["here"]
    assert cast.lead.check_password("eleven otters in the mill race")
    assert "otters" not in str(list(Event.objects.values()))


@pytest.mark.parametrize("weak", ["short", "password1234", "ida.marlowe@example"])
def test_a_weak_password_is_refused_with_why(cast: Cast, weak: str) -> None:
    with pytest.raises(Invalid) as raised:
        actions.change_password(by=cast.lead, password=weak)
    assert set(raised.value.fields) == {"password"}
    cast.lead.refresh_from_db()
    assert not cast.lead.check_password(weak)


def test_a_new_authenticator_replaces_the_old_with_its_codes_and_ends_other_sessions(cast: Cast) -> None:
    actions.set_up_second_factor(by=cast.lead, secret=SECRET, keep=None)
    before = codes(cast)
    session(cast, "opened with a stolen password"), session(cast, "here")
    actions.set_up_second_factor(by=cast.lead, secret=SECRET[::-1], keep="here")
    assert Authenticator.objects.filter(user=cast.lead, type="totp").count() == 1
    assert not set(before) & set(codes(cast))
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["here"]
    first, second = Event.objects.filter(action="access.set_up_second_factor")
    assert (first.said["replaced"], second.said["replaced"]) == (False, True)
    assert SECRET not in str(list(Event.objects.values()))


def codes(cast: Cast) -> list[str]:
    held = Authenticator.objects.get(user=cast.lead, type="recovery_codes")
    found: list[str] = held.wrap().get_unused_codes()
    return found


def test_new_recovery_codes_put_the_old_out_of_use(cast: Cast) -> None:
    with pytest.raises(Conflict):
        actions.make_recovery_codes(by=cast.lead)
    actions.set_up_second_factor(by=cast.lead, secret=SECRET, keep=None)
    before = codes(cast)
    actions.make_recovery_codes(by=cast.lead)
    assert len(codes(cast)) == len(before) == 10
    assert not set(before) & set(codes(cast))


def test_one_session_or_all_others_are_ended(cast: Cast) -> None:
    kept, ended = session(cast, "kept"), session(cast, "ended")
    actions.end_session(by=cast.lead, session=ended)
    session(cast, "more")
    assert actions.end_other_sessions(by=cast.lead, keep="kept") == 1
    assert list(UserSession.objects.all()) == [kept]
    assert list(Event.objects.values_list("action", flat=True)) == [
        "access.end_session",
        "access.end_other_sessions",
    ]


def test_an_address_is_changed_with_a_reason_and_both_are_told(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    change = {"by": cast.administrator, "person": cast.lead, "reason": "Married"}
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_address(**change, email="Ida.Finch@example.test")
    cast.lead.refresh_from_db()
    assert cast.lead.email == "ida.finch@example.test"
    assert {each.to[0] for each in mail.outbox} == {"ida.marlowe@example.test", "ida.finch@example.test"}
    told = Event.objects.get()
    assert (told.reason, told.said["before"]) == ("Married", "ida.marlowe@example.test")
    for wrong in ("no address", cast.stranger.email.upper()):
        with pytest.raises(Invalid) as raised:
            actions.change_address(**change, email=wrong)
        assert set(raised.value.fields) == {"email"}

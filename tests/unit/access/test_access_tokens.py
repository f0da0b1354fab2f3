"""Tokens: shown once, kept as a fingerprint, good until revoked, out of time, or their person is out."""

import datetime as dt

import pytest
from django.utils import timezone

from cast import Cast
from custodes.access import actions
from custodes.access.models import Token
from custodes.access.permissions import Permission, Scope
from custodes.access.standing import permissions, standing
from custodes.access.tokens import person_and_scopes
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db


def test_a_token_opens_what_its_scopes_say_and_its_secret_is_kept_nowhere(cast: Cast) -> None:
    token, secret = actions.create_token(by=cast.lead, name=" nightly ", scopes=[Scope.READ], days=30)
    found = person_and_scopes(secret)
    assert found
    assert found[:2] == (cast.lead, frozenset({Scope.READ}))
    kept = str(Token.objects.values().get()) + str(list(Event.objects.values()))
    assert secret not in kept
    assert secret.startswith(token.hint)
    assert len(secret) - len(token.hint) > 32, "what is shown of it again does not help to guess the rest"


@pytest.mark.parametrize("secret", ["", "ctd_", "ctd_" + "A" * 43, "ø\udcff"])
def test_no_other_secret_is_anybodys(cast: Cast, secret: str) -> None:
    actions.create_token(by=cast.lead, name="nightly", scopes=[Scope.READ], days=30)
    assert person_and_scopes(secret) is None


def test_revoked_out_of_time_or_of_somebody_shut_out_it_opens_nothing(cast: Cast) -> None:
    made = [actions.create_token(by=cast.lead, name=f"t{n}", scopes=[Scope.READ], days=1) for n in range(3)]
    actions.revoke_token(by=cast.lead, token=made[0][0])
    Token.objects.filter(pk=made[1][0].pk).update(expires_at=timezone.now())
    assert [person_and_scopes(secret) is not None for _, secret in made] == [False, False, True]
    cast.lead.is_active = False
    cast.lead.save()
    assert person_and_scopes(made[2][1]) is None
    with pytest.raises(Conflict):
        actions.revoke_token(by=cast.lead, token=made[0][0])


def test_its_use_is_noted_at_most_once_a_minute_and_without_an_event(cast: Cast) -> None:
    token, secret = actions.create_token(by=cast.lead, name="busy", scopes=[Scope.READ], days=1)
    events = Event.objects.count()
    person_and_scopes(secret)
    first = Token.objects.get(pk=token.pk).last_used_at
    assert first
    person_and_scopes(secret)
    assert Token.objects.get(pk=token.pk).last_used_at == first
    Token.objects.filter(pk=token.pk).update(last_used_at=first - dt.timedelta(minutes=1))
    person_and_scopes(secret)
    again = Token.objects.get(pk=token.pk).last_used_at
    assert again
    assert again >= first
    assert Event.objects.count() == events


def test_looking_one_up_is_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    _, secret = actions.create_token(by=cast.lead, name="busy", scopes=[Scope.READ], days=1)
    person_and_scopes(secret)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert person_and_scopes(secret)


def test_everything_wrong_is_said_at_once(cast: Cast) -> None:
    with pytest.raises(Invalid) as raised:
        actions.create_token(by=cast.lead, name=" ", scopes=[], days=0)
    assert set(raised.value.fields) == {"name", "scopes", "days"}
    with pytest.raises(Invalid):
        actions.create_token(by=cast.lead, name="for ever", scopes=[Scope.READ], days=4_000)


def test_a_token_never_may_more_than_its_person(cast: Cast) -> None:
    every = frozenset(Scope)
    assert Permission.EDIT_REGISTER not in permissions(standing(cast.reader, every), cast.oxmere)
    assert permissions(standing(cast.lead, {Scope.READ}), cast.oxmere) == {
        Permission.READ_REGISTER,
        Permission.EXPORT,
    }
    assert permissions(standing(cast.stranger, every), cast.oxmere) == frozenset()
    assert Permission.MANAGE_PEOPLE not in permissions(standing(cast.administrator, every), cast.oxmere)

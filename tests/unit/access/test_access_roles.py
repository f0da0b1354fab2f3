"""Giving and ending roles; somebody can always let people in; shutting somebody out is at once."""

import pytest
from django.test import Client

from cast import Cast, give, person
from custodes.access import actions
from custodes.access.models import Membership, Person
from custodes.access.permissions import Scope
from custodes.access.roles import Role
from custodes.access.tokens import person_and_scopes
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid, Refused

pytestmark = pytest.mark.django_db


def role_of(who: Person) -> Membership:
    return Membership.objects.get(person=who, ended_at=None)


def test_a_role_is_given_and_ended_with_who_did_it_and_why(cast: Cast) -> None:
    given = actions.give_role(by=cast.lead, person=cast.nobody, body=cast.oxmere, role=Role.READER)
    actions.end_role(by=cast.senior_responsible_officer, membership=given, reason=" Moved to Traffic ")
    given.refresh_from_db()
    assert given.ended_by == cast.senior_responsible_officer
    begun, ended = Event.objects.all()
    assert (begun.action, begun.person, begun.body) == ("access.give_role", cast.lead.pk, cast.oxmere.pk)
    assert (ended.action, ended.reason) == ("access.end_role", "Moved to Traffic")
    assert ended.said["of"] == cast.nobody.pk


def test_a_role_can_be_had_again_but_not_twice(cast: Cast) -> None:
    with pytest.raises(Conflict):
        actions.give_role(by=cast.lead, person=cast.reader, body=cast.oxmere, role=Role.READER)
    actions.end_role(by=cast.lead, membership=role_of(cast.reader), reason="A test")
    actions.give_role(by=cast.lead, person=cast.reader, body=cast.oxmere, role=Role.READER)
    assert Membership.objects.filter(person=cast.reader).count() == 2


def test_a_role_ends_once_and_for_a_reason(cast: Cast) -> None:
    held = role_of(cast.reader)
    with pytest.raises(Invalid):
        actions.end_role(by=cast.lead, membership=held, reason="  ")
    actions.end_role(by=cast.lead, membership=held, reason="Left")
    with pytest.raises(Conflict):
        actions.end_role(by=cast.lead, membership=held, reason="Left")


@pytest.mark.parametrize(("part", "who"), [("lead", Role.SURVEILLANCE_LEAD), ("head", Role.HEAD_OF_OFFICE)])
def test_the_last_who_lets_people_in_stays_until_there_is_another(cast: Cast, part: str, who: Role) -> None:
    last: Person = getattr(cast, part)
    body = cast.oxmere if part == "lead" else cast.office
    with pytest.raises(Conflict, match=f"only {who.label}"):
        actions.end_role(by=cast.administrator, membership=role_of(last), reason="Retired")
    closed = give(person("Gone Before"), who, body)
    closed.is_active = False
    closed.save()
    with pytest.raises(Conflict, match=f"only {who.label}"):
        actions.end_role(by=cast.administrator, membership=role_of(last), reason="Retired")
    give(person("Ada Next"), who, body)
    actions.end_role(by=cast.administrator, membership=role_of(last), reason="Retired")


def test_the_last_administrator_stays_one(cast: Cast) -> None:
    with pytest.raises(Conflict, match="only administrator"):
        actions.end_administrator(by=cast.administrator, person=cast.administrator, reason="Left")
    with pytest.raises(Conflict, match="only administrator"):
        actions.deactivate_person(by=cast.administrator, person=cast.administrator, reason="Left")
    person("Ada Next", administrator=True)
    actions.end_administrator(by=cast.administrator, person=cast.administrator, reason="Left")
    cast.administrator.refresh_from_db()
    assert not cast.administrator.is_administrator
    with pytest.raises(Conflict):
        actions.end_administrator(by=cast.lead, person=cast.lead, reason="Never was one")


def test_whoever_is_shut_out_is_out_at_once_everywhere(cast: Cast, client: Client) -> None:
    _, secret = actions.create_token(by=cast.lead, name="nightly", scopes=[Scope.READ], days=1)
    client.force_login(cast.lead, backend="custodes.access.backends.PeopleBackend")
    actions.deactivate_person(by=cast.administrator, person=cast.lead, reason="Dismissed")
    assert person_and_scopes(secret) is None
    assert client.get("/")["Location"].startswith("/sign-in")
    assert not Membership.objects.filter(person=cast.lead, ended_at=None).exists()
    done = list(Event.objects.filter(person=cast.administrator.pk).values_list("action", "reason"))
    assert done == [
        (f"access.{verb}", "Dismissed") for verb in ("end_role", "revoke_token", "deactivate_person")
    ]


def test_whoever_is_let_in_again_has_no_roles_yet(cast: Cast) -> None:
    actions.deactivate_person(by=cast.administrator, person=cast.reader, reason="Left")
    with pytest.raises(Conflict):
        actions.deactivate_person(by=cast.administrator, person=cast.reader, reason="Left")
    actions.reactivate_person(by=cast.administrator, person=cast.reader, reason="Came back")
    cast.reader.refresh_from_db()
    assert cast.reader.is_active
    assert not Membership.objects.filter(person=cast.reader, ended_at=None).exists()
    with pytest.raises(Conflict):
        actions.reactivate_person(by=cast.administrator, person=cast.reader, reason="Came back")


def test_a_lost_second_factor_is_reset_by_somebody_else(cast: Cast) -> None:
    from allauth.mfa.models import Authenticator

    actions.set_up_second_factor(by=cast.lead, secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", keep=None)
    with pytest.raises(Refused):
        actions.reset_second_factor(by=cast.lead, person=cast.lead, reason="Lost")
    actions.reset_second_factor(by=cast.administrator, person=cast.lead, reason="Phone in the canal")
    assert not Authenticator.objects.filter(user=cast.lead).exists()
    with pytest.raises(Conflict):
        actions.reset_second_factor(by=cast.administrator, person=cast.lead, reason="Again")
    told = Event.objects.get(action="access.reset_second_factor")
    assert (told.subject, told.reason) == (str(cast.lead.pk), "Phone in the canal")

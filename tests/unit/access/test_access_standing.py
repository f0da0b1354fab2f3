"""How people stand to bodies: what they may, and which systems they can see at all."""

import pytest
from django.utils import timezone

from cast import Cast, give
from custodes.access import actions
from custodes.access.models import Oversight
from custodes.access.permissions import Permission, Reach
from custodes.access.roles import Role
from custodes.access.standing import may, reaches, standing, visible_bodies, visible_devices, visible_systems
from custodes.register.models import Device, ProductVersion, System, SystemUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def systems(cast: Cast) -> dict[str, System]:
    """Three systems of Oxmere with a device each: shared with the office, used by Thornby, neither."""
    product = ProductVersion.objects.create(key="k")
    made = {}
    for name in ("shared", "used", "draft"):
        made[name] = System.objects.create(body=cast.oxmere, name=name)
        Device.objects.create(body=cast.oxmere, system=made[name], product=product, brand=name)
    System.objects.filter(name="shared").update(shared_at=timezone.now())
    SystemUse.objects.create(system=made["used"], body=cast.thornby)
    return made


@pytest.mark.parametrize(
    ("part", "seen"),
    [
        ("lead", {"shared", "used", "draft"}),
        ("reader", {"shared", "used", "draft"}),
        ("analyst", {"shared"}),
        ("head", {"shared"}),
        ("stranger", {"used"}),
        ("nobody", set()),
        ("administrator", set()),
    ],
)
def test_who_sees_which_systems_and_their_devices(
    cast: Cast, systems: dict[str, System], part: str, seen: set[str]
) -> None:
    who = standing(cast.people[part])
    assert {each.name for each in visible_systems(who, cast.oxmere)} == seen
    assert {each.brand for each in visible_devices(who, cast.oxmere)} == seen


def test_what_ends_is_seen_no_more(cast: Cast, systems: dict[str, System]) -> None:
    SystemUse.objects.update(ended_at=timezone.now())
    Oversight.objects.update(ended_at=timezone.now())
    for part in ("analyst", "stranger"):
        who = standing(cast.people[part])
        assert not visible_systems(who, cast.oxmere).exists()
        assert reaches(who, cast.oxmere) == frozenset()
        assert cast.oxmere not in visible_bodies(who)


def test_a_withdrawn_system_takes_its_users_reach_with_it(cast: Cast, systems: dict[str, System]) -> None:
    System.objects.filter(name="used").update(
        withdrawn_at=timezone.now(), withdrawn_reason="Sold", withdrawn_by=cast.lead
    )
    assert reaches(standing(cast.stranger), cast.oxmere) == frozenset()


def test_another_office_sees_nothing_of_what_is_shared(cast: Cast, systems: dict[str, System]) -> None:
    other = actions.create_body(by=None, name="Another office", kind="office")
    give(cast.nobody, Role.ANALYST, other)
    assert not visible_systems(standing(cast.nobody), cast.oxmere).exists()


def test_an_ended_role_counts_no_more(cast: Cast) -> None:
    held = cast.reader.memberships.get()
    actions.end_role(by=cast.lead, membership=held, reason="Left")
    assert not may(standing(cast.reader), Permission.READ_REGISTER, cast.oxmere)


def test_roles_in_two_bodies_stay_apart(cast: Cast) -> None:
    give(cast.reader, Role.SURVEILLANCE_LEAD, cast.thornby)
    who = standing(cast.reader)
    assert may(who, Permission.WITHDRAW, cast.thornby)
    assert not may(who, Permission.WITHDRAW, cast.oxmere)


def test_an_analyst_who_is_also_a_reader_elsewhere_has_each_where_it_is(
    cast: Cast, systems: dict[str, System]
) -> None:
    give(cast.analyst, Role.READER, cast.thornby)
    who = standing(cast.analyst)
    assert reaches(who, cast.oxmere) == {Reach.OVERSEEN, Reach.USER}
    assert {each.name for each in visible_systems(who, cast.oxmere)} == {"shared", "used"}


def test_outside_any_body_only_administrators_manage_bodies(cast: Cast) -> None:
    able = [part for part, who in cast.people.items() if may(standing(who), Permission.MANAGE_BODIES, None)]
    assert able == ["administrator"]


def test_everybody_has_their_own_account(cast: Cast) -> None:
    assert all(may(standing(who), Permission.OWN_ACCOUNT, None) for who in cast.people.values())

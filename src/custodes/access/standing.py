"""How a person stands to bodies, what that lets them do, and what they can see. Pure reads."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q, QuerySet

from custodes.access.models import Body, Membership, Oversight, Person
from custodes.access.permissions import ADMINISTRATOR, GRANTS, SCOPES, Permission, Reach, Scope
from custodes.access.roles import OFFICE_ROLES, Role
from custodes.prepared import Prepared
from custodes.register.models import Device, System, SystemUse


class Standing(NamedTuple):
    """A person's roles by body, read once in a request."""

    person: Person
    roles: dict[int, frozenset[Role]]
    """Roles by body id; bodies without one are absent."""
    scopes: frozenset[Scope] | None = None
    """Of the token that is used, or None on pages."""

    @property
    def offices(self) -> frozenset[int]:
        return frozenset(body for body, roles in self.roles.items() if roles & OFFICE_ROLES)

    @property
    def holders(self) -> frozenset[int]:
        return frozenset(body for body, roles in self.roles.items() if roles - OFFICE_ROLES)


_memberships = Prepared(
    lambda person: Membership.objects.filter(person=person, ended_at=None).values_list("body_id", "role"),
    "person",
)


def standing(person: Person, scopes: Collection[Scope] | None = None) -> Standing:
    """One query: the roles of a person that have not ended."""
    roles: dict[int, set[Role]] = {}
    for body, role in _memberships(person.pk):
        roles.setdefault(body, set()).add(Role(role))
    frozen = {body: frozenset(of) for body, of in roles.items()}
    return Standing(person, frozen, None if scopes is None else frozenset(scopes))


def reaches(who: Standing, body: Body) -> frozenset[Reach]:
    """How the person stands to this body; empty for a stranger. At most two queries, none for their own."""
    found = set()
    if who.person.is_administrator:
        found.add(Reach.ADMINISTRATOR)
    if body.pk in who.roles:
        return frozenset({*found, Reach.OWN})
    if who.offices and _oversees(who.offices, body):
        found.add(Reach.OVERSEEN)
    if who.holders and _uses(who.holders, body):
        found.add(Reach.USER)
    return frozenset(found)


def _oversees(offices: frozenset[int], body: Body) -> bool:
    return Oversight.objects.filter(office__in=offices, body=body, ended_at=None).exists()


def _uses(bodies: frozenset[int], body: Body) -> bool:
    return SystemUse.objects.filter(
        body__in=bodies, system__body=body, system__withdrawn_at=None, ended_at=None
    ).exists()


def permissions(who: Standing, body: Body | None) -> frozenset[Permission]:
    """What the person may do in this body (or, with None, outside any), within the token's scopes."""
    allowed = {Permission.PUBLIC, Permission.OWN_ACCOUNT}
    reached = reaches(who, body) if body else frozenset({Reach.ADMINISTRATOR} & _administrator(who))
    if Reach.ADMINISTRATOR in reached:
        allowed |= ADMINISTRATOR
    for reach in reached - {Reach.ADMINISTRATOR}:
        for role in _roles(who, reach, body):
            allowed |= GRANTS[reach].get(role, frozenset())
    if who.scopes is None:
        return frozenset(allowed)
    return frozenset(allowed) & (frozenset[Permission]().union(*(SCOPES[s] for s in who.scopes)))


def _administrator(who: Standing) -> set[Reach]:
    return {Reach.ADMINISTRATOR} if who.person.is_administrator else set()


def _roles(who: Standing, reach: Reach, body: Body | None) -> frozenset[Role]:
    if reach is Reach.OWN and body:
        return who.roles[body.pk]
    return frozenset[Role]().union(*who.roles.values())


def may(who: Standing, permission: Permission, body: Body | None) -> bool:
    """Whether this person may do this in this body."""
    return permission in permissions(who, body)


def visible_systems(who: Standing, body: Body) -> QuerySet[System]:
    """The systems of a body that this person can see: all of their own; else shared with or used by theirs."""
    systems = System.objects.filter(body=body, withdrawn_at=None)
    return systems if body.pk in who.roles else systems.filter(_seen_from_outside(who))


def visible_devices(who: Standing, body: Body) -> QuerySet[Device]:
    """The devices of a body that this person can see: those of the systems they can see."""
    devices = Device.objects.filter(body=body, withdrawn_at=None)
    if body.pk in who.roles:
        return devices
    return devices.filter(system__in=visible_systems(who, body))


def withdrawn_devices(who: Standing, body: Body) -> QuerySet[Device]:
    """The devices that a body took out of its register: its own people see them, nobody else does."""
    devices = Device.objects.filter(body=body, withdrawn_at__isnull=False)
    return devices if body.pk in who.roles else devices.none()


def withdrawn_systems(who: Standing, body: Body) -> QuerySet[System]:
    """The systems that a body took out of its register: its own people see them, nobody else does."""
    systems = System.objects.filter(body=body, withdrawn_at__isnull=False)
    return systems if body.pk in who.roles else systems.none()


def _seen_from_outside(who: Standing) -> Q:
    used = SystemUse.objects.filter(body__in=who.holders, ended_at=None).values("system")
    overseen = Oversight.objects.filter(office__in=who.offices, ended_at=None).values("body")
    return Q(pk__in=used) | Q(shared_at__isnull=False, body__in=overseen)


def visible_bodies(who: Standing) -> QuerySet[Body]:
    """The bodies this person can open: their own, those they oversee, those whose systems theirs uses."""
    overseen = Oversight.objects.filter(office__in=who.offices, ended_at=None).values("body")
    used = SystemUse.objects.filter(body__in=who.holders, ended_at=None, system__withdrawn_at=None).values(
        "system__body"
    )
    seen = Q(pk__in=list(who.roles)) | Q(pk__in=overseen) | Q(pk__in=used)
    return Body.objects.all() if who.person.is_administrator else Body.objects.filter(seen)

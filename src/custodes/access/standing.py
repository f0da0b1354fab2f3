"""How a person stands to bodies, what that lets them do, and what they can see. Pure reads."""

from collections.abc import Collection, Iterable
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
    reached = reaches(who, body) if body else frozenset(_administrator(who))
    return _granted(who, reached, body)


def _granted(who: Standing, reached: frozenset[Reach], body: Body | None) -> frozenset[Permission]:
    allowed = {Permission.PUBLIC, Permission.OWN_ACCOUNT}
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


def bodies_where(who: Standing, permission: Permission) -> list[Body]:
    """The bodies in which this person may do that, by name. Three queries, however many bodies there are."""
    overseen, used = overseen_bodies(who), _used_bodies(who)

    def reached(body: Body) -> frozenset[Reach]:
        if body.pk in who.roles:
            return frozenset({Reach.OWN} | _administrator(who))
        from_outside = {Reach.OVERSEEN: overseen, Reach.USER: used}
        return frozenset(
            _administrator(who) | {way for way, bodies in from_outside.items() if body.pk in bodies}
        )

    return [body for body in visible_bodies(who) if permission in _granted(who, reached(body), body)]


def overseen_bodies(who: Standing) -> frozenset[int]:
    """The bodies that the offices of this person oversee. No query for those who are in none."""
    if not who.offices:
        return frozenset()
    return frozenset(
        Oversight.objects.filter(office__in=who.offices, ended_at=None).values_list("body", flat=True)
    )


def _used_bodies(who: Standing) -> frozenset[int]:
    if not who.holders:
        return frozenset()
    used = SystemUse.objects.filter(body__in=who.holders, ended_at=None, system__withdrawn_at=None)
    return frozenset(used.values_list("system__body", flat=True))


def systems_of(who: Standing, bodies: Iterable[Body]) -> QuerySet[System]:
    """As `visible_systems`, of several bodies at once."""
    own, others = _parted(who, bodies)
    return System.objects.filter(
        Q(body__in=own) | Q(body__in=others) & _seen_from_outside(who), withdrawn_at=None
    )


def devices_of(who: Standing, bodies: Iterable[Body]) -> QuerySet[Device]:
    """As `visible_devices`, of several bodies at once."""
    own, others = _parted(who, bodies)
    seen = System.objects.filter(_seen_from_outside(who), body__in=others, withdrawn_at=None)
    return Device.objects.filter(Q(body__in=own) | Q(system__in=seen), withdrawn_at=None)


def _parted(who: Standing, bodies: Iterable[Body]) -> tuple[list[int], list[int]]:
    """Ids of one's own bodies, and of the others."""
    ids = [body.pk for body in bodies]
    return [pk for pk in ids if pk in who.roles], [pk for pk in ids if pk not in who.roles]


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

"""The named cast of our tests: two bodies, an office that oversees them, a person per role, and strangers.

Everybody here and every place is made up. `Cast.stranger` has a role, but in the other body; `Cast.nobody`
has none: whoever must be refused is one of these two.
"""

from typing import NamedTuple

from django.test import Client

from custodes.access.models import Body, Membership, Oversight, Person
from custodes.access.roles import Role

PASSWORD = "a lamp for every corner"


class Cast(NamedTuple):
    """Bodies first, then people."""

    oxmere: Body
    thornby: Body
    office: Body
    administrator: Person
    lead: Person
    it_security: Person
    procurement: Person
    data_protection_officer: Person
    senior_responsible_officer: Person
    reader: Person
    analyst: Person
    head: Person
    stranger: Person
    """Surveillance lead of Thornby: nothing to do with Oxmere."""
    nobody: Person
    """Signs in, and has no role anywhere."""

    @property
    def people(self) -> dict[str, Person]:
        """Everybody by their part."""
        return {part: who for part, who in self._asdict().items() if isinstance(who, Person)}

    def refusal(self, who: Person) -> int:
        """The status by which a page of Oxmere refuses somebody: a stranger does not learn that it is there."""
        return 404 if who in (self.stranger, self.nobody) else 403


def person(name: str, *, administrator: bool = False) -> Person:
    """Somebody who can sign in with `PASSWORD`."""
    address = f"{name.lower().replace(' ', '.')}@example.test"
    made = Person.objects.create_user(address, name, PASSWORD)
    if administrator:
        made.is_administrator = True
        made.save()
    return made


def body(name: str, kind: str = Body.Kind.HOLDER, sector: str = "") -> Body:
    """A fictional body; its address is the first word of its name."""
    return Body.objects.create(
        name=f"{name} (fictional)", slug=name.split()[0].lower(), kind=kind, sector=sector, fictional=True
    )


def give(who: Person, role: Role, where: Body) -> Person:
    """`who`, with a role in a body."""
    Membership.objects.create(person=who, body=where, role=role)
    return who


def assemble() -> Cast:
    """Everybody, in an empty database."""
    oxmere = body("Oxmere Constabulary", sector="Police force")
    thornby = body("Thornby Borough Council", sector="Local authority")
    office = Body.objects.create(
        name="Office of the Camera Commissioner (fictional)",
        slug="commissioner",
        kind=Body.Kind.OFFICE,
        fictional=True,
    )
    for overseen in (oxmere, thornby):
        Oversight.objects.create(office=office, body=overseen)
    return Cast(
        oxmere,
        thornby,
        office,
        administrator=person("Wren Ashdown", administrator=True),
        lead=give(person("Ida Marlowe"), Role.SURVEILLANCE_LEAD, oxmere),
        it_security=give(person("Tomas Quill"), Role.IT_SECURITY, oxmere),
        procurement=give(person("Petra Lund"), Role.PROCUREMENT, oxmere),
        data_protection_officer=give(person("Dilys Farrow"), Role.DATA_PROTECTION_OFFICER, oxmere),
        senior_responsible_officer=give(person("Rowan Sable"), Role.SENIOR_RESPONSIBLE_OFFICER, oxmere),
        reader=give(person("Mabel Thrush"), Role.READER, oxmere),
        analyst=give(person("Anselm Birch"), Role.ANALYST, office),
        head=give(person("Hestia Moor"), Role.HEAD_OF_OFFICE, office),
        stranger=give(person("Silas Crane"), Role.SURVEILLANCE_LEAD, thornby),
        nobody=person("Nell Vane"),
    )


def sign_in(client: Client, who: Person) -> Client:
    """The client, signed in as somebody who has set up a second factor."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    if not Authenticator.objects.filter(user=who).exists():
        TOTP.activate(who, generate_totp_secret())
    client.force_login(who, backend="custodes.access.backends.PeopleBackend")
    return client

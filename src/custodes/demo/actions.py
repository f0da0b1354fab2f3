"""How the fictional people of the demo join: at once, where others follow an invitation."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction

from custodes.access.actions import give_role
from custodes.access.models import Body, Person
from custodes.access.roles import Role
from custodes.audit.actions import record
from custodes.demo.names import table
from custodes.demo.sign_ins import SignIn, new_password

SHORT = {
    Role.SURVEILLANCE_LEAD: "lead",
    Role.IT_SECURITY: "it",
    Role.PROCUREMENT: "procurement",
    Role.DATA_PROTECTION_OFFICER: "dpo",
    Role.SENIOR_RESPONSIBLE_OFFICER: "sro",
    Role.READER: "reader",
    Role.ANALYST: "analyst",
    Role.HEAD_OF_OFFICE: "head",
}
"""How a role is called in an e-mail address: lead@kingsmarrow-police.example."""
ITERATIONS = 10_000
"""Of the hash: random passwords need no slow one, and three hundred slow ones would take minutes."""


class Company:
    """Everybody in the demo, as they join, with their sign-ins."""

    def __init__(self) -> None:
        self.sign_ins: list[SignIn] = []

    @transaction.atomic
    def administrator(self) -> Person:
        """The first one in."""
        person = self._person("administrator@custodes.example", "Administrator")
        person.is_administrator = True
        person.save()
        record(by=None, action="access.make_first_administrator", subject=person)
        return person

    @transaction.atomic
    def join(self, *, by: Person, body: Body, role: Role) -> Person:
        """Somebody with a role in a body, whom `by` let in."""
        person = self._person(f"{SHORT[role]}@{body.slug}.example", f"{role.label}, {body.name}")
        record(by=person, action="access.join", subject=person, body=body, email=person.email, role=str(role))
        give_role(by=by, person=person, body=body, role=role)
        return person

    def _person(self, email: str, part: str) -> Person:
        password, hasher = new_password(), PBKDF2PasswordHasher()
        person = Person(email=email, name=self._name())
        person.password = hasher.encode(password, hasher.salt(), ITERATIONS)
        person.save()
        self.sign_ins.append(SignIn(email, password, person.name, part))
        return person

    def _name(self) -> str:
        """A name that nobody in the demo has yet."""
        names, number = table("people"), len(self.sign_ins)
        turn, first = divmod(number, len(names))
        last = (first + turn + 7) % len(names)
        return f"{names[first]['first']} {names[last]['last']}"

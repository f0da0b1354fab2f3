"""What each role may do, as a table. docs/reference/permissions.md is generated from it.

A role reaches its own body; a body whose system its own body uses; for an office, the bodies it oversees.
Administrators reach every body, for its people and settings, and no register by that alone.
"""

from collections.abc import Mapping
from enum import StrEnum

from custodes.access.roles import HOLDER_ROLES, OFFICE_ROLES, Role


class Permission(StrEnum):
    """One thing somebody may do. The value is its name in code, the label is what the docs say."""

    READ_REGISTER = "register.read"
    EDIT_REGISTER = "register.edit"
    WITHDRAW = "register.withdraw"
    SHARE = "register.share"
    EXPORT = "register.export"
    IMPORT = "evidence.import"
    JUDGE = "identity.judge"
    READ_RETURNS = "survey.read"
    ANSWER = "survey.answer"
    SIGN_OFF = "survey.sign_off"
    ANSWER_REQUESTS = "publication.answer_requests"
    RUN_SURVEYS = "survey.run"
    PUBLISH = "publication.publish"
    READ_HISTORY = "audit.read"
    MANAGE_PEOPLE = "people.manage"
    MANAGE_BODIES = "bodies.manage"
    OWN_ACCOUNT = "account.own"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS: Mapping[Permission, str] = {
    Permission.READ_REGISTER: "Read systems, devices, evidence and findings",
    Permission.EDIT_REGISTER: "Add and change systems and devices",
    Permission.WITHDRAW: "Withdraw systems and devices, and undo imports",
    Permission.SHARE: "Share systems with the office that oversees the body, and with bodies that use them",
    Permission.EXPORT: "Download the register",
    Permission.IMPORT: "Import lists of devices",
    Permission.JUDGE: "Settle conflicting evidence by a judgement with a reason",
    Permission.READ_RETURNS: "Read returns to surveys and what was asked back about them",
    Permission.ANSWER: "Fill in returns, delegate parts of them, answer queries",
    Permission.SIGN_OFF: "Sign returns off, submit them and begin corrections",
    Permission.ANSWER_REQUESTS: "Answer requests for information from the register, and keep what was answered",
    Permission.RUN_SURVEYS: "Keep instruments, run waves, read what was submitted, query and code answers",
    Permission.PUBLISH: "Publish, and correct what was published",
    Permission.READ_HISTORY: "Read and export the history",
    Permission.MANAGE_PEOPLE: "Invite people, give and end roles",
    Permission.MANAGE_BODIES: "Create bodies, collaborations and oversight",
    Permission.OWN_ACCOUNT: "Use one's own account: password, second factor, sessions, tokens",
    Permission.PUBLIC: "Open to everybody: sign-in, help, health",
}


class Reach(StrEnum):
    """How a person stands to a body."""

    OWN = "own body"
    USER = "body whose system theirs uses"
    OVERSEEN = "body their office oversees"
    ADMINISTRATOR = "administrator"


_READ = {Permission.READ_REGISTER, Permission.EXPORT}
_WRITE = {Permission.EDIT_REGISTER, Permission.IMPORT, Permission.JUDGE}
_FILL_IN = {Permission.READ_RETURNS, Permission.ANSWER}

GRANTS: Mapping[Reach, Mapping[Role, frozenset[Permission]]] = {
    Reach.OWN: {
        Role.SURVEILLANCE_LEAD: frozenset(
            _READ
            | _WRITE
            | _FILL_IN
            | {
                Permission.WITHDRAW,
                Permission.SHARE,
                Permission.ANSWER_REQUESTS,
                Permission.READ_HISTORY,
                Permission.MANAGE_PEOPLE,
            }
        ),
        Role.IT_SECURITY: frozenset(_READ | _WRITE | _FILL_IN | {Permission.READ_HISTORY}),
        Role.PROCUREMENT: frozenset(_READ | _FILL_IN | {Permission.EDIT_REGISTER}),
        Role.DATA_PROTECTION_OFFICER: frozenset(
            _READ | _FILL_IN | {Permission.ANSWER_REQUESTS, Permission.READ_HISTORY}
        ),
        Role.SENIOR_RESPONSIBLE_OFFICER: frozenset(
            _READ
            | _FILL_IN
            | {
                Permission.SIGN_OFF,
                Permission.SHARE,
                Permission.ANSWER_REQUESTS,
                Permission.READ_HISTORY,
                Permission.MANAGE_PEOPLE,
            }
        ),
        Role.READER: frozenset({Permission.READ_REGISTER, Permission.READ_RETURNS}),
        Role.ANALYST: frozenset(_READ | {Permission.RUN_SURVEYS, Permission.READ_HISTORY}),
        Role.HEAD_OF_OFFICE: frozenset(
            _READ
            | {
                Permission.RUN_SURVEYS,
                Permission.PUBLISH,
                Permission.READ_HISTORY,
                Permission.MANAGE_PEOPLE,
            }
        ),
    },
    Reach.USER: {role: frozenset({Permission.READ_REGISTER}) for role in HOLDER_ROLES},
    Reach.OVERSEEN: {role: frozenset(_READ) for role in OFFICE_ROLES},
}
ADMINISTRATOR: frozenset[Permission] = frozenset({Permission.MANAGE_PEOPLE, Permission.MANAGE_BODIES})


class Scope(StrEnum):
    """What a token may be used for; never more than its person may do."""

    READ = "read"
    WRITE = "write"
    HISTORY = "history"


SCOPES: Mapping[Scope, frozenset[Permission]] = {
    Scope.READ: frozenset(_READ),
    Scope.WRITE: frozenset(_WRITE | {Permission.WITHDRAW, Permission.SHARE}),
    Scope.HISTORY: frozenset({Permission.READ_HISTORY}),
}

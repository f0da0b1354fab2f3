"""The permission table as a document: docs/reference/permissions.md is this, and a test holds it to the code."""

from collections.abc import Iterator

from custodes.access.permissions import ADMINISTRATOR, GRANTS, SCOPES, Permission, Reach
from custodes.access.roles import HOLDER_ROLES, OFFICE_ROLES, Role

HEAD = """# Who may do what

Made from `access/permissions.py` by `access/matrix.py`, and checked by a test: edit the table there, then run
`uv run python -m custodes.access.matrix > docs/reference/permissions.md`.

What a person may do in a body follows from their roles and from how their bodies stand to it. Roles add up. Every page
and every call of the API names the permission it needs; `tests/unit/web/test_every_route.py` asks each of them as
everybody, in their own body, in another, and not signed in.

What can be *seen* is narrower still outside one's own body: in a body whose system one's own body uses, only the
systems it uses; in a body that one's office oversees, only the systems which that body has shared. Everything else is
answered as if it were not there.
"""
TITLES = {
    Reach.OWN: "In one's own body",
    Reach.USER: "In a body whose system one's own body uses",
    Reach.OVERSEEN: "In a body that one's office oversees",
}
SHORT = {
    Role.SURVEILLANCE_LEAD: "Lead",
    Role.IT_SECURITY: "IT security",
    Role.PROCUREMENT: "Procurement",
    Role.DATA_PROTECTION_OFFICER: "DPO",
    Role.SENIOR_RESPONSIBLE_OFFICER: "SRO",
    Role.READER: "Reader",
    Role.ANALYST: "Analyst",
    Role.HEAD_OF_OFFICE: "Head",
}
EVERYBODY = (Permission.PUBLIC, Permission.OWN_ACCOUNT)
OF_ROLES = [p for p in Permission if p not in (*EVERYBODY, Permission.MANAGE_BODIES)]


def document() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_by_reach(), *_administrators(), *_scopes(), *_others()])


def _by_reach() -> Iterator[str]:
    for reach, title in TITLES.items():
        roles = [role for role in Role if role in GRANTS[reach]]
        yield f"## {title}\n"
        yield _row("", *(SHORT[role] for role in roles))
        yield _row("---", *(":-:" for _ in roles))
        for permission in OF_ROLES:
            yield _row(_named(permission), *(_mark(permission in GRANTS[reach][role]) for role in roles))
        yield ""
    holders = ", ".join(f"{SHORT[role]}: {role.label}" for role in HOLDER_ROLES)
    offices = ", ".join(f"{SHORT[role]}: {role.label}" for role in Role if role in OFFICE_ROLES)
    yield f"Roles of a body that holds cameras: {holders}. Roles of an oversight office: {offices}.\n"


def _administrators() -> Iterator[str]:
    yield "## Administrators, in every body\n"
    for permission in Permission:
        if permission in ADMINISTRATOR:
            yield f"- {_named(permission)}"
    yield "\nAnd nothing else by that alone: no register, no history.\n"


def _scopes() -> Iterator[str]:
    yield "## Tokens of the API\n"
    yield "A token may what its scopes cover *and* its person may, in the same bodies.\n"
    yield _row("scope", "covers")
    yield _row("---", "---")
    for scope, covered in SCOPES.items():
        yield _row(f"`{scope}`", "; ".join(_named(p) for p in Permission if p in covered))
    yield ""


def _others() -> Iterator[str]:
    yield "## Everybody else\n"
    yield f"- Whoever is signed in: {_named(Permission.OWN_ACCOUNT)}"
    yield f"- Whoever is not: {_named(Permission.PUBLIC)}"
    yield "- A stranger, who has roles only in bodies that have nothing to do with this one: as whoever is signed in.\n"


def _named(permission: Permission) -> str:
    return f"{permission.label} (`{permission}`)"


def _mark(granted: bool) -> str:
    return "yes" if granted else ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(document(), end="")

"""The table of permissions in the documents is the one in the code; and what nobody may be given by it."""

from pathlib import Path

import pytest

from custodes.access.matrix import document
from custodes.access.permissions import ADMINISTRATOR, GRANTS, LABELS, SCOPES, Permission, Reach
from custodes.access.roles import HOLDER_ROLES, OFFICE_ROLES, TOLD, Role

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "permissions.md"
WRITING = {
    Permission.EDIT_REGISTER,
    Permission.WITHDRAW,
    Permission.SHARE,
    Permission.IMPORT,
    Permission.JUDGE,
}


def test_the_document_is_up_to_date() -> None:
    told = "Run `uv run python -m custodes.access.matrix > docs/reference/permissions.md`"
    assert PAGE.read_text(encoding="utf-8") == document(), told


def test_every_role_permission_and_scope_is_told() -> None:
    assert set(GRANTS[Reach.OWN]) == set(Role) == set(TOLD)
    assert set(LABELS) == set(Permission)
    granted = ADMINISTRATOR.union(*GRANTS[Reach.OWN].values())
    assert granted == set(Permission) - {Permission.OWN_ACCOUNT, Permission.PUBLIC}


@pytest.mark.parametrize("reach", [Reach.USER, Reach.OVERSEEN])
def test_nobody_writes_or_reads_history_in_anothers_register(reach: Reach) -> None:
    for allowed in GRANTS[reach].values():
        assert not allowed & {*WRITING, Permission.READ_HISTORY, Permission.MANAGE_PEOPLE}


def test_an_office_writes_in_no_register() -> None:
    assert all(not GRANTS[reach].get(role, set()) & WRITING for reach in GRANTS for role in OFFICE_ROLES)


def test_administrators_read_no_register() -> None:
    assert not ADMINISTRATOR & {
        Permission.READ_REGISTER,
        Permission.EXPORT,
        Permission.READ_HISTORY,
        *WRITING,
    }


def test_tokens_neither_manage_people_nor_accounts() -> None:
    covered = frozenset[Permission]().union(*SCOPES.values())
    assert not covered & {Permission.MANAGE_PEOPLE, Permission.MANAGE_BODIES, Permission.OWN_ACCOUNT}


def test_readers_only_read() -> None:
    assert GRANTS[Reach.OWN][Role.READER] == {Permission.READ_REGISTER, Permission.READ_RETURNS}
    assert set(HOLDER_ROLES) | OFFICE_ROLES == set(Role)

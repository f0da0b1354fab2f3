"""Opening a register that is there: commands that only read it make none, and say so where there is none."""

from pathlib import Path

from custodes.cli import service
from custodes.errors import NothingFound, UserError


def open_register() -> None:
    """Django set up, on a database with this release's tables. Raises NothingFound without a register.

    Raises UserError where the database is away, or of another release.
    """
    service.set_up()
    from django.db import DatabaseError, connection

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        raise _nothing(str(connection.settings_dict["NAME"]))
    try:
        connection.ensure_connection()
        if "audit_event" not in connection.introspection.table_names():
            raise _nothing(f"the database {connection.settings_dict['NAME']}")
        _refuse_other_release()
    except DatabaseError as error:
        said = str(error).strip().splitlines()
        raise UserError(
            f"The database cannot be used: {said[0] if said else type(error).__name__}",
            "Check that it runs and that DATABASE_URL (or CUSTODES_DATA, for a SQLite file) is right.",
        ) from error


def _nothing(where: str) -> NothingFound:
    return NothingFound(
        f"There is no register in {where}.",
        "Set CUSTODES_DATA (or DATABASE_URL) as for `custodes serve`, which makes one; CUSTODES_DATA=demo is that of "
        "`custodes demo`.",
    )


def _refuse_other_release() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UserError(
            "This register was last opened by an older Custodes than this one.",
            "Use that release, or start `custodes serve` of this one once, which brings it up to date.",
        )
    ours = {app for app, _ in executor.loader.disk_migrations}
    applied = {(app, name) for app, name in executor.loader.applied_migrations or {} if app in ours}
    known = set(executor.loader.disk_migrations)
    if applied - known - {old for one in executor.loader.disk_migrations.values() for old in one.replaces}:
        raise UserError(
            "This register was last opened by a newer Custodes than this one.", "Use that release."
        )

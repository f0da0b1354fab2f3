"""What commands on the register share: Django set up, its database migrated, one service at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from custodes import settings
from custodes.errors import OutputError, UserError

KINDS = ("sqlite:", "postgres:", "postgresql:")


def set_up() -> None:
    """Make Django ready. Raises UserError for settings that cannot be, OutputError without a data folder."""
    if not settings.database_url().startswith(KINDS):
        raise UserError(
            "DATABASE_URL names no database that Custodes knows.",
            "Set it to postgresql://user:password@host:5432/name, or leave it out for a SQLite file.",
        )
    folder = settings.data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.secret_key()
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written to: {error.strerror}.", "Set CUSTODES_DATA."
        ) from error
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "custodes.web.settings")
    import django

    django.setup()


def migrate() -> None:
    """Bring the database to this release's tables. Raises UserError where it is away, damaged or newer than we."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
        _refuse_newer()
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        said = str(error).strip().splitlines()
        raise UserError(
            f"The database cannot be used: {said[0] if said else type(error).__name__}",
            "Check that it runs and that DATABASE_URL (or CUSTODES_DATA, for a SQLite file) is right.",
        ) from error


def _refuse_newer() -> None:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ahead = {
        (app, name) for app, name in loader.applied_migrations or {} if app in loader.migrated_apps
    } - set(loader.disk_migrations)
    replaced = {old for one in loader.disk_migrations.values() for old in one.replaces}
    if ahead - replaced:
        raise UserError(
            "This register was last opened by a newer Custodes than this one.",
            "Install that release again, or restore a backup made before it.",
        )


@contextmanager
def sole(folder: Path) -> Iterator[None]:
    """Hold a data folder: two services on it would do the same work twice.

    Processes that are forked hold the lock, too. Raises UserError where another one has it.
    """
    path = folder / "serve.lock"
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"Custodes is already running on {folder}.",
                "Stop the other one first, or set CUSTODES_DATA to another folder.",
            ) from None
        yield

"""Putting a backup back: everything is checked first, and either all of it is restored or nothing."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.apps.registry import Apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, DataError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from custodes.audit import guards
from custodes.audit.actions import record
from custodes.audit.models import Head
from custodes.audit.reading import Tell
from custodes.audit.verify import Verdict, verify_database
from custodes.backup import tables
from custodes.backup.archive import Archive, opened
from custodes.backup.manifest import Manifest, Part
from custodes.concerns.actions import ask_refresh
from custodes.concerns.models import Refresh
from custodes.errors import BrokenChain, Conflict, OutputError, UnreadableInput, UserError
from custodes.evidence.actions import resume_imports

ROOM = 3
"""How many times the size of what is restored has to be free: rows, their indexes, and a log of both."""


class Restored(NamedTuple):
    """What was put back, and how its history and seals stand."""

    manifest: Manifest
    verdict: Verdict


def restore(path: Path, tell: Tell, *, accept_broken: bool = False) -> Restored:
    """Restore a backup into an empty database, of either kind. All or nothing.

    `accept_broken`: also one whose history was tampered with before it was made; the history then says so.
    Raises UnreadableInput for a damaged backup, BrokenChain for a broken history, Conflict where the database is
    not empty, OutputError without room.
    """
    with opened(path) as archive:
        broken = archive.check(tell)
        if broken and not accept_broken:
            raise _refuse(broken)
        _refuse_without_room(archive.manifest)
        apps = _prepare(archive.manifest, tell)
        with _uploads(archive, tell) as move:
            verdict = _load(archive, apps, broken, tell, move)
    call_command("migrate", verbosity=0, interactive=False)
    _queue_again()
    return Restored(archive.manifest, verdict)


def _refuse(problems: Sequence[str]) -> BrokenChain:
    return BrokenChain(
        "The history in this backup is broken, so nothing was restored.\n" + "\n".join(problems),
        "Use an older backup. If there is none, --accept-broken-history restores it and says so in the history.",
    )


def _refuse_without_room(manifest: Manifest) -> None:
    uploads = sum(part.bytes for part in manifest.uploads)
    rows = sum(part.bytes for part in manifest.tables) if connection.vendor == "sqlite" else 0
    free = shutil.disk_usage(settings.DATA_FOLDER).free
    if (needed := uploads + ROOM * rows) > free:
        raise OutputError(
            f"There is no room: about {needed >> 20:,} MB are needed in {settings.DATA_FOLDER}, and {free >> 20:,} MB are free.",
            "Make room, or set CUSTODES_DATA to a folder on a larger disk.",
        )


def _prepare(manifest: Manifest, tell: Tell) -> Apps:
    """Bring an empty database to the tables that the backup was made of. Returns the models as they were then."""
    executor = MigrationExecutor(connection)
    known = executor.loader.disk_migrations
    wanted = {(app, name) for app, name in manifest.migrations}
    if wanted - set(known):
        raise UnreadableInput(
            f"This backup was made by Custodes {manifest.version}, which is newer than this one.",
            "Install that release, then restore.",
        )
    _refuse_full(executor, wanted)
    targets = _ends(executor, wanted)
    tell("making the tables", None)
    executor.migrate(targets)
    executor.loader.build_graph()
    return executor.loader.project_state(targets).apps


def _ends(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The last of the wanted migrations of each app."""
    before = {
        (parent[0], parent[1])
        for app, name in wanted
        for parent in (node.key for node in executor.loader.graph.node_map[app, name].parents)
        if parent[0] == app
    }
    return sorted(wanted - before)


def _refuse_full(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> None:
    """Only a database without anybody's data is restored into, and no tables that are newer than the backup."""
    there = set(connection.introspection.table_names())
    full = [m for m in tables.models() if m._meta.db_table in there and m._base_manager.exists()]
    uploads = Path(settings.UPLOADS)
    if full:
        raise Conflict(
            f"There is a register here already: it has {full[0]._meta.verbose_name_plural}. Nothing was restored.",
            "Restore into a new one: set CUSTODES_DATA to a new folder (and DATABASE_URL to a new database).",
        )
    if uploads.is_dir() and any(uploads.iterdir()):
        raise Conflict(
            f"The database is empty, but {uploads} has files. Nothing was restored.",
            "They may be another register's: then set CUSTODES_DATA to a new folder. If a restore was interrupted here "
            f"(a power cut), they are what it left: remove the folder {uploads}, and restore again.",
        )
    ours = {key for key in executor.loader.applied_migrations or {} if key in executor.loader.disk_migrations}
    if ours - wanted:
        raise Conflict(
            "The database has been set up by a newer Custodes than the one that made the backup.",
            "Restore into a new one: set CUSTODES_DATA to a new folder (and DATABASE_URL to a new database).",
        )


def _load(archive: Archive, apps: Apps, broken: Sequence[str], tell: Tell, move: "Move") -> Verdict:
    """Add all rows in one transaction, check them there, and only then let them stand."""
    manifest = archive.manifest
    models = {model._meta.label: model for model in tables.models(apps)}
    unknown = [part.table for part in manifest.tables if part.table not in models]
    if unknown:
        raise UnreadableInput(
            f"This backup holds {unknown[0]}, which is not known here.", "Use another backup."
        )
    with _database_errors(), transaction.atomic():
        guards.remove(connection)
        for number, part in enumerate(manifest.tables):
            tell(f"restoring {models[part.table]._meta.verbose_name_plural}", number / len(manifest.tables))
            _add(models[part.table], part, archive)
        _set_head(manifest)
        connection.check_constraints()
        _count_on([models[part.table] for part in manifest.tables])
        guards.install(connection)
        verdict = verify_database(None, tell)
        if verdict.problems and not broken:
            raise _refuse(verdict.problems)
        record(
            by=None,
            action="backup.restore",
            subject=Head.objects.get(),
            made_at=manifest.made_at,
            version=manifest.version,
            broken=verdict.problems[:100],
        )
        move()
    return verdict


def _add(model: type[Model], part: Part, archive: Archive) -> None:
    """The rows of one table. Raises UnreadableInput where they do not fit it."""
    try:
        tables.add(model, part.columns, archive.rows(part))
    except KeyError as missing:
        raise UnreadableInput(f"{part.table} has no column {missing}.", "Use another backup.") from None
    except (DataError, ValidationError, ValueError, TypeError) as trouble:
        raise UnreadableInput(
            f"{part.table} holds what this database cannot: {str(trouble).strip()}",
            "Nothing was restored. Restore into the kind of database that the backup was made of.",
        ) from trouble


def _set_head(manifest: Manifest) -> None:
    values = (manifest.sequence, manifest.digest)
    with connection.cursor() as cursor:
        cursor.execute("delete from audit_head")
        cursor.execute("insert into audit_head (id, sequence, digest) values (1, %s, %s)", values)


def _count_on(models: Sequence[type[Model]]) -> None:
    """New rows get numbers after those that were restored. SQLite does that by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


@contextmanager
def _database_errors() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        said = str(error).strip().splitlines()
        raise UserError(
            f"The database refused the backup: {said[0] if said else type(error).__name__}",
            "Nothing was restored. Use another backup.",
        ) from error


class Move:
    """Puts the uploaded files in their place, once the rows are there."""

    def __init__(self, waiting: Path) -> None:
        self._waiting = waiting
        self.done = False

    def __call__(self) -> None:
        uploads = Path(settings.UPLOADS)
        if self._waiting.is_dir():
            if uploads.is_dir():
                uploads.rmdir()  # it is empty: that was looked at
            self._waiting.rename(uploads)
        self.done = True


@contextmanager
def _uploads(archive: Archive, tell: Tell) -> Iterator[Move]:
    """Take the uploaded files out, beside their place; they go again where the rows could not be restored."""
    uploads = Path(settings.UPLOADS)
    waiting = uploads.with_name(f"{uploads.name}.restoring")
    shutil.rmtree(waiting, ignore_errors=True)
    move = Move(waiting)
    try:
        for number, part in enumerate(archive.manifest.uploads):
            tell("restoring uploaded files", number / len(archive.manifest.uploads))
            archive.copy(part, waiting / part.name.removeprefix("uploads/"))
        yield move
    except BaseException:
        shutil.rmtree(uploads if move.done else waiting, ignore_errors=True)
        raise


def _queue_again() -> None:
    """What was waiting to be done in the background when the backup was made."""
    for asked in Refresh.objects.select_related("body"):
        ask_refresh(asked.body, asked.why)
    resume_imports()

"""Making a backup: everything of one moment, while the service runs."""

import datetime as dt
import hashlib
import os
import stat
import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Model

from custodes import __version__
from custodes.audit import reading
from custodes.audit.chain import START
from custodes.audit.reading import Tell
from custodes.audit.snapshot import snapshot
from custodes.audit.walk import Chain
from custodes.backup import tables
from custodes.backup.manifest import NAME, Manifest, Part
from custodes.publication.files import replacing

if TYPE_CHECKING:
    from custodes.evidence.models import Import

CHUNK = 1 << 20
OWNER_ONLY = 0o600
"""Password hashes and second factors are inside."""


class Made(NamedTuple):
    """A backup, and what is wrong with what it holds: it is made all the same."""

    manifest: Manifest
    problems: list[str]


def back_up(path: Path, tell: Tell) -> Made:
    """Write everything to one file, which appears whole or not at all, readable by its owner only.

    Constant memory; nobody waits. Raises OutputError where it cannot be written.
    """
    with snapshot(), replacing(path) as part:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
                made = _Writer(archive, tell).everything()
            file.flush()
            os.fsync(file.fileno())
    return made


class _Writer:
    """Writes the parts one after the other, and remembers what they were."""

    def __init__(self, archive: zipfile.ZipFile, tell: Tell) -> None:
        self.archive = archive
        self.tell = tell
        self.parts: list[Part] = []
        self.problems: list[str] = []

    def everything(self) -> Made:
        """All tables, then the uploaded files of the imports in them, then the manifest."""
        chosen = tables.models()
        for number, model in enumerate(chosen):
            self.tell(f"writing {model._meta.verbose_name_plural}", number / (len(chosen) + 1))
            self._table(model)
        self._uploads()
        manifest = _manifest(self.parts)
        self.archive.writestr(NAME, manifest.text())
        return Made(manifest, self.problems)

    def _table(self, model: type[Model]) -> None:
        events = model._meta.label == tables.EVENTS
        chain = Chain()
        rows = chain.follow(tables.rows(model)) if events else tables.rows(model)  # type: ignore[arg-type]
        counted = _Counted(rows)
        name = f"tables/{model._meta.label}.jsonl"
        size, digest = self._part(name, map(tables.line, counted))
        columns = tuple(tables.columns(model))
        self.parts.append(Part(name, size, digest, model._meta.label, columns, counted.count))
        if events:
            chain.close(reading.head())
            self.problems += map(str, chain.problems)

    def _uploads(self) -> None:
        """Of the imports that the snapshot knows: files of later ones are not of this moment."""
        from custodes.evidence.models import Import

        for imported in Import.objects.order_by("pk").iterator():
            self.tell(f"writing the files of import {imported.pk}", None)
            for found in _files(imported.folder):
                try:
                    file = found.open("rb")
                except FileNotFoundError:  # left over from reading, and removed this moment
                    continue
                with file:
                    name = _name(found)
                    size, digest = self._part(name, iter(partial(file.read, CHUNK), b""))
                self.parts.append(Part(name, size, digest))
            self.problems += self._lost(imported)

    def _lost(self, imported: "Import") -> Iterator[str]:
        """Files that were uploaded and are to be kept, and are not there as they came."""
        written = {part.name: part.sha256 for part in self.parts if not part.table}
        for file in imported.files.filter(kept=True).order_by("pk"):
            if written.get(_name(imported.uploaded / file.name)) != file.digest:
                yield f"{file.name} of import {imported.pk} is gone, or not as it was uploaded."

    def _part(self, name: str, chunks: Iterable[bytes]) -> tuple[int, str]:
        digest, size = hashlib.sha256(), 0
        with self.archive.open(name, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        return size, digest.hexdigest()


class _Counted:
    """Rows, and how many they were."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            self.count += 1
            yield row


def _files(folder: Path) -> Iterator[Path]:
    """The plain files of an import, in order; links are not followed."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(where) / name
            if stat.S_ISREG(path.lstat().st_mode):
                yield path


def _name(path: Path) -> str:
    """What an uploaded file is called in a backup."""
    return f"uploads/{path.relative_to(settings.UPLOADS).as_posix()}"


def _manifest(parts: list[Part]) -> Manifest:
    from django.db.migrations.recorder import MigrationRecorder

    sequence, digest = reading.head() or (0, START)
    return Manifest(
        version=__version__,
        made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        database=connection.vendor,
        migrations=sorted(MigrationRecorder(connection).applied_migrations()),
        sequence=sequence,
        digest=digest,
        parts=parts,
    )

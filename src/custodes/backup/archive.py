"""A backup as a file that may be damaged or made to harm: checked through before anything is done with it."""

import hashlib
import io
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from custodes.audit.chain import COLUMNS, Row
from custodes.audit.reading import Broken, Tell
from custodes.audit.walk import Chain
from custodes.backup import manifest
from custodes.backup.manifest import Manifest, Part
from custodes.backup.tables import EVENTS
from custodes.errors import OutputError, UnreadableInput

CHUNK = 1 << 20
LONGEST = 256 * 1024 * 1024
"""Bytes a row may have: what is read of one line is kept in memory."""
MANIFEST_MOST = 256 * 1024 * 1024
READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """An open backup whose manifest was read. Nothing is taken out of it by the names that the zip file has."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._zip = file
        self.name = name
        self.manifest = self._manifest()

    def _manifest(self) -> Manifest:
        infos = {info.filename: info for info in self._zip.infolist()}
        given = infos.get(manifest.NAME)
        if given is None or len(infos) != len(self._zip.infolist()) or given.file_size > MANIFEST_MOST:
            raise self._damaged("it has no manifest, or holds a file twice")
        made = manifest.read(self._zip.read(given), self.name)
        parts = {part.name: part for part in made.parts}
        if set(parts) != set(infos) - {manifest.NAME} or len(parts) != len(made.parts):
            raise self._damaged("it does not hold what its manifest says")
        for name, part in parts.items():
            info = infos[name]
            if info.file_size != part.bytes or info.compress_type not in READ or info.flag_bits & 1:
                raise self._damaged(f"{name} is not as its manifest says")
            if not part.table:
                self._refuse_place(name)
        return made

    def _refuse_place(self, name: str) -> None:
        """Only places below uploads/import-N/."""
        path = PurePosixPath(name)
        folder = path.parts[1].removeprefix("import-") if len(path.parts) > 2 else ""
        sound = folder.isascii() and folder.isdigit() and path.parts[0] == "uploads" and str(path) == name
        if not sound or ".." in path.parts or "\\" in name or "\0" in name:
            raise self._damaged(f"{name!r} would be written elsewhere than among the uploaded files")

    def _damaged(self, why: str) -> UnreadableInput:
        return UnreadableInput(f"{self.name} is damaged: {why}.", "Nothing was restored. Use another backup.")

    def check(self, tell: Tell) -> list[str]:
        """Read all of it against its manifest. Raises UnreadableInput for damage; returns what is wrong with the history."""
        total, done = sum(part.bytes for part in self.manifest.parts) or 1, 0
        problems: list[str] = []
        for part in self.manifest.parts:
            tell(f"checking {part.name}", done / total)
            if part.table == EVENTS:
                problems = self._check_events(part)
            self._check_part(part)
            done += part.bytes
        return problems

    def _check_part(self, part: Part) -> None:
        digest, lines = hashlib.sha256(), 0
        with self._reading(part) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                lines += chunk.count(b"\n")
        if digest.hexdigest() != part.sha256:
            raise self._damaged(f"{part.name} is not as it was written")
        if part.table and lines != part.rows:
            raise self._damaged(f"{part.name} has {lines:,} rows, not {part.rows:,}")

    def _check_events(self, part: Part) -> list[str]:
        chain = Chain()
        order = [part.columns.index(column) for column in COLUMNS if column in part.columns]
        if len(order) != len(COLUMNS):
            raise self._damaged("its history has other columns")

        def events() -> Iterator[Row | Broken]:
            for number, row in enumerate(self.rows(part), 1):
                event = tuple(row[place] for place in order)
                yield event if isinstance(event[0], int) else Broken(number, "the line is no event")

        for _ in chain.follow(events()):
            pass
        chain.close((self.manifest.sequence, self.manifest.digest))
        return [str(problem) for problem in chain.problems]

    def rows(self, part: Part) -> Iterator[list[Any]]:
        """The rows of a table, one by one. Raises UnreadableInput for a line that is none."""
        with self._reading(part) as file:
            while line := file.readline(LONGEST):
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    row = None
                if not isinstance(row, list) or len(row) != len(part.columns):
                    raise self._damaged(f"{part.name} has a line that is no row")
                yield row

    def copy(self, part: Part, to: Path) -> None:
        """Write an uploaded file, readable by its owner only. Raises OutputError where it cannot be written."""
        try:
            to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as written, self._reading(part) as file:
                shutil.copyfileobj(file, written, CHUNK)
        except OSError as trouble:
            raise OutputError(
                f"{to} could not be written: {trouble.strerror or trouble}.", "Check that there is room."
            ) from trouble

    @contextmanager
    def _reading(self, part: Part) -> Iterator[BinaryIO]:
        try:
            with self._zip.open(part.name) as raw:
                yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, raw), CHUNK))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as trouble:
            raise self._damaged(f"{part.name}: {trouble}") from None


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Raises UnreadableInput where it is no backup, or one that is damaged."""
    try:
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnreadableInput(f"{path.name} is no backup, or a part of one.", "Use another backup.") from None
    except OSError as trouble:
        raise UnreadableInput(
            f"{path} cannot be read: {trouble.strerror or trouble}.", "Check its name."
        ) from None
    with file:
        yield Archive(file, path.name)

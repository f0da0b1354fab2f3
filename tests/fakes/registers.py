"""Registers of their own for tests: real connections, run by the real commands, on the database that the tests run on."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import migrated as copies
import postgres
from service_process import CUSTODES

from custodes.backup.manifest import digest

TESTS = Path(__file__).parents[1]
FILL = TESTS / "unit" / "backup" / "fill_register.py"


class Register(NamedTuple):
    """A data folder, and the address of a PostgreSQL database where it is not on SQLite."""

    folder: Path
    database: str | None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        paths = os.pathsep.join(map(str, (TESTS, TESTS / "fakes")))
        own = {"CUSTODES_DATA": str(self.folder), "PYTHONPATH": paths, "CUSTODES_SECRET_KEY": "k"}
        return kept | own | ({"DATABASE_URL": self.database} if self.database else {})

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`custodes ARGUMENTS` on it, whatever comes of it."""
        return self._run([*CUSTODES, *arguments])

    def done(self, *arguments: str) -> str:
        """The same, where it must succeed: what it said."""
        result = self.run(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def python(self, *command: str) -> str:
        result = self._run([sys.executable, *command])
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self.environment, capture_output=True, text=True)


def empty(folder: Path, kind: str = "") -> Register:
    """A register that is not there yet. `kind`: sqlite or postgres; by default what the tests run on."""
    server = os.environ.get("CUSTODES_TEST_POSTGRES")
    if kind == "sqlite" or not server:
        return Register(folder, None)
    return Register(folder, postgres.fresh(server, f"{folder.name}_{os.getpid()}"))


def migrated(folder: Path, kind: str = "") -> Register:
    """The same with its tables, and nothing in them."""
    server = None if kind == "sqlite" else os.environ.get("CUSTODES_TEST_POSTGRES")
    return Register(folder, copies.register(folder, server, f"{folder.name}_{os.getpid()}"))


def filled(folder: Path, kind: str = "") -> Register:
    """A register with something in every kind of table."""
    made = migrated(folder, kind)
    made.python(str(FILL))
    return made


def contents(backup: Path) -> dict[str, bytes]:
    """Everything in a backup, by name."""
    with zipfile.ZipFile(backup) as file:
        return {name: file.read(name) for name in file.namelist()}


def tables(backup: Path) -> dict[str, list[object]]:
    """The rows of every table in a backup, as data: databases order the keys of JSON in their own way."""
    return {
        name: [json.loads(line) for line in content.splitlines()]
        for name, content in contents(backup).items()
        if name.startswith("tables/")
    }


def altered(backup: Path, to: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """A copy of a backup after `change` had its way with its contents."""
    files = contents(backup)
    change(files)
    return zipped(to, files)


def zipped(to: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return to


def resigned(files: dict[str, bytes], **said: object) -> None:
    """Make the manifest fit what the files are now: as somebody would who edits a backup. `said`: what else it says."""
    manifest = json.loads(files["manifest.json"])
    for part in manifest["parts"]:
        content = files.get(part["name"], b"")
        part |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        part["rows"] = content.count(b"\n") if part["table"] else 0
    claim(files, manifest | said)


def claim(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """Put a manifest in, with its own digest made to fit."""
    told = {name: value for name, value in manifest.items() if name not in ("kind", "format", "sha256")}
    files["manifest.json"] = json.dumps(manifest | {"sha256": digest(told)}).encode()

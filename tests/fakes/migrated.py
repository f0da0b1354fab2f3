"""An empty register with its tables in it: migrated once for a test run, and copied for whoever wants one.

Migrating takes seconds each time. `custodes serve` on nothing at all is tested where it starts: tests/unit/cli.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path

import postgres

FOLDER = "CUSTODES_TEST_MIGRATED"
"""The environment variable that tells all test processes where the registers are that are copied."""
TEMPLATE = "custodes_migrated"
MIGRATE = "from custodes.cli import service; service.set_up(); service.migrate()"
FILE = "register.sqlite3"


def register(folder: Path, server: str | None, name: str) -> str | None:
    """Put an empty register into a data folder, or into a new database `name` of a PostgreSQL server.

    Its address is returned, None for the file in the folder.
    """
    if server:
        return postgres.fresh(server, name, template=on_postgres(server))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(in_file(), folder / FILE)
    return None


@cache
def in_file() -> Path:
    """The SQLite file that is copied."""
    folder = Path(os.environ[FOLDER])
    _once(folder / "sqlite", {})
    return folder / "sqlite" / FILE


@cache
def on_postgres(server: str) -> str:
    """The name of the database that is copied; nobody may be in it."""
    _once(
        Path(os.environ[FOLDER]) / "postgres",
        {"DATABASE_URL": f"{server.rpartition('/')[0]}/{TEMPLATE}"},
        server,
    )
    return TEMPLATE


def _once(folder: Path, environment: Mapping[str, str], server: str = "") -> None:
    """Migrate in a process of its own, unless another test process has."""
    folder.mkdir(exist_ok=True)
    done = folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            return
        if server:
            postgres.fresh(server, TEMPLATE)
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        ours = {"CUSTODES_DATA": str(folder), "CUSTODES_SECRET_KEY": "k"}
        made = subprocess.run(
            [sys.executable, "-c", MIGRATE],
            env=kept | ours | environment,
            umask=0o077,
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stderr
        done.touch()


_KEPT: list[sqlite3.Connection] = []
"""What is in memory is there as long as somebody is connected to it."""


def for_rolling_back(server: str | None) -> None:
    """Have Django's database of tests that roll back begin as a copy."""
    from django.db import connection

    if server:
        connection.settings_dict["TEST"]["TEMPLATE"] = on_postgres(server)
        return
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    _KEPT.append(sqlite3.connect(name, uri=True))
    with closing(sqlite3.connect(in_file())) as template:
        template.backup(_KEPT[0])

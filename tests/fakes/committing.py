"""A database in which tests commit, and writers beside the test: what really happens when two write at once.

The database is a copy of the empty one, thrown away afterwards, as history cannot be taken back.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import psycopg
from django.core.management import call_command
from django.db import connection, connections

PATIENCE = 20.0
"""Seconds after which a writer that neither ends nor waits for a lock has failed."""


@contextmanager
def copied(folder: Path) -> Iterator[None]:
    """Everything inside, in any thread, is on a copy of the tests' database; `folder` keeps a SQLite one."""
    kept, usual = connections["default"], connections.settings["default"]
    name = f"{usual['NAME']}_committed" if kept.vendor == "postgresql" else str(folder / "copy.sqlite3")
    with _postgres_copy(kept, name) if kept.vendor == "postgresql" else _sqlite_copy(kept, name):
        connections.settings["default"] = {**usual, "NAME": name}
        connections["default"] = connections.create_connection("default")
        try:
            call_command("migrate", verbosity=0)  # where no other test has had the tests' database made
            yield
        finally:
            connections["default"].close()
            connections["default"], connections.settings["default"] = kept, usual


@contextmanager
def _postgres_copy(kept: Any, name: str) -> Iterator[None]:
    kept.close()  # nobody may be in a database that is copied
    where = kept.get_connection_params() | {"dbname": "postgres"}
    given = {part: where[part] for part in ("dbname", "user", "password", "host", "port") if part in where}
    with closing(psycopg.connect(**given, autocommit=True)) as server:
        server.execute(f'create database "{name}" template "{kept.settings_dict["NAME"]}"'.encode())
        try:
            yield
        finally:
            server.execute(f'drop database "{name}" with (force)'.encode())


@contextmanager
def _sqlite_copy(kept: Any, name: str) -> Iterator[None]:
    import sqlite3

    kept.ensure_connection()
    with closing(sqlite3.connect(name)) as copy:
        kept.connection.backup(copy)
    yield


class Beside:
    """A writer with a connection of its own, at work while the test goes on."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.result: Any = None
        self.error: BaseException | None = None
        self._work, self._begun, self._backend = work, Event(), 0
        self._thread = Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("select pg_backend_pid()")
                    self._backend = cursor.fetchone()[0]
            self._begun.set()
            self.result = self._work()
        except BaseException as error:
            self.error = error
        finally:
            self._begun.set()
            connections.close_all()

    def begin(self) -> Self:
        """Let it loose."""
        self._thread.start()
        self._begun.wait(PATIENCE)
        return self

    def waits(self) -> bool:
        """Whether it waits for somebody, as soon as that is certain; False where it has ended.

        On SQLite it waits for whoever writes, and cannot be asked.
        """
        if connection.vendor == "sqlite":
            return True
        until = time.monotonic() + PATIENCE
        while self._thread.is_alive():
            with connection.cursor() as cursor:
                cursor.execute("select cardinality(pg_blocking_pids(%s)) > 0", [self._backend])
                if cursor.fetchone() == (True,):
                    return True
            assert time.monotonic() < until, "the writer neither waits nor ends"
            time.sleep(0.01)
        return False

    def done(self) -> Any:
        """What it came to, once it has; its error is raised here."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the writer never came to its end"
        if self.error:
            raise self.error
        return self.result

"""A worker that is killed in the middle of reading or adding, really and at once; the next one takes up the work."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import migrated
import pytest

ROWS = 4_000
_SETTING_UP = """
import datetime, pathlib, sys
import django
django.setup()
from custodes.evidence import actions, tasks
from custodes.evidence.models import Import
"""
BEGIN = (
    _SETTING_UP
    + """
from custodes.access.models import Body, Person
body = Body.objects.create(name="Oxmere Constabulary (fictional)", slug="oxmere", fictional=True)
ida = Person.objects.create_user("ida@example.test", "Ida Marlowe")
path = pathlib.Path(sys.argv[1])
actions.upload(by=ida, body=body, files=[(path.name, path)], observed_on=datetime.date(2026, 2, 1))
"""
)
DIE = (
    _SETTING_UP
    + """
import os, signal
def die(what, share):
    if share >= float(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
getattr(actions, sys.argv[1])(Import.objects.get().pk, die)
"""
)
CHOOSE = _SETTING_UP + "of = Import.objects.get(); actions.decide(by=of.by, of=of, choice='all')"
WORK = (
    _SETTING_UP
    + """
from django.core.management import call_command
from custodes.web.worker import pick_up
pick_up()
actions.resume_imports()
call_command("db_worker", queue_name="*", interval=0, startup_delay=False, batch=True, verbosity=0)
"""
)


class Folder:
    """A data folder with a SQLite register, on which processes of their own work."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "custodes.web.settings",
            "CUSTODES_DATA": str(path),
        }

    def run(self, program: str, *arguments: str) -> int:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", program, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, -9), done.stderr
        return done.returncode

    @contextmanager
    def register(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path / "register.sqlite3")) as connection:
            yield connection

    def count(self, table: str) -> int:
        with self.register() as connection:
            (number,) = connection.execute(f"select count(*) from {table}").fetchone()
        return int(number)

    @property
    def state(self) -> str:
        with self.register() as connection:
            (state,) = connection.execute("select state from evidence_import").fetchone()
        return str(state)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """With one import that is checked: reading it was killed half way and at the end."""
    at = Folder(tmp_path_factory.mktemp("killed") / "data")
    migrated.register(at.path, None, "")
    rows = "".join(f"Axis,P3245-LV,ACCC8E{number:06}\n" for number in range(ROWS))
    path = at.path.parent / "estate.csv"
    path.write_text(f"Make,Model,Serial number\n{rows}")
    at.run(BEGIN, str(path))
    for share in ("0.4", "0.9"):
        assert at.run(DIE, "read", share) == -9
        assert at.state == "reading"
    at.run(WORK)
    assert at.state == "checked"
    return at


def test_reading_leaves_one_set_of_tables(folder: Folder) -> None:
    assert len(list((folder.path / "uploads" / "import-1").glob("read-*"))) == 1


def test_adding_leaves_nothing_until_all_of_it_is_there(folder: Folder) -> None:
    folder.run(CHOOSE)
    for share in ("0.3", "0.99"):
        assert folder.run(DIE, "add", share) == -9
        assert folder.state == "adding"
        assert folder.count("register_device") == folder.count("evidence_observation") == 0
        assert folder.count("register_system") == 0
    folder.run(WORK)
    assert folder.state == "added"
    assert folder.count("register_device") == folder.count("evidence_observation") == ROWS
    with folder.register() as connection:
        actions = [
            action for (action,) in connection.execute("select action from audit_event order by sequence")
        ]
    assert actions.count("evidence.add_import") == 1

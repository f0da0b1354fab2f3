"""A register backed up, restored elsewhere on either database, and found the same."""

import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from registers import Register, altered, contents, empty, filled, resigned, tables

pytestmark = pytest.mark.service

WORKED_AGAIN = {"tables/concerns.Refresh.jsonl", "tables/audit.Event.jsonl"}
"""What restoring itself adds to: it asks for waiting work again, and is an event."""


class Source(NamedTuple):
    """A filled register, its backup, what the command said, and its history as it was then."""

    register: Register
    backup: Path
    said: str
    history: Path


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("source")
    register, backup, history = (
        filled(folder / "source"),
        folder / "register.zip",
        folder / "history.jsonl.gz",
    )
    register.done("audit", "export", str(history))
    return Source(register, backup, register.done("backup", str(backup)), history)


def test_a_backup_says_what_is_in_it_and_is_for_its_owner_only(source: Source) -> None:
    backup, said = source.backup, source.said
    assert "        34  devices" in said
    assert "         3  bodies" in said
    assert "         2  files as they were uploaded\n" in said
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert not list(backup.parent.glob("*.part"))
    names = set(contents(backup))
    assert "uploads/import-1/files/estate.csv" in names
    assert {"tables/mfa.Authenticator.jsonl", "tables/access.Collaboration_members.jsonl"} <= names
    assert not [
        name for name in names if "session" in name.lower() or "django_tasks" in name or "axes" in name
    ]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_restored_elsewhere_it_is_the_same_register(source: Source, tmp_path: Path, kind: str) -> None:
    """Where the tests run on PostgreSQL: from there to SQLite, and from PostgreSQL to PostgreSQL."""
    register, backup = source.register, source.backup
    if kind == "postgres" and not register.database:
        pytest.skip("only where the tests run on PostgreSQL")
    copy = empty(tmp_path / f"copy_{kind}", kind)
    said = copy.done("restore", str(backup))
    assert "Verified:" in said
    assert " and 34 observations, as they were recorded" in said
    assert "1 more event" in copy.done("audit", "verify", "--against", str(source.history))
    again = tmp_path / "again.zip"
    copy.done("backup", str(again))
    before, after = tables(backup), tables(again)
    assert {name for name in before if before[name] != after[name]} <= WORKED_AGAIN
    events = before["tables/audit.Event.jsonl"]
    assert after["tables/audit.Event.jsonl"][: len(events)] == events
    files = {name: content for name, content in contents(backup).items() if name.startswith("uploads/")}
    assert {name: content for name, content in contents(again).items() if name in files} == files
    _works(copy)


def test_back_to_the_first_kind_of_database(source: Source, tmp_path: Path) -> None:
    """From SQLite to PostgreSQL, where there is one."""
    register = source.register
    if not register.database:
        pytest.skip("only where the tests run on PostgreSQL")
    light = filled(tmp_path / "light", "sqlite")
    light.done("backup", str(tmp_path / "light.zip"))
    heavy = empty(tmp_path / "heavy")
    heavy.done("restore", str(tmp_path / "light.zip"))
    heavy.done("backup", str(tmp_path / "heavy.zip"))
    before, after = tables(tmp_path / "light.zip"), tables(tmp_path / "heavy.zip")
    assert {name for name in before if before[name] != after[name]} <= WORKED_AGAIN
    _works(heavy)


def _works(register: Register) -> None:
    """New rows get new numbers, waiting work is queued, and only its owner can read what was restored."""
    said = register.python(
        "-c",
        "from custodes.cli import service; service.set_up()\n"
        "from custodes.access.models import Body, Person\n"
        "from custodes.register.actions import add_system\n"
        "from django_tasks_db.models import DBTaskResult\n"
        "lead, oxmere = Person.objects.get(name='Ida Marlowe'), Body.objects.get(slug='oxmere')\n"
        "assert lead.check_password('a lamp for every corner')\n"
        "print(add_system(by=lead, body=oxmere, values={'name': 'New'}).pk, DBTaskResult.objects.count())",
    )
    number, queued = map(int, said.split())
    assert number > 2
    assert queued
    register.done("audit", "verify")
    uploads = [path for path in (register.folder / "uploads").rglob("*") if path.is_file()]
    assert uploads
    assert {stat.S_IMODE(path.stat().st_mode) for path in uploads} == {0o600}


def test_a_register_that_is_there_is_never_written_over(source: Source) -> None:
    register, backup = source.register, source.backup
    refused = register.run("restore", str(backup))
    assert refused.returncode == 10
    assert "There is a register here already" in refused.stderr
    assert "set CUSTODES_DATA to a new folder" in refused.stderr


def test_a_history_that_was_tampered_with_is_refused_unless_that_is_accepted(
    source: Source, tmp_path: Path
) -> None:
    backup = source.backup

    def tamper(files: dict[str, bytes]) -> None:
        name = "tables/audit.Event.jsonl"
        files[name] = files[name].replace(b"register.add_device", b"register.add_nothing", 1)
        resigned(files)

    tampered = altered(backup, tmp_path / "tampered.zip", tamper)
    copy = empty(tmp_path / "tampered")
    refused = copy.run("restore", str(tampered))
    assert refused.returncode == 12
    assert "was changed after it was recorded" in refused.stderr
    accepted = copy.run("restore", "--accept-broken-history", str(tampered))
    assert accepted.returncode == 12
    assert "Restored the backup" in accepted.stdout
    assert "was changed after it was recorded" in copy.run("audit", "verify").stdout
    kept = copy.run("backup", str(tmp_path / "kept.zip"))
    assert kept.returncode == 12
    assert (tmp_path / "kept.zip").exists()
    last = tables(tmp_path / "kept.zip")["tables/audit.Event.jsonl"][-1]
    assert "was changed" in json.dumps(last)


def test_what_is_refused_leaves_the_place_empty_and_an_earlier_release_is_brought_up_to_date(
    source: Source, tmp_path: Path
) -> None:
    """Three backups for one new place: an observation edited, a row that refers to nothing, and an old but sound one."""

    def edited(files: dict[str, bytes]) -> None:
        name = "tables/evidence.Observation.jsonl"
        files[name] = files[name].replace(b"SNe00007", b"SNe99999", 1)
        resigned(files)

    def torn(files: dict[str, bytes]) -> None:
        files["tables/access.Oversight.jsonl"] = b""
        files["tables/access.Body.jsonl"] = b"".join(files["tables/access.Body.jsonl"].splitlines(True)[:1])
        resigned(files)

    def later(app: str, name: str) -> bool:
        return app == "audit" and name >= "0004"

    def older(files: dict[str, bytes]) -> None:
        """As if the last migrations of the history had not been there: they only added indexes."""
        applied = json.loads(files["manifest.json"])["migrations"]
        resigned(files, migrations=[one for one in applied if not later(*one)])

    copy = empty(tmp_path / "copy_of_three")

    def restored(how: Callable[[dict[str, bytes]], None]) -> subprocess.CompletedProcess[str]:
        return copy.run("restore", str(altered(source.backup, tmp_path / "altered.zip", how)))

    second = restored(edited)
    assert second.returncode == 12
    assert "The observations of import 1" in second.stderr
    third = restored(torn)
    assert third.returncode == 1
    assert "The database refused the backup" in third.stderr
    assert "Traceback" not in third.stderr
    assert not (copy.folder / "uploads").exists()
    assert not (copy.folder / "uploads.restoring").exists()
    newer = restored(
        lambda files: resigned(files, migrations=[["audit", "0001_initial"], ["audit", "9999_later"]])
    )
    assert newer.returncode == 3
    assert "newer than this one" in newer.stderr
    fourth = restored(older)
    assert fourth.returncode == 10
    assert "set up by a newer Custodes" in fourth.stderr, "it is empty, but has the tables of this release"
    early = empty(tmp_path / "early")
    done = early.run("restore", str(altered(source.backup, tmp_path / "older.zip", older)))
    assert "Verified:" in done.stdout, done.stderr


def test_what_a_power_cut_left_of_a_restore_is_named_and_not_removed(source: Source, tmp_path: Path) -> None:
    """Uploads were in their place, and the rows not yet committed. They could be another register's, too."""
    copy = empty(tmp_path / "cut_off")
    left = copy.folder / "uploads" / "import-1"
    left.mkdir(parents=True)
    (left / "estate.csv").write_text("brand\n")
    refused = copy.run("restore", str(source.backup))
    assert refused.returncode == 10
    assert f"remove the folder {copy.folder / 'uploads'}" in " ".join(refused.stderr.split())
    assert (left / "estate.csv").exists()
    shutil.rmtree(copy.folder / "uploads")
    assert "Verified:" in copy.done("restore", str(source.backup))


def test_a_backup_is_of_one_moment_while_others_write(source: Source, tmp_path: Path) -> None:
    """Systems are added without end; each is a row and an event, and the backup has as many of both."""
    register = source.register
    write = (
        "from custodes.cli import service; service.set_up()\n"
        "from custodes.access.models import Body, Person\n"
        "from custodes.register.actions import add_system\n"
        "lead, oxmere = Person.objects.get(name='Ida Marlowe'), Body.objects.get(slug='oxmere')\n"
        "print('go', flush=True)\n"
        "for number in range(100_000): add_system(by=lead, body=oxmere, values={'name': f'S{number}'})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", write], env=register.environment, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        writer.stdout.readline()
        said = register.run("backup", str(tmp_path / "busy.zip"))
        still = writer.poll() is None
        writer.kill()
    assert still
    assert said.returncode == 0, said
    rows = tables(tmp_path / "busy.zip")
    events = [
        event for event in rows["tables/audit.Event.jsonl"] if "register.add_system" in json.dumps(event)
    ]
    assert len(events) == len(rows["tables/register.System.jsonl"]) > 2


def test_a_backup_that_is_stopped_leaves_no_file(source: Source, tmp_path: Path) -> None:
    register = source.register
    slow = (
        "import time\n"
        "from custodes.backup import tables\n"
        "real = tables.rows\n"
        "def rows(model):\n"
        "    print('writing', flush=True); time.sleep(60); return real(model)\n"
        "tables.rows = rows\n"
    )
    command = f"from custodes.cli import service; service.set_up()\n{slow}from custodes.cli import app; app()"
    target = tmp_path / "stopped.zip"
    with subprocess.Popen(
        [sys.executable, "-c", command, "backup", str(target)],
        env=register.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as stopped:  # fmt: skip
        assert stopped.stdout
        assert stopped.stdout.readline() == "writing\n"
        assert (tmp_path / "stopped.zip.part").exists()
        stopped.terminate()
        _, said = stopped.communicate()
    assert stopped.returncode == 130
    assert "No backup was made" in said
    assert list(tmp_path.iterdir()) == []


def test_without_a_register_nothing_is_backed_up_or_called_sound(tmp_path: Path) -> None:
    nowhere = empty(tmp_path / "nowhere")
    for command in (["backup", str(tmp_path / "b.zip")], ["audit", "verify"]):
        refused = nowhere.run(*command)
        assert refused.returncode == 5
        assert "There is no register" in refused.stderr
    assert not list(tmp_path.glob("*.zip"))

"""The register that `custodes demo` fills: by the actions that pages call, and for nobody but who made it."""

import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from service_process import CUSTODES

from custodes.demo import sign_ins
from custodes.demo.register import clear, refuse_real
from custodes.errors import OutputError


def made(folder: Path) -> subprocess.CompletedProcess[str]:
    """`custodes demo`; a DATABASE_URL of the user must not be touched."""
    ours = {
        "CUSTODES_DATA": str(folder.parent / "the user's own"),
        "CUSTODES_TODAY": "2026-03-01",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/elsewhere",
        "CUSTODES_SECRET_KEY": "",
        "UV_RUN_RECURSION_DEPTH": "1",
    }
    return subprocess.run(
        [*CUSTODES, "demo", "--out", str(folder), "--devices", "2000"],
        env=os.environ | ours,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "demo"
    done = made(out)
    assert done.returncode == 0, done.stderr
    assert f"CUSTODES_DATA={out} uv run custodes serve --demo" in done.stdout
    return out


@pytest.fixture
def ask(folder: Path) -> Iterator[Any]:
    """The rows that a query finds in the register."""
    with closing(sqlite3.connect(folder / "register.sqlite3")) as register:
        yield lambda sql: register.execute(sql).fetchall()


def test_every_body_is_there_and_fictional(ask: Any) -> None:
    assert ask("select count(*), sum(fictional) from access_body") == [(49, 49)]
    assert ask("select count(*) from access_body where name not like '%(fictional)'") == [(0,)]
    assert ask("select count(*) from access_oversight where ended_at is null") == [(48,)]


def test_every_body_holds_what_its_list_says(ask: Any) -> None:
    holding = "select count(distinct body_id) from register_device where withdrawn_at is null"
    assert ask(holding) == [(48,)]
    rows = "select sum(json_extract(report, '$.accepted')) from evidence_import where state = 'added'"
    observed = """select count(*) from evidence_observation o join evidence_import i on i.id = o.of_id
    where i.state = 'added'"""
    assert ask(rows) == ask(observed)


def test_a_list_of_another_body_was_taken_back(ask: Any) -> None:
    undone = ask("select undone_reason, body_id from evidence_import where state = 'undone'")
    assert len(undone) == 1
    left = f"select count(*) from register_device where body_id = {undone[0][1]} and withdrawn_at is not null"
    assert ask(left)[0][0] > 0


def test_everything_is_assessed_and_counted(ask: Any) -> None:
    held = "select product_id from register_device where withdrawn_at is null"
    assert ask(
        f"select count(*) from register_productversion where assessed_at is null and id in ({held})"
    ) == [(0,)]
    assert ask("select count(distinct body_id) from concerns_tally") == [(48,)]
    assert ask("select count(*) from concerns_refresh") == [(0,)]
    assert ask("select count(*) from concerns_finding where verdict = 'affected'")[0][0] > 0


def test_some_is_shared_and_some_is_not(ask: Any) -> None:
    (shared, drafts) = ask(
        "select count(shared_at), count(*) - count(shared_at) from register_system where withdrawn_at is null"
    )[0]
    assert shared > 0
    assert drafts > 0
    assert ask("select count(*) from register_systemuse where ended_at is null") == [(3,)]
    assert ask("select count(*) from access_collaboration_members") == [(3,)]


def test_some_bodies_have_described_their_systems(ask: Any) -> None:
    described = "select count(distinct body_id) from register_system where purpose <> '' and operator = 'own'"
    assert ask(described) == [(2,)]


def test_a_trial_of_some_came_before_the_survey(ask: Any) -> None:
    of_wave = (
        "select count(*) from survey_return r where r.wave_id = w.id and r.first_submitted_at is not null"
    )
    waves = ask(
        f"select id, earlier_id, ended_at is not null, ({of_wave}) from survey_wave w order by opens_on"
    )
    (trial, before, ended, returns), (_, earlier, _, all_returns) = waves
    assert (before, ended, returns) == (None, 1, 12)
    assert (earlier, all_returns) == (trial, 39)


def test_requests_for_information_are_answered_and_one_waits(ask: Any) -> None:
    answers = (
        "select r.reference, a.number from publication_informationanswer a, publication_informationrequest r"
    )
    assert ask(f"{answers} where r.id = a.request_id order by 1") == [
        ("FOI 2026/031", 1),
        ("FOI 2026/047", 1),
    ]
    assert ask("select count(*) from publication_informationrequest") == [(3,)]


def test_its_history_is_as_it_was_recorded(folder: Path) -> None:
    done = subprocess.run(
        [*CUSTODES, "audit", "verify"],
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        | {"CUSTODES_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every event is as it was recorded" in done.stdout


def test_everybody_can_sign_in_with_a_password_of_their_own(folder: Path, ask: Any) -> None:
    found = sign_ins.read(folder)
    people = {email for (email,) in ask("select email from access_person")}
    assert {one.email for one in found} == people
    assert len({one.password for one in found}) == len({one.name for one in found}) == len(found)
    hashes = ask("select password from access_person")
    assert not any(one.password in hashed for one in found for (hashed,) in hashes)


def test_passwords_are_for_who_made_them(folder: Path) -> None:
    for name in (sign_ins.FILE, "register.sqlite3", "secret-key"):
        assert (folder / name).stat().st_mode & 0o077 == 0, name
    assert "FICTIONAL" in (folder / sign_ins.FILE).read_text(encoding="utf-8").splitlines()[0]


def test_some_of_each_kind_are_shown(folder: Path) -> None:
    shown = "\n".join(sign_ins.shown(folder))
    for part in ("Administrator", "Head of office", "Analyst", "Surveillance lead", "Reader", sign_ins.FILE):
        assert part in shown
    assert len(shown.splitlines()) < 25


def test_a_register_in_use_is_left_alone(folder: Path) -> None:
    with (folder / "serve.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = made(folder)
    assert done.returncode == 1
    assert "already running" in done.stderr
    assert sign_ins.read(folder)


def test_nothing_of_an_earlier_register_is_left(tmp_path: Path) -> None:
    """Only what the service made goes: the report and what is somebody's stays."""
    (tmp_path / "uploads" / "import-1").mkdir(parents=True)
    for name in ("register.sqlite3", "register.sqlite3-wal", "uploads/import-1/list.csv", "report.html"):
        (tmp_path / name).touch()
    clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize("fictional", [0, None])
def test_a_real_register_is_never_written_over(tmp_path: Path, fictional: int | None) -> None:
    """With a body that is none of the demo's; or damaged, so that nobody can tell."""
    register = tmp_path / "register.sqlite3"
    (tmp_path / sign_ins.FILE).touch()
    register.write_bytes(b"no database")
    if fictional is not None:
        register.unlink()
        with closing(sqlite3.connect(register)) as made:
            made.execute("create table access_body (fictional)")
            made.execute("insert into access_body values (?)", (fictional,))
            made.commit()
    with pytest.raises(OutputError, match="left alone"):
        refuse_real(tmp_path)


def begun(folder: Path, *statements: str) -> None:
    """A register of ours whose filling went as far as these statements."""
    sign_ins.write(folder, [])
    with closing(sqlite3.connect(folder / "register.sqlite3")) as made:
        made.execute("pragma journal_mode = wal")
        for statement in statements:
            made.execute(statement)
        made.commit()


@pytest.mark.parametrize(
    "statements",
    [
        (),
        ("create table django_migrations (name)",),
        ("create table access_body (fictional)",),
        ("create table access_body (fictional)", "insert into access_body values (1)"),
    ],
)
def test_a_demo_that_was_stopped_is_made_anew(tmp_path: Path, statements: tuple[str, ...]) -> None:
    begun(tmp_path, *statements)
    (tmp_path / "uploads").mkdir()
    refuse_real(tmp_path)


def test_a_demo_that_was_stopped_while_it_was_cleared_is_made_anew(tmp_path: Path) -> None:
    begun(tmp_path)
    (tmp_path / "register.sqlite3").unlink()
    (tmp_path / "uploads").mkdir()
    refuse_real(tmp_path)


def test_a_demo_that_somebody_put_a_real_body_into_is_left_alone(tmp_path: Path) -> None:
    begun(tmp_path, "create table access_body (fictional)", "insert into access_body values (1), (0)")
    with pytest.raises(OutputError, match="left alone"):
        refuse_real(tmp_path)


def test_uploads_of_a_register_elsewhere_are_left_alone(tmp_path: Path) -> None:
    """On PostgreSQL the data folder holds them, and no register."""
    (tmp_path / "uploads").mkdir()
    with pytest.raises(OutputError, match="left alone"):
        refuse_real(tmp_path)


def test_a_filling_that_fails_leaves_a_register_that_the_next_demo_replaces(tmp_path: Path) -> None:
    """The lists are not there, so that it stops after everybody has been let in."""
    done = subprocess.run(
        [sys.executable, "-c", FILL_AND_TELL, str(tmp_path)],
        env=os.environ | {"CUSTODES_DATA": str(tmp_path), "CUSTODES_SECRET_KEY": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "FileNotFoundError" in done.stderr
    assert "Making the tables" in done.stdout
    assert "Body 1 of 48: letting its people in" in done.stdout
    assert "Body 48 of 48: letting its people in" in done.stdout
    with closing(sqlite3.connect(tmp_path / "register.sqlite3")) as register:
        assert register.execute("select count(*) from access_body").fetchone() == (49,)
    refuse_real(tmp_path)


FILL_AND_TELL = """
import pathlib, sys
from custodes.demo.register import run
run(pathlib.Path(sys.argv[1]), lambda what, share: print(what))
"""


def test_without_sign_ins_it_is_no_demos_register(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "register.sqlite3")) as made:
        made.execute("create table access_body (fictional)")
    with pytest.raises(OutputError, match="left alone"):
        refuse_real(tmp_path)

"""`custodes survey` as a user meets it: what it prints, what it writes, its exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner
from xlsforms import YES_NO, ask, write

from cast import Cast
from custodes.access.models import Body
from custodes.cli import app
from custodes.demo import sign_ins
from custodes.errors import OutputError, Refused
from custodes.survey import shipped, xlsform


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["survey", *words], env={"COLUMNS": "200"})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    rows = [
        ask("a", "tekst"),
        ask("b", relevent="x"),
        ask("c", "select_one yes_no"),
        ask("d", required="perhaps"),
    ]
    return write(tmp_path / "form.xlsx", rows, YES_NO)


def test_a_form_without_fault_is_told_with_its_sections(tmp_path: Path) -> None:
    rows = [
        ask("before"),
        ask("g", "begin_group"),
        ask("a"),
        ask("b", "integer"),
        ask("c", "note"),
        {"type": "end_group"},
    ]
    code, said = run("check", str(write(tmp_path / "form.xlsx", rows)))
    assert code == 0
    assert "A form (fictional) (fictional, version 1)" in said
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "(outside of sections) 1" in lines
    assert "What about g? 2" in lines
    assert "All 3" in lines
    assert "It can be used: no errors, no warnings." in said


def test_every_fault_is_told_with_its_place_and_the_exit_code_says_so(faulty: Path) -> None:
    code, said = run("check", str(faulty))
    assert code == 11
    for words in (
        "survey, row 1, relevent (D1)",
        "survey, row 2, type (A2)",
        "“tekst” is no type that is known.",
        "Write “text” if that is meant.",
        "survey, row 5, required (E5)",
        "Not usable yet: 2 errors, 1 warning.",
    ):
        assert words in said


def test_warnings_alone_do_not_fail(tmp_path: Path) -> None:
    code, said = run("check", str(write(tmp_path / "form.xlsx", [ask("a", wombat="x")])))
    assert code == 0
    assert "It can be used: no errors, 1 warning." in said


def test_a_program_gets_the_same_as_json(faulty: Path) -> None:
    code, said = run("check", str(faulty), "--json")
    told = json.loads(said)
    assert code == 11
    assert told["usable"] is False
    assert (told["id"], told["version"], told["questions"]) == ("fictional", "1", 3)
    assert told["problems"][1] == {
        "severity": "error",
        "sheet": "survey",
        "row": 2,
        "column": "type",
        "cell": "A2",
        "what": "“tekst” is no type that is known.",
        "mend": "Write “text” if that is meant.",
    }


def test_what_a_form_says_cannot_move_the_cursor_or_colour_anything(tmp_path: Path) -> None:
    settings = [{"form_title": "[red]A\u202e[/]", "form_id": "a", "version": "1"}]
    code, said = run("check", str(write(tmp_path / "form.xlsx", [ask("a")], settings=settings)))
    assert code == 0
    assert "[red]A?[/] (a, version 1)" in said


@pytest.mark.parametrize(("name", "code"), [("form.xlsx", 3), ("police-survy", 5)])
def test_what_is_not_there_is_said(name: str, code: int, tmp_path: Path) -> None:
    given = str(tmp_path / name) if "." in name else name
    assert run("check", given)[0] == code


@pytest.mark.parametrize("name", shipped.names())
def test_what_ships_is_without_fault(name: str) -> None:
    code, said = run("check", name)
    assert code == 0
    assert "It can be used: no errors, no warnings." in said


def test_what_ships_is_listed() -> None:
    code, said = run("instruments")
    assert code == 0
    for name in shipped.names():
        found = shipped.load(name)
        assert f"{name} " in said
        assert found.title in said
    assert " 119 " in said


def test_what_ships_is_written_and_can_be_checked_and_edited(tmp_path: Path) -> None:
    form = tmp_path / "mine.xlsx"
    code, said = run("export", "police-survey", "--to", str(form))
    assert code == 0
    assert "119 questions" in said
    assert xlsform.read(form).instrument == shipped.load("police-survey")
    assert run("check", str(form))[0] == 0


def test_a_workbook_that_was_edited_is_not_written_over_unless_it_is_said(tmp_path: Path) -> None:
    form = tmp_path / "mine.xlsx"
    form.write_bytes(b"edited for a week")
    code, said = run("export", "police-survey", "--to", str(form))
    assert code == OutputError.exit_code
    assert "is there already" in said
    assert form.read_bytes() == b"edited for a week"
    assert run("export", "police-survey", "--to", str(form), "--force")[0] == 0
    assert xlsform.read(form).instrument == shipped.load("police-survey")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["export", "police-survy", "--to", "form.xlsx"], 5),
        (["export", "police-survey", "--to", "form.csv"], 1),
        (["export", "police-survey", "--to", "file/form.xlsx"], 8),
        (["export", "police-survey"], 2),
    ],
)
def test_what_cannot_be_written_is_said(
    words: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("no folder")
    assert run(*words)[0] == code
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.django_db
def test_the_register_of_a_demo_takes_no_real_bodies(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTODES_DATA", str(tmp_path))
    (tmp_path / sign_ins.FILE).write_text("made up")
    monkeypatch.setattr(
        "custodes.cli.existing.open_register", lambda: None
    )  # the test's own database is open
    code, said = run("population", "police-england-wales-2022", "--office", cast.office.slug)
    assert code == Refused.exit_code
    assert "a register of your own" in " ".join(said.split())
    assert not Body.objects.filter(name="Kent Police").exists()

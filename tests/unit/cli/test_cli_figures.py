"""`custodes figures check` as a user meets it: what it prints, its exit codes, with a wave and without."""

import json
from pathlib import Path

import pytest
import waves
from django.db import connection
from typer.testing import CliRunner

from cast import Cast
from custodes.cli import app
from custodes.cli import figures as command
from custodes.publication.actions import set_figures
from custodes.survey import actions
from custodes.survey.models import Wave


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a register, as of somebody who has only installed it."""
    monkeypatch.setenv("CUSTODES_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, piped: bytes = b"") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["figures", "check", *words], env={"COLUMNS": "200"}, input=piped)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_a_figure_that_does_not_match_is_told_with_what_would() -> None:
    code, said = run("39 of 47", "91%")
    assert code == 11
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "39 of 47 is 83.0%, which rounds to 83%, not 91%." in lines
    assert "43 of 47 91.5%" in lines
    assert "39 of 43 90.7%" in lines
    assert lines[-1] == "1 figure: 1 does not hold. No wave was looked at."


def test_a_figure_that_agrees_with_itself_is_no_fault() -> None:
    code, said = run("39 of 47", "83%")
    assert code == 0
    assert "Agrees with itself" in said
    assert "1 figure: nothing wrong was found. No wave was looked at." in said


def test_what_could_not_be_checked_is_never_called_right() -> None:
    code, said = run("91%")
    assert code == 0
    assert "Not checked: nothing to hold it against" in said
    assert "1 figure: nothing could be checked. No wave was looked at." in said


def test_a_report_is_checked_with_lines_and_sentences(nowhere: Path) -> None:
    report = nowhere / "report.md"
    report.write_text("# Drones\n\n39 of 47 answered.\nSome 11 of 36 (30%) use them.\n", encoding="utf-8")
    code, said = run("--file", str(report))
    assert code == 11
    assert "line 4:1  about 11 of 36, 30%" in said
    assert "“Some 11 of 36 (30%) use them.”" in said
    assert "line 3:1  39 of 47" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_report_can_be_piped_in_whatever_it_is_written_in(encoding: str) -> None:
    code, said = run("--file", "-", piped="“39 of 47” – 91%, so they said of £5".encode(encoding))
    assert code == 11
    assert "“39 of 47” – 91%" in said


def test_for_a_program_everything_is_there() -> None:
    code, said = run("39 of 47 (91%), and 1 + 13 + 6 + 9 = 36", "--json")
    found = json.loads(said)
    assert code == 11
    assert found["wave"] is None
    assert found["holds"] is False
    (figure,) = found["figures"]
    assert (figure["number"], figure["of"], figure["percent"], figure["verdict"]) == (39, 47, 91.0, "wrong")
    assert figure["near"] == [[43, 47], [39, 43]]
    assert [one["kind"] for one in found["findings"]] == ["sum"]


def test_words_of_a_report_are_no_markup_and_move_no_cursor(nowhere: Path) -> None:
    report = nowhere / "report.txt"
    report.write_text("[bold]48 of 47[/bold] \x1b[2J said so", encoding="utf-8")
    _, said = run("--file", str(report))
    assert "[bold]48 of 47[/bold]" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ((), 1, "Give figures to check, or a file with --file, one of the two."),
        (("39 of 47", "--file", "report.md"), 1, "one of the two"),
        (("--file", "nowhere.md"), 3, "nowhere.md cannot be read"),
        (("--file", "report.pdf"), 3, "report.pdf is no text."),
        (("nothing to see",), 5, "There is no figure in this."),
        pytest.param(
            ("39 of 47", "--wave", "Autumn"),
            5,
            "There is no register in",
            marks=pytest.mark.skipif(
                connection.vendor != "sqlite", reason="a server is there without a file"
            ),
        ),
    ],
)
def test_errors_say_what_to_do(nowhere: Path, words: tuple[str, ...], code: int, message: str) -> None:
    (nowhere / "report.pdf").write_bytes(b"%PDF-1.7 39 of 47")
    found, said = run(*words)
    assert found == code
    assert message in said
    assert "Traceback" not in said


@pytest.fixture
def autumn(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Wave:
    """Two bodies are asked, one has answered."""
    made = waves.wave(waves.kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])
    of = actions.start_return(by=cast.lead, wave=made, body=cast.oxmere)
    of = waves.answered(of, cast.lead, {"runs": "no"})
    actions.submit(by=cast.senior_responsible_officer, of=of, base=of.revision)
    monkeypatch.setattr(command, "_has_register", lambda: True)
    monkeypatch.setattr("custodes.cli.existing.open_register", lambda: None)
    return made


@pytest.mark.django_db
def test_a_figure_is_held_against_the_wave(autumn: Wave) -> None:
    code, said = run("1 of 2", "50%")
    assert code == 0
    assert "Matches this wave" in said
    assert "bodies that returns answer for, of bodies asked" in said
    assert "Held against “Autumn” as of" in said
    assert run("2 of 2", "--wave", "autumn")[0] == 11


@pytest.mark.django_db
def test_a_wave_that_is_not_there_is_told_with_those_that_are(autumn: Wave) -> None:
    code, said = run("1 of 2", "--wave", "Autum")
    assert code == 5
    assert "No wave is called “Autum”." in said
    assert "Write “Autumn” if that is meant." in said


@pytest.mark.django_db
def test_a_figure_that_only_the_office_defines_matches(autumn: Wave, cast: Cast) -> None:
    assert "Run cameras" not in run("0 of 1")[1]
    own = '[[figure]]\nname = "runs"\ntitle = "Run cameras"\ncounts = "${runs} = \'yes\'"\n'
    set_figures(by=cast.analyst, wave=autumn, text=own, base=0)
    code, said = run("0 of 1")
    assert code == 0
    assert "Run cameras, of returns" in said
    code, said = run("0 of 2")
    assert code == 11
    assert "Not given by any numbers of this wave" in said
    assert "What comes near:" in said
    assert "though this figure is of 1 returns" in said

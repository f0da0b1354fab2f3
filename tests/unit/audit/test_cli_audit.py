"""`custodes audit verify --file`: what is said, and with which exit code."""

from pathlib import Path

import pytest
from made_up_chain import chain, changed, end
from typer.testing import CliRunner

from custodes.audit.chain import START, Row
from custodes.audit.reading import Header, event_line
from custodes.cli import app

TEN = chain(10)


def written(path: Path, rows: list[Row], *, part: str = "", made: str = "2026-03-01T00:00:00+00:00") -> Path:
    """An exported history of these events."""
    header = Header(*(end(rows) if rows else (0, START)), made, part, "0.2")
    lines = [header.line(), *map(event_line, rows)]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def verify(*arguments: str | Path) -> tuple[int, str]:
    """Exit code, and all it said with line ends as spaces."""
    done = CliRunner().invoke(app, ["audit", "verify", *map(str, arguments)])
    return done.exit_code, " ".join(done.output.split())


def test_a_sound_export(tmp_path: Path) -> None:
    code, said = verify("--file", written(tmp_path / "a.jsonl", TEN))
    assert code == 0
    assert f"10 events, 1 March 2026 to 1 March 2026; the last is 10, digest {TEN[9][-1]}" in said
    assert "Every event is as it was recorded, in its place." in said


def test_an_export_with_problems_lists_all_of_them(tmp_path: Path) -> None:
    rows = [row for row in TEN if row[0] != 3]
    rows[5] = changed(rows[5], "person_name", "[bold]Silas Crane[/]")
    code, said = verify("--file", written(tmp_path / "a.jsonl", rows))
    assert code == 12
    assert "Event 3 is missing." in said
    assert "Event 7 (register.change_device by [bold]Silas Crane[/]," in said
    assert "2 problems." in said
    assert "Every event is as it was recorded" not in said


def test_nothing_is_not_called_sound(tmp_path: Path) -> None:
    code, said = verify("--file", written(tmp_path / "a.jsonl", []))
    assert code == 0
    assert "nothing was checked" in said
    assert "Every event" not in said


def test_a_part_says_what_it_cannot_show(tmp_path: Path) -> None:
    code, said = verify("--file", written(tmp_path / "a.jsonl", TEN[3:5], part="Oxmere"))
    assert code == 0
    assert "only the part about Oxmere: it cannot show whether others of that part were removed" in said


def test_two_exports(tmp_path: Path) -> None:
    early = written(tmp_path / "early.jsonl", TEN[:6])
    late = written(tmp_path / "late.jsonl", TEN, made="2026-04-01T00:00:00+00:00")
    code, said = verify("--file", late, "--against", early)
    assert code == 0
    assert "Compared with early.jsonl of 2026-03-01, all of it: 6 events." in said
    shorter = written(tmp_path / "shorter.jsonl", TEN[:4], made="2026-05-01T00:00:00+00:00")
    code, said = verify("--file", shorter, "--against", early)
    assert code == 12
    assert "removed, or an older backup was restored" in said


def test_problems_of_the_other_file_are_told_as_its_own(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole.jsonl", TEN)
    torn = written(tmp_path / "torn.jsonl", [row for row in TEN if row[0] != 3])
    code, said = verify("--file", whole, "--against", torn)
    assert code == 12
    assert "torn.jsonl itself: Event 3 is missing." in said


@pytest.mark.parametrize("options", [("--file",), ("--file", "sound", "--against")])
def test_a_file_that_is_none(tmp_path: Path, options: tuple[str, ...]) -> None:
    sound = written(tmp_path / "a.jsonl", TEN)
    named = [str(sound) if option == "sound" else option for option in options]
    code, said = verify(*named, tmp_path / "absent.jsonl")
    assert code == 3
    assert "cannot be read" in said

"""`custodes feeds` as a user meets it: what it prints, its exit codes, and Ctrl-C in the middle."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[2] / "fakes"))

import feed_files as made
from feed_server import FeedServer, Stall

from custodes import packs
from custodes.cli.feeds import app
from custodes.concerns.feeds.sources import FACTS

CLI = [sys.executable, "-c", "from custodes.cli.feeds import app; app()"]


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTODES_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CUSTODES_TODAY", "2026-03-01")
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "given"
    place.mkdir()
    (place / "kev.json").write_bytes(made.kev())
    (place / "notes.txt").write_bytes(b"nothing of interest")
    return place


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_pull_says_what_it_took_and_what_it_passed_over(folder: Path) -> None:
    code, said = run("pull", "--from", str(folder))
    assert code == 0
    assert "CISA KEV  2026.02.20        1       -" in said
    assert "notes.txt: not a kind of feed file" in said
    assert "custodes feeds status" in said


def test_pull_says_what_is_wrong_and_fails_after_taking_the_rest(folder: Path) -> None:
    (folder / "[red]bad\x1b[2J.json").write_bytes(made.csaf("A")[:-4])
    code, said = run("pull", "--from", str(folder))
    assert code == 6
    assert "[red]bad?[2J.json: meant to be CSAF advisories: line" in said
    assert "CISA KEV" in said


def test_advice_that_many_problems_share_is_given_once(folder: Path) -> None:
    (folder / "kev.json").unlink()
    for name in ("a", "b", "c"):
        (folder / name).write_bytes(made.csaf("A")[:-4])
    code, said = run("pull", "--from", str(folder))
    assert code == 6
    assert said.count("Fetch that file again") == 1
    assert "Not used (3)" in said
    assert "Nothing was replaced" in said


@pytest.mark.parametrize("source", ["nowhere", ""])
def test_pull_from_nothing_is_a_plain_error(source: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, said = run("pull", "--from", str(tmp_path / (source or "empty")))
    assert code == 6
    assert said.startswith("Error: ")
    assert "Traceback" not in said


def test_status_of_nothing_names_every_gap() -> None:
    code, said = run("status")
    assert code == 0
    for facts in FACTS.values():
        assert f"{facts.title} missing: {facts.without}." in said
    assert f"edition {packs.edition()}" in said
    assert "(none)" in said


def test_status_of_something(folder: Path) -> None:
    run("pull", "--from", str(folder))
    _, said = run("status")
    line = next(line for line in said.splitlines() if line.startswith("CISA KEV "))
    assert line.split() == ["CISA", "KEV", "ok", "2026.02.20", "9", "d", "2026-03-01", "1"]
    table = [line for line in said.splitlines()[:15] if not line.startswith("  ")]
    assert len(table) == 1 + len(FACTS)
    assert {len(line) for line in table} == {70}  # aligned, and within a terminal of 80
    assert f"from {folder}" in said


def test_status_for_programs(folder: Path, tmp_path: Path) -> None:
    run("pull", "--from", str(folder))
    (path,) = (tmp_path / "data").rglob("known_exploited*")
    path.write_bytes(b"{}")
    code, said = run("status", "--json")
    found = json.loads(said)
    assert code == 0
    assert [feed["feed"] for feed in found["feeds"]] == list(FACTS)
    feed = next(feed for feed in found["feeds"] if feed["feed"] == "kev")
    assert (feed["state"], feed["age_days"], feed["as_of"]) == ("damaged", 9, "2026-02-20")
    assert "known_exploited_vulnerabilities.json is 2 bytes" in feed["why"]
    assert found["facts"]["edition"] == packs.edition()


def test_status_survives_a_manifest_that_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    run("pull", "--from", str(folder))
    (tmp_path / "data" / "feeds" / "kev" / "manifest.json").write_text("{")
    code, said = run("status")
    assert code == 0
    assert "CISA KEV damaged and not used until it is pulled again" in said


def test_ctrl_c_leaves_the_feeds_as_they_were(folder: Path, tmp_path: Path) -> None:
    run("pull", "--from", str(folder))
    body = made.kev("2026.02.28", "CVE-2025-0007")
    index = {"files": [{"name": "kev.json", "sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}]}
    with FeedServer(files={"/kev.json": body, "/index.json": json.dumps(index).encode()}) as server:
        server.faults["/kev.json"] = [Stall(20)]
        pull = subprocess.Popen([*CLI, "pull", "--from", server.url], stderr=subprocess.PIPE, env=os.environ)
        until = time.monotonic() + 20
        while not server.times_asked("/kev.json") and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.3)
        pull.send_signal(signal.SIGINT)
        _, said = pull.communicate(timeout=10)
        assert (pull.returncode, said.decode()[:8]) == (130, "Stopped.")
        assert "2026.02.20" in run("status")[1]
        assert not (tmp_path / "data" / "feeds" / "pull.lock").exists()
        server.asked.clear()
        assert run("pull", "--from", server.url)[0] == 0
        assert server.asked[-1].headers["Range"]
    assert "2026.02.28" in run("status")[1]

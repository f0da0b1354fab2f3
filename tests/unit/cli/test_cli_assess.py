"""`custodes assess` as a user meets it: outputs, exit codes, the dry run, secrets, own lists, and Ctrl-C."""

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from small_estates import write_csv, write_xlsx
from typer.testing import CliRunner, Result

from custodes.cli import app

CLI = [sys.executable, "-c", "from custodes.cli import app; app()"]
OUTPUTS = {
    "report.html",
    "identifications.csv",
    "identifications.parquet",
    "findings.csv",
    "findings.parquet",
    "rejects.csv",
    "problems.csv",
    "mend.csv",
    "mapping.toml",
    "summary.json",
    "bom.cdx.json",
}
LIST = [
    {
        "Body": "Borough A",
        "Make": "HIK vision",
        "Model": "DS-2CD2186G2-ISU",
        "Firmware": "V5.5.800 build 210115",
    },
    {"Body": "Borough A", "Make": "Axis", "Model": "P3245-LV", "Firmware": "9.80.3.5"},
    {"Body": "Borough B", "Make": "various", "Model": "", "Firmware": ""},
    {"Body": "Borough B", "Make": "Hikvision", "Model": "DS-2CD2186G2-ISU", "Firmware": ""},
]
REJECTED = {"Body": "Borough B", "Make": "", "Model": "", "Firmware": "1.0"}

pytestmark = pytest.mark.usefixtures("own_data")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["assess", *map(str, words)])


def passed(*words: str | Path) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.output


def failed(code: int, *words: str | Path) -> str:
    """What a run that fails says. It must be a plain error, not our insides."""
    result = run(*words)
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output
    return result.output


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "estate.csv", LIST)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_every_output_is_written_and_nothing_else(estate: Path, out: Path, tmp_path: Path) -> None:
    said = passed(estate, "--out", out)
    assert set(digests(out)) == OUTPUTS
    assert {file.name for file in tmp_path.iterdir()} <= {"estate.csv", "out", "data"}
    assert "4 rows in = 4 accepted + 0 rejected" in said
    assert str(out / "report.html") in said
    assert len(read_csv(out / "identifications.csv")) == len(LIST)
    for name in ("identifications", "findings"):
        rows = read_csv(out / f"{name}.csv")
        assert len(rows) == pq.read_metadata(out / f"{name}.parquet").num_rows
        assert list(rows[0]) == pq.read_schema(out / f"{name}.parquet").names


def test_the_summary_agrees_with_what_is_printed_and_written(estate: Path, out: Path) -> None:
    said = passed(estate, "--out", out)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["counts"]["estate"] == {"devices": 4, "rows": 4}
    affected = {
        f["row"]
        for f in read_csv(out / "findings.csv")
        if (f["kind"], f["verdict"]) == ("vulnerability", "affected")
    }
    assert summary["counts"]["vulnerabilities"]["affected"] == {
        "devices": len(affected),
        "rows": len(affected),
    }
    assert f" {len(affected)} have a known vulnerability" in " ".join(said.split())
    assert summary["as_of"] == "2026-03-01"
    assert {feed["state"] for feed in summary["feeds"]} == {"missing"}
    assert "Not up to date:" in said


def test_a_second_run_writes_the_same_bytes(estate: Path, out: Path, tmp_path: Path) -> None:
    """Also in another process with another hash seed: no order of a set or of a folder may show."""
    book = write_xlsx(tmp_path / "more.xlsx", LIST)
    passed(estate, book, "--out", out)
    first = digests(out)
    passed(estate, book, "--out", out)
    assert digests(out) == first
    again = [*CLI, "assess", str(estate), str(book), "--out", str(tmp_path / "again")]
    subprocess.run(again, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert digests(tmp_path / "again") == first


def test_as_of(estate: Path, out: Path) -> None:
    passed(estate, "--out", out, "--as-of", "2020-01-01")
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["as_of"] == "2020-01-01"
    assert "CVE-2021-36260" not in {f["concern"] for f in read_csv(out / "findings.csv")}


def test_a_cell_cannot_start_a_formula(out: Path, tmp_path: Path) -> None:
    row = {"Make": "=HYPERLINK(1)", "Model": "+DS-2CD2032", "Site": "@here", "Firmware": "-1"}
    passed(write_csv(tmp_path / "sly.csv", [row, LIST[0]]), "--out", out)
    for name in ("identifications.csv", "findings.csv", "rejects.csv", "problems.csv", "mend.csv"):
        with (out / name).open(encoding="utf-8-sig", newline="") as lines:
            assert not [c for cells in csv.reader(lines) for c in cells if c[:1] in tuple("=+-@\t\r")], name
    assert pq.read_table(out / "identifications.parquet")["brand_as_given"][0].as_py() == "=HYPERLINK(1)"


# what can be wrong


def test_a_file_that_is_missing(out: Path, tmp_path: Path) -> None:
    assert "nowhere.csv" in failed(3, tmp_path / "nowhere.csv", "--out", out)
    assert not out.exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 50, b"PK\x03\x04 broken"])
@pytest.mark.parametrize("name", ["bad.csv", "bad.xlsx", "bad.parquet", "bad.ods"])
def test_a_file_that_cannot_be_read(out: Path, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert name in failed(3, tmp_path / name, "--out", out)
    assert not out.exists()


def test_every_unreadable_file_is_named(estate: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 broken")
    said = failed(3, tmp_path / "nowhere.csv", estate, tmp_path / "bad.xlsx", "--out", out)
    assert "nowhere.csv" in said
    assert "bad.xlsx" in said


@pytest.mark.parametrize("pair", ["Make", "=brand", "Make=maker of it", "No such header=brand"])
def test_a_mapping_that_cannot_be_meant(estate: Path, out: Path, pair: str) -> None:
    failed(4, estate, "--out", out, "--map", pair)
    assert not out.exists()


def test_a_mapping_file_that_is_none(estate: Path, out: Path, tmp_path: Path) -> None:
    assert "nowhere.toml" in failed(4, estate, "--out", out, "--mapping", tmp_path / "nowhere.toml")
    (tmp_path / "odd.toml").write_text("[colours]\nred = 1\n")
    assert "odd.toml" in failed(4, estate, "--out", out, "--mapping", tmp_path / "odd.toml")


def test_a_list_in_which_nothing_can_be_a_device(out: Path, tmp_path: Path) -> None:
    said = failed(4, write_csv(tmp_path / "rota.csv", [{"Shift": "early", "Person on duty": "A"}]), "--out", out, "--map", "Shift=site")  # fmt: skip
    assert "No column gives a brand, a model or a MAC address" in said


@pytest.mark.parametrize("day", ["24/11/2022", "2022-13-01", "yesterday"])
def test_a_day_that_is_none(estate: Path, out: Path, day: str) -> None:
    said = failed(1, estate, "--out", out, "--as-of", day)
    assert f"“{day}” is not a date." in said
    assert not out.exists()


OWN_LIST = """id = "our-own"
title = "Our own list"
issuer = "A council"
source = "https://example.org/own"
basis = "ethical"

[[entry]]
id = "axis"
maker = "Axis Communications"
from = 2025-01-01
"""


def test_a_list_of_ones_own(estate: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN_LIST, encoding="utf-8")
    passed(estate, "--out", out, "--watchlist", tmp_path / "own.toml")
    found = {f["row"]: f for f in read_csv(out / "findings.csv") if f["concern"].startswith("our-own")}
    assert {row: (f["concern"], f["verdict"], f["basis"]) for row, f in found.items()} == {
        "2": ("our-own/axis", "affected", "ethical"),
        "3": ("our-own", "unknown", "ethical"),
    }
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert "our-own" in {w["id"] for w in summary["watchlists"]}
    assert summary["counts"]["by_list"]["our-own"]["affected"]["devices"] == 1


@pytest.mark.parametrize("broken", ["id = ", OWN_LIST.replace("Axis Communications", "Axis Comms plc")])
def test_a_list_of_ones_own_that_is_malformed(estate: Path, out: Path, tmp_path: Path, broken: str) -> None:
    (tmp_path / "own.toml").write_text(broken, encoding="utf-8")
    assert "own.toml" in failed(7, estate, "--out", out, "--watchlist", tmp_path / "own.toml")
    assert not out.exists()


def test_a_list_of_ones_own_that_is_missing(estate: Path, out: Path, tmp_path: Path) -> None:
    assert "nowhere.toml" in failed(7, estate, "--out", out, "--watchlist", tmp_path / "nowhere.toml")


@pytest.mark.parametrize("check", [[], ["--check"]])
def test_a_place_that_cannot_be_written_to(estate: Path, check: list[str]) -> None:
    assert "below a file" in failed(8, estate, "--out", estate / "below a file", *check)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(estate: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    failed(8, estate, "--out", tmp_path / "closed" / "out")


def test_the_folder_one_stands_in(estate: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out.mkdir()
    monkeypatch.chdir(out)
    passed(estate, "--out", ".")
    assert set(digests(out)) == OUTPUTS


def test_files_of_ones_own_in_the_folder_stay(estate: Path, out: Path) -> None:
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    passed(estate, "--out", out)
    assert (out / "notes.txt").read_text() == "mine"


def test_a_run_that_fails_leaves_the_run_before_as_it_was(estate: Path, out: Path, tmp_path: Path) -> None:
    passed(estate, "--out", out)
    before = digests(out)
    failed(3, tmp_path / "nowhere.csv", "--out", out)
    failed(1, estate, "--out", out, "--as-of", "soon")
    assert digests(out) == before


# the dry run


def test_check_of_a_list_with_nothing_wrong(estate: Path, out: Path) -> None:
    said = passed(estate, "--out", out, "--check")
    assert set(digests(out)) == {"problems.csv", "mend.csv", "mapping.toml"}
    assert "4 rows in = 4 accepted + 0 rejected" in said
    assert "Make → brand" in said
    assert read_csv(out / "problems.csv") == read_csv(out / "mend.csv") == []


def test_check_says_every_problem_and_what_to_mend(out: Path, tmp_path: Path) -> None:
    bad = [*LIST, REJECTED, {**LIST[0], "MAC": "44:19:B6:01:02"}, {"Body": "Total", "Make": "6"}]
    result = run(write_csv(tmp_path / "bad.csv", bad), "--out", out, "--check")
    assert result.exit_code == 1
    problems = read_csv(out / "problems.csv")
    assert {(p["kind"], p["line"]) for p in problems} >= {("rejected", "6"), ("warning", "7")}
    for problem in problems:
        assert problem["problem"]
        assert problem["mend"]
        assert problem["problem"] in result.output
    rejected = sum(p["kind"] == "rejected" for p in problems)
    assert len(read_csv(out / "mend.csv")) == rejected
    assert f"{rejected:,} rows rejected. Correct them in {out / 'mend.csv'}" in result.output


def test_a_dry_run_says_what_the_run_does(out: Path, tmp_path: Path) -> None:
    bad = write_csv(tmp_path / "bad.csv", [*LIST, REJECTED])
    assert run(bad, "--out", out, "--check").exit_code == 1
    said = digests(out)
    passed(bad, "--out", out)
    assert {name: digests(out)[name] for name in said} == said
    assert len(read_csv(out / "rejects.csv")) == len(read_csv(out / "mend.csv")) == 1


def test_mended_rows_are_accepted_by_the_next_run(out: Path, tmp_path: Path) -> None:
    bad = write_csv(tmp_path / "bad.csv", [*LIST, REJECTED])
    run(bad, "--out", out, "--check")
    (row,) = read_csv(out / "mend.csv")
    assert row["reason"]
    assert row["mend"]
    corrected = write_csv(tmp_path / "mended.csv", [row | {"Make": "Dahua", "Model": "IPC-HDW1431T1-S4"}])
    passed(bad, corrected, "--out", tmp_path / "next")
    files = json.loads((tmp_path / "next" / "summary.json").read_text(encoding="utf-8"))["files"]
    assert [(f["name"], f["rows_accepted"], f["rows_rejected"]) for f in files] == [
        ("bad.csv", 4, 1),
        ("mended.csv", 1, 0),
    ]
    last = read_csv(tmp_path / "next" / "identifications.csv")[-1]
    assert (last["body"], last["maker"], last["firmware_as_given"]) == (
        "Borough B",
        "Dahua Technology",
        "1.0",
    )


def test_the_mapping_that_was_saved_is_accepted_and_changes_nothing(out: Path, tmp_path: Path) -> None:
    odd = write_csv(tmp_path / "odd.csv", [{"Thing": row["Make"], "Kind": row["Model"]} for row in LIST])
    passed(odd, "--out", out, "--map", "Thing=brand", "--map", "Kind=model")
    first = digests(out)
    passed(odd, "--out", tmp_path / "next", "--mapping", out / "mapping.toml")
    assert digests(tmp_path / "next") == first


# secrets

SECRETS = ("Sw0rdfish!", "tr0ub4dor", "letm31n", "hunter2x", "p4ssw0rd9")


def test_secrets_are_refused_named_and_in_no_output(out: Path, own_data: Path, tmp_path: Path) -> None:
    rows = [
        {**LIST[0], "Admin password": SECRETS[0], "WPA key": SECRETS[1], "Notes": f"pwd: {SECRETS[2]}",
         "Stream": f"rtsp://admin:{SECRETS[3]}@10.0.0.5/live", "Login": "ops"},
        {**REJECTED, "Admin password": SECRETS[4]},
    ]  # fmt: skip
    estate = write_csv(tmp_path / "estate.csv", rows)
    check, whole = run(estate, "--out", out, "--check"), run(estate, "--out", out)
    assert (check.exit_code, whole.exit_code) == (1, 0)
    (file,) = json.loads((out / "summary.json").read_text(encoding="utf-8"))["files"]
    assert set(file["refused_columns"]) == {"Admin password", "WPA key", "Login"}
    assert "Refused, never read: Admin password, WPA key, Login" in check.output
    for path in (p for folder in (out, own_data) for p in folder.rglob("*") if p.is_file()):
        held = path.read_bytes()
        assert not [s for s in SECRETS if s.encode() in held], path
    for path in out.glob("*.parquet"):
        text = json.dumps(pq.read_table(path).to_pylist(), default=str)
        assert not [s for s in SECRETS if s in text], path
    assert not [s for s in SECRETS if s in check.output + whole.output]


# Ctrl-C


def interrupted(estate: Path, out: Path, moment: Path) -> tuple[int, str]:
    """The exit code and message of a run that gets Ctrl-C as soon as a file or folder appears."""
    command = [*CLI, "assess", str(estate), "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        until = time.monotonic() + 60
        while not moment.exists() and running.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    return running.returncode, said.decode().strip()


@pytest.mark.parametrize("moment", ["", "findings.parquet"])
def test_ctrl_c_while_writing_leaves_the_run_before_as_it_was(estate: Path, out: Path, moment: str) -> None:
    out.mkdir()
    for name in OUTPUTS:
        (out / name).write_text("of the run before")
    before, stage = digests(out), out.with_name(".out.partial")
    assert interrupted(estate, out, stage / moment) == (
        130,
        "Stopped. Nothing was written; what an earlier run wrote is as it was.",
    )
    assert digests(out) == before
    assert not stage.exists()


def test_ctrl_c_before_anything_is_written(estate: Path, out: Path, own_data: Path) -> None:
    code, said = interrupted(estate, out, own_data / "feeds" / "compiled")
    assert (code, "Traceback" in said) == (130, False), said
    assert not out.exists()
    assert not out.with_name(".out.partial").exists()

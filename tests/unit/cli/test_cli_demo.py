"""`custodes demo`: made-up estates assessed like any others. The figures add up, and every file says it is fiction."""

import csv
import json
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from custodes.cli import app
from custodes.demo import FICTIONAL_NOTICE

DEVICES = 3000


class Demo(NamedTuple):
    out: Path
    said: str
    summary: dict[str, Any]

    @property
    def counts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.summary["counts"]
        return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    out = tmp_path_factory.mktemp("demo") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODES_DATA", str(out.parent / "data"))
        patch.setenv("CUSTODES_TODAY", "2026-03-01")
        patch.setattr(import_module("custodes.cli.demo"), "_fill", lambda out: None)  # test_demo_register.py
        result = CliRunner().invoke(app, ["demo", "--out", str(out), "--devices", str(DEVICES)])
    assert result.exit_code == 0, result.output
    return Demo(out, result.output, json.loads((out / "summary.json").read_text(encoding="utf-8")))


def test_it_says_first_that_all_is_fictional_and_last_where_the_report_is(demo: Demo) -> None:
    assert demo.said.startswith(FICTIONAL_NOTICE)
    assert f"Report: {demo.out / 'report.html'}" in demo.said


def test_rows_in_are_rows_accepted_and_rejected(demo: Demo) -> None:
    files = demo.summary["files"]
    assert len(files) == 48
    for file in files:
        assert file["rows_in"] == file["rows_accepted"] + file["rows_rejected"], file["name"]
    rows_in, accepted, rejected = (sum(f[f"rows_{k}"] for f in files) for k in ("in", "accepted", "rejected"))
    assert f"{rows_in:,} rows in = {accepted:,} accepted + {rejected:,} rejected" in demo.said
    assert demo.counts["estate"]["rows"] == accepted
    for name, rows in (("identifications", accepted), ("rejects", rejected), ("mend", rejected)):
        with (demo.out / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
            assert sum(1 for _ in csv.DictReader(lines)) == rows, name


def test_about_as_many_devices_as_asked(demo: Demo) -> None:
    assert demo.counts["estate"]["devices"] == pytest.approx(DEVICES, rel=0.05)
    quantities = pq.read_table(demo.out / "identifications.parquet")["quantity"].to_pylist()
    assert demo.counts["estate"]["devices"] == sum(1 if q is None else q for q in quantities)


@pytest.mark.parametrize("unit", ["devices", "rows"])
@pytest.mark.parametrize("figure", ["identification", "coverage", "watchlists", "vulnerabilities"])
def test_figures_add_up_to_the_estate(demo: Demo, figure: str, unit: str) -> None:
    assert sum(part[unit] for part in demo.counts[figure].values()) == demo.counts["estate"][unit]


@pytest.mark.parametrize("by", ["by_maker", "by_technology", "by_body"])
def test_each_breakdown_adds_up_to_the_whole(demo: Demo, by: str) -> None:
    parts = demo.counts[by]
    assert sum(part["devices"]["devices"] for part in parts.values()) == demo.counts["estate"]["devices"]
    for figure in ("watchlists", "vulnerabilities", "exploited"):
        for verdict, whole in demo.counts[figure].items():
            assert sum(part[figure][verdict]["devices"] for part in parts.values()) == whole["devices"]
    for name, part in parts.items():
        for figure in ("watchlists", "vulnerabilities"):
            assert sum(v["devices"] for v in part[figure].values()) == part["devices"]["devices"], name


def test_every_list_was_asked_about_every_device(demo: Demo) -> None:
    assert set(demo.counts["by_list"]) == {w["id"] for w in demo.summary["watchlists"]}
    for name, found in demo.counts["by_list"].items():
        assert sum(v["devices"] for v in found.values()) == demo.counts["estate"]["devices"], name


def test_figures_are_those_of_the_findings(demo: Demo) -> None:
    devices = pq.read_table(demo.out / "identifications.parquet").to_pylist()
    quantity = {row["row"]: 1 if row["quantity"] is None else row["quantity"] for row in devices}
    worst: dict[int, int] = {}
    rank = {"not_affected": 0, "unknown": 1, "affected": 2}
    for finding in pq.read_table(demo.out / "findings.parquet").to_pylist():
        if finding["kind"] == "vulnerability":
            worst[finding["row"]] = max(worst.get(finding["row"], 0), rank[finding["verdict"]])
    for verdict, number in list(rank.items())[1:]:
        rows = [row for row, found in worst.items() if found == number]
        expected = {"devices": sum(quantity[row] for row in rows), "rows": len(rows)}
        assert demo.counts["vulnerabilities"][verdict] == expected


def test_it_has_something_of_everything(demo: Demo) -> None:
    for figure in ("identification", "coverage", "watchlists", "vulnerabilities", "exploited"):
        assert all(part["devices"] > 0 for part in demo.counts[figure].values()), figure


def test_no_output_is_forgotten_here(demo: Demo) -> None:
    assert {file.name for file in demo.out.iterdir() if file.is_file()} - {"serve.lock"} == set(SAYS_SO)


SAYS_SO = (
    "report.html",
    "summary.json",
    "bom.cdx.json",
    "identifications.csv",
    "identifications.parquet",
    "rejects.csv",
    "mend.csv",
    "problems.csv",
    "findings.csv",
    "findings.parquet",
    "mapping.toml",
)


@pytest.mark.parametrize("name", SAYS_SO)
def test_every_file_says_it_is_fictional(demo: Demo, name: str) -> None:
    path = demo.out / name
    text = (
        str(pq.read_table(path).to_pylist())
        if path.suffix == ".parquet"
        else path.read_text(encoding="utf-8")
    )
    assert "fictional" in text.lower()


def test_the_notice_stands_where_people_and_programs_look(demo: Demo) -> None:
    assert demo.summary["notice"] == FICTIONAL_NOTICE
    assert FICTIONAL_NOTICE in (demo.out / "report.html").read_text(encoding="utf-8")
    bom = json.loads((demo.out / "bom.cdx.json").read_text(encoding="utf-8"))
    assert FICTIONAL_NOTICE in [p["value"] for p in bom["metadata"]["properties"]]


def test_every_body_is_fictional_by_name(demo: Demo) -> None:
    bodies = set(pq.read_table(demo.out / "identifications.parquet")["body"].to_pylist())
    assert all("fictional" in body.lower() for body in bodies if body)
    assert demo.counts["bodies"] == len(bodies - {""})


def test_every_estate_says_so_in_its_name(demo: Demo) -> None:
    assert all(file.name.startswith("fictional-") for file in (demo.out / "estates").iterdir())


def test_a_smaller_demo_in_the_same_place_leaves_no_estates_behind(tmp_path: Path) -> None:
    """Only the made-up files go: what else lies there is somebody's."""
    from custodes.cli.demo import _fresh

    for name in ("fictional-old.csv", "mine.csv"):
        (tmp_path / name).write_text("x")
    assert {file.name for file in _fresh(tmp_path).iterdir()} == {"mine.csv"}


def test_a_number_of_devices_that_makes_no_sense(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["demo", "--out", str(tmp_path / "demo"), "--devices", "0"])
    assert result.exit_code == 2
    assert not (tmp_path / "demo").exists()

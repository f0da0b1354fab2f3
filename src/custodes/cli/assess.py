"""`custodes assess`: lists of cameras in, findings and a report out."""

import datetime as dt
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from rich.markup import escape

import custodes
from custodes import clock
from custodes.cli import terminal
from custodes.errors import OutputError, UserError

if TYPE_CHECKING:  # imported where they are used, so that --help and --check stay quick
    import pyarrow as pa
    from rich.console import Console

    from custodes.assessment import Assessment, Sources
    from custodes.concerns.feeds.status import FeedStatus
    from custodes.concerns.feeds.store import Store
    from custodes.evidence.mapping import Mapping
    from custodes.evidence.shapes import FileReport, Intake, Problem

STOPPED = "Stopped. Nothing was written; what an earlier run wrote is as it was."
MOST_SHOWN = 20


class Request(NamedTuple):
    """What was asked for on the command line."""

    files: Sequence[Path]
    out: Path
    check: bool
    columns: Sequence[str]
    mapping: Path | None
    watchlists: Sequence[Path]
    as_of: str
    notice: str = ""


def run(request: Request) -> None:
    """Check, assess, write everything at once, and print the summary."""
    from custodes.evidence.intake import take_in

    with terminal.user_errors(STOPPED):
        with terminal.progress() as tell:
            intake = take_in(request.files, _mapping(request), tell)
        if request.check:
            with _staged(request.out) as stage:
                _write_check(stage, intake)
            raise typer.Exit(_show_check(intake, request.out))
        with terminal.progress() as tell:
            written = write(request, intake, tell)
        show(written, request.out)


def _mapping(request: Request) -> "Mapping":
    """What the user says the columns are: a saved mapping, and what the command line says over it."""
    from custodes.evidence.mapping import Mapping, combine, load, parse

    saved = load(request.mapping) if request.mapping else Mapping({})
    return combine(saved, parse(request.columns))


def day(text: str) -> dt.date:
    """The day asked for, today by default."""
    try:
        return dt.date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise UserError(f"“{text}” is not a date.", "Write it as 2022-11-24.") from None


def write(request: Request, intake: "Intake", tell: terminal.Tell) -> dict[str, Any]:
    """Assess and write every output, whole or not at all; the summary is returned."""
    from custodes import assessment
    from custodes.concerns import watchlists
    from custodes.concerns.feeds.store import open_store

    tell("what is known", None)
    store = open_store()
    given = assessment.sources(store, day(request.as_of), watchlists.own(request.watchlists))
    found = assessment.assess(intake.table, given, lambda step: tell(step, None))
    summary = _summary(intake, given, found, store, request.notice)
    tell("the report", None)
    with _staged(request.out) as stage:
        _write_all(stage, intake, found, summary, request.notice)
    return summary


def _summary(
    intake: "Intake", given: "Sources", found: "Assessment", store: "Store", notice: str
) -> dict[str, Any]:
    from custodes.assessment import summary_sources
    from custodes.concerns.feeds.status import overview
    from custodes.publication.summary import counts

    return {
        "notice": notice,
        "custodes": custodes.__version__,
        **summary_sources(given),
        "feeds": [_feed(feed) for feed in overview(store)],
        "files": [_file(file) for file in intake.files],
        "counts": counts(found.identifications, found.findings, [w.id for w in given.lists]),
    }


def _feed(feed: "FeedStatus") -> dict[str, Any]:
    held = feed.manifest
    return {
        "name": feed.facts.title,
        "state": feed.state,
        "edition": held.edition if held else "",
        "pulled": held.pulled.isoformat() if held else "",
        "age_days": feed.age_days,
        "records": held.records if held else 0,
    }


def _file(file: "FileReport") -> dict[str, Any]:
    return {
        "name": file.name,
        "digest": file.digest,
        "rows_in": file.rows_in,
        "rows_accepted": file.rows_accepted,
        "rows_rejected": file.rows_rejected,
        "refused_columns": list(file.refused_columns),
        "sheets": [
            {
                "sheet": sheet.sheet,
                "header_line": sheet.header_line,
                "columns": {found.header: found.canonical for found in sheet.mapping},
                "unmapped": list(sheet.unmapped),
                "note": sheet.note,
            }
            for sheet in file.sheets
        ],
    }


@contextmanager
def _staged(out: Path) -> Iterator[Path]:
    """A folder beside `out` to write in; on success its files take the place of those in `out`.

    Whatever stops the run, Ctrl-C included, the folder goes. Raises OutputError where the system refuses.
    """
    out = out.resolve()  # "." has no name to stand beside
    stage = out.parent / f".{out.name}.partial"
    try:
        with _refusals(out):
            shutil.rmtree(stage, ignore_errors=True)
            stage.mkdir(parents=True)
        yield stage
        with _refusals(out):
            out.mkdir(exist_ok=True)
            for file in sorted(stage.iterdir()):
                file.replace(out / file.name)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _refusals(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written to: {error.strerror or error}.",
            "Choose another --out folder, or close what has its files open.",
        ) from None


def _write_check(stage: Path, intake: "Intake", notice: str = "") -> None:
    """What a dry run leaves, and a real one besides: every problem, what to mend, what the columns are."""
    from custodes.evidence import mapping
    from custodes.evidence.mend import write_mend_file
    from custodes.evidence.shapes import Problem
    from custodes.publication.tables import write_rows_csv

    columns = zip(*intake.problems, strict=True) if intake.problems else ((),) * len(Problem._fields)
    write_rows_csv(dict(zip(Problem._fields, columns, strict=True)), stage / "problems.csv")
    write_mend_file(intake, stage / "mend.csv")
    mapping.save(mapping.used(intake.files), stage / "mapping.toml", notice)


def _noted(findings: "pa.Table", notice: str) -> "pa.Table":
    """The findings with the first word of the notice on every row, where there is a notice."""
    import pyarrow as pa

    if not notice:
        return findings
    word = pa.array([notice.split(":")[0]]).dictionary_encode()
    return findings.append_column("notice", word.take(pa.array([0] * len(findings), pa.int32())))


def _write_all(
    stage: Path, intake: "Intake", found: "Assessment", summary: dict[str, Any], notice: str
) -> None:
    from custodes.publication import tables
    from custodes.publication.cyclonedx import write_cyclonedx
    from custodes.publication.files import write_text
    from custodes.publication.report import write_report

    _write_check(stage, intake, notice)
    findings = _noted(found.findings, notice)
    tables.write_csv(found.identifications, stage / "identifications.csv")
    tables.write_identifications_parquet(found.identifications, stage / "identifications.parquet")
    tables.write_csv(findings, stage / "findings.csv")
    tables.write_findings_parquet(findings, stage / "findings.parquet")
    tables.write_csv(intake.rejects, stage / "rejects.csv")
    write_cyclonedx(found.identifications, found.findings, summary, stage / "bom.cdx.json")
    write_report(found.identifications, found.findings, summary, stage / "report.html", notice=notice)
    write_text(stage / "summary.json", json.dumps(summary, indent=1, ensure_ascii=False) + "\n")


def _show_check(intake: "Intake", out: Path) -> int:
    """Print the mapping and every problem. The exit code: 0 when nothing is rejected."""
    screen = terminal.console()
    for file in intake.files:
        _show_mapping(screen, file)
    for problem in intake.problems[:MOST_SHOWN]:
        _show_problem(screen, problem)
    if len(intake.problems) > MOST_SHOWN:
        screen.print(f"... and {len(intake.problems) - MOST_SHOWN:,} more.")
    screen.print(f"Every problem: {out / 'problems.csv'}; the columns as read: {out / 'mapping.toml'}")
    rejected = sum(file.rows_rejected for file in intake.files)
    if rejected:
        screen.print(
            f"{rejected:,} rows rejected. Correct them in {out / 'mend.csv'} and add that file to the next run."
        )
    return 1 if rejected else 0


def _show_problem(screen: "Console", problem: "Problem") -> None:
    sheet = f", sheet {problem.sheet}" if problem.sheet else ""
    line = f", line {problem.line}" if problem.line else ""
    value = f" “{problem.value[:40]}”" if problem.value else ""
    column = f", {problem.column}{value}" if problem.column else value
    colour = "red" if problem.kind == "rejected" else "yellow"
    screen.print(f"[{colour}]{problem.kind}[/] {escape(problem.file + sheet + line + column)}")
    screen.print(escape(f"  {problem.problem}. {problem.mend}"))


def _show_mapping(screen: "Console", file: "FileReport") -> None:
    counts = f"{file.rows_in:,} rows in = {file.rows_accepted:,} accepted + {file.rows_rejected:,} rejected"
    screen.print(f"[bold]{escape(file.name)}[/]: {counts}")
    for sheet in file.sheets:
        pairs = ", ".join(f"{found.header} → {found.canonical}" for found in sheet.mapping) or sheet.note
        screen.print(escape(f"  {sheet.sheet or 'columns'}: {pairs}"), style="dim")
        if sheet.unmapped:
            screen.print(escape(f"  Not used: {', '.join(sheet.unmapped)} (say what they are with --map)"))
    if file.refused_columns:
        refused = ", ".join(file.refused_columns)
        screen.print(
            f"  [yellow]Refused, never read: {escape(refused)}[/] (they look like passwords or keys)"
        )


def show(summary: dict[str, Any], out: Path) -> None:
    """The summary of an assessment, in devices, with where everything lies."""
    screen = terminal.console()
    counts = summary["counts"]
    rows_in, accepted = (sum(f[k] for f in summary["files"]) for k in ("rows_in", "rows_accepted"))
    files = len(summary["files"])
    screen.print(
        f"{files:,} file{'' if files == 1 else 's'}, {rows_in:,} rows in = {accepted:,} accepted + {rows_in - accepted:,} rejected; "
        f"{counts['estate']['devices']:,} devices as of {summary['as_of']}."
    )
    width = len(f"{counts['estate']['devices']:,}")
    for number, words in _lines(counts):
        screen.print(f"{number:>{width},} {words}")
    if rows_in > accepted:
        screen.print(
            f"{rows_in - accepted:,} rows rejected: why, and where to correct them, in {out / 'mend.csv'}"
        )
    refused = sorted({column for file in summary["files"] for column in file["refused_columns"]})
    if refused:
        screen.print(f"Refused, never read: {escape(', '.join(refused))} (they look like passwords or keys)")
    missing = [feed["name"] for feed in summary["feeds"] if feed["state"] != "ok"]
    if missing:
        screen.print(
            f"[yellow]Not up to date: {', '.join(missing)}.[/] See `{terminal.ours()} feeds status`."
        )
    screen.print(f"Report: {out / 'report.html'}\nOne device: {terminal.ours()} explain {out} ROW")


def _lines(counts: dict[str, Any]) -> list[tuple[int, str]]:
    """Figures in devices, worst first; "not covered" is never left out."""
    vulnerable, listed, identified = counts["vulnerabilities"], counts["watchlists"], counts["identification"]
    return [
        (counts["exploited"]["affected"]["devices"], "have a vulnerability that is known to be exploited"),
        (vulnerable["affected"]["devices"], "have a known vulnerability"),
        (vulnerable["unknown"]["devices"], "may have one: it cannot be ruled out"),
        (vulnerable["not_affected"]["devices"], "are listed by a source and not affected by what it says"),
        (
            vulnerable["not_covered"]["devices"],
            "are not covered by any source: nothing is known, which is not clean",
        ),
        (vulnerable["not_identified"]["devices"], "are not identified well enough to look up"),
        (listed["affected"]["devices"], "are of a maker on a watchlist"),
        (listed["unknown"]["devices"], "may be: a watchlist cannot be ruled out"),
        (identified["identified"]["devices"], "have a known maker"),
        (counts["conflicts"]["devices"], "carry evidence that contradicts itself"),
    ]

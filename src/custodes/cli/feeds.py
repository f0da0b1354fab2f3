"""`custodes feeds`: fetch what is known about cameras, and show how old it is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from custodes import packs
from custodes.cli import terminal
from custodes.errors import FeedError

if TYPE_CHECKING:
    from custodes.concerns.feeds.fetch import Fetcher
    from custodes.concerns.feeds.pull import Report
    from custodes.concerns.feeds.shapes import Problem
    from custodes.concerns.feeds.status import FeedStatus
    from custodes.concerns.feeds.store import Store

app = typer.Typer(no_args_is_help=True, help="Fetch what is known about cameras, and show how old it is.")

STOPPED = "Stopped. The feeds are as they were; pull again and it carries on where this one stopped."
STATE_STYLES = {"ok": "green", "old": "yellow", "missing": "yellow", "damaged": "bold red"}
NVD_NOTICE = "This product uses data from the NVD API but is not endorsed or certified by the NVD."
MOST_SHOWN = 20  # problems and passed-over files listed one by one


@app.command()
def pull(
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="DIR_OR_URL", help="A folder, bundle or mirror instead of the publishers."
        ),
    ] = "",
) -> None:
    """Fetch the feeds, check them and put them in place whole; what fails leaves the old one as it was."""
    from custodes.concerns.feeds.fetch import Fetcher, client
    from custodes.concerns.feeds.store import open_store

    with terminal.user_errors(STOPPED), terminal.progress() as tell, client() as http:
        fetcher = Fetcher(http, lambda what, done, total: tell(what, done / total if total else None))
        report = _pull(open_store(), source, fetcher)
    _show_report(report)
    if report.pulled:
        from custodes.cli.refresh import ask_after_pull

        ask_after_pull()
    if report.problems:
        raise typer.Exit(FeedError.exit_code)


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False) -> None:
    """Show what we know, how old it is, and what is missing."""
    from custodes.concerns.feeds.status import overview
    from custodes.concerns.feeds.store import open_store

    store = open_store()
    feeds = overview(store)
    if as_json:
        print(json.dumps(_as_json(store, feeds), indent=1, ensure_ascii=False, default=str))
    else:
        _show_status(store, feeds)


def _pull(store: "Store", source: str, fetcher: "Fetcher") -> "Report":
    from custodes.concerns.feeds import mirror, public, sources
    from custodes.concerns.feeds.pull import from_folder

    if not source:
        return public.pull(store, sources.public(), fetcher)
    if source.startswith(("https://", "http://")):
        return mirror.from_url(store, source, fetcher)
    path = Path(source)
    if mirror.is_bundle(path):
        return mirror.from_bundle(store, path, source, fetcher)
    return from_folder(store, path, source, fetcher.tell)


def _show_report(report: "Report") -> None:
    from custodes.concerns.feeds.sources import FACTS

    screen = terminal.console()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("Feed", "Edition", "Records", "Before"):
        table.add_column(column, justify="right" if column in ("Records", "Before") else "left", no_wrap=True)
    for manifest in report.pulled:
        before = report.before[manifest.feed]
        counts = f"{manifest.records:,}", f"{before:,}" if before else "-"
        table.add_row(FACTS[manifest.feed].title, manifest.edition or "(undated)", *counts)
    if report.pulled:
        screen.print(table)
    _show_problems(screen, "[dim]Passed over, not feeds", report.ignored)
    _show_problems(screen, "[bold red]Not used", report.problems)
    if report.pulled:
        screen.print("\nNext: `custodes feeds status` shows how old each is and what is missing.")
    else:
        screen.print(
            "\nNothing was replaced. Next: `custodes feeds pull --from FOLDER` reads copies, without a network."
        )


def _show_problems(screen: Console, title: str, problems: "list[Problem]") -> None:
    if not problems:
        return
    screen.print(f"\n{title} ({len(problems):,}):[/]")
    shown = problems[:MOST_SHOWN]
    for problem, following in zip(shown, [*shown[1:], None], strict=True):
        screen.print(f"  {_plain(problem.where)}: {_plain(problem.what)}")
        if problem.mend and (following is None or following.mend != problem.mend):
            screen.print(f"    {_plain(problem.mend)}", style="dim")
    if len(problems) > MOST_SHOWN:
        screen.print(f"  ... and {len(problems) - MOST_SHOWN:,} more")


def _show_status(store: "Store", feeds: "list[FeedStatus]") -> None:
    console = terminal.console()
    console.print(_line("Feed", "State", "Edition", "Age", "Pulled", "Records"), style="dim")
    for feed in feeds:
        console.print(_row(feed), style=STATE_STYLES[feed.state])
        source = f"; from {feed.manifest.source}" if feed.manifest else ""
        console.print(f"  {feed.facts.purpose}{_plain(source)}", style="dim")
    _show_gaps(console, feeds)
    console.print(f"\nFacts that ship with Custodes: edition {packs.edition()}, {len(packs.files())} tables.")
    console.print(
        f"Feeds lie in {_plain(str(store.folder))}; together they are edition {_edition(store) or '(none)'}."
    )
    if any(feed.feed == "nvd" and feed.manifest for feed in feeds):
        console.print(NVD_NOTICE, style="dim")


def _row(feed: "FeedStatus") -> str:
    held = feed.manifest
    if held is None:
        return _line(feed.facts.title, feed.state, "-", "-", "-", "-")
    age = f"{feed.age_days:,} d"
    return _line(
        feed.facts.title, feed.state, held.edition or "-", age, str(held.pulled), f"{held.records:,}"
    )


def _line(feed: str, state: str, edition: str, age: str, pulled: str, records: str) -> str:
    """One line of the table, its columns aligned, within 80 signs."""
    return f"{feed:<17}{state:<9}{edition:<12}{age:>8}  {pulled:<10}  {records:>10}"


def _edition(store: "Store") -> str:
    """The edition of all feeds together, "" where a manifest is too damaged to say."""
    try:
        return store.edition()
    except FeedError:
        return ""


def _show_gaps(console: Console, feeds: "list[FeedStatus]") -> None:
    """Say what each state other than ok means, and what to do."""
    gaps = [line for feed in feeds for line in _gaps(feed)]
    if gaps:
        console.print("\nWhat that means:")
        for line in gaps:
            console.print(f"  {line}")
        console.print(
            "Next: `custodes feeds pull`, or `custodes feeds pull --from FOLDER` without a network."
        )


def _gaps(feed: "FeedStatus") -> Iterator[str]:
    title, held = feed.facts.title, feed.manifest
    if feed.state == "missing":
        yield f"{title} missing: {feed.facts.without}."
    if feed.state == "damaged":
        yield f"{title} damaged and not used until it is pulled again: {_plain(feed.why)}"
    if feed.state == "old":
        yield f"{title} old: what was published in the last {feed.age_days:,} days is not known here."
    if held and held.problems:
        yield f"{title} incomplete: {len(held.problems):,} of its records or files could not be used, first {_plain(held.problems[0].where)}."


def _as_json(store: "Store", feeds: "list[FeedStatus]") -> dict[str, Any]:
    return {
        "folder": str(store.folder),
        "edition": _edition(store),
        "facts": {"edition": packs.edition(), "tables": len(packs.files())},
        "feeds": [_feed_as_json(feed) for feed in feeds],
    }


def _feed_as_json(feed: "FeedStatus") -> dict[str, Any]:
    held = feed.manifest
    return {
        "feed": feed.feed,
        "title": feed.facts.title,
        "purpose": feed.facts.purpose,
        "state": feed.state,
        "why": feed.why,
        "without": feed.facts.without,
        "terms": feed.facts.terms,
        "edition": held.edition if held else None,
        "as_of": held.as_of if held else None,
        "age_days": feed.age_days,
        "pulled": held.pulled if held else None,
        "records": held.records if held else None,
        "source": held.source if held else None,
        "problems": [vars(problem) for problem in held.problems] if held else [],
    }


def _plain(given: str) -> str:
    """Text from outside, which must not be read as markup or move the cursor."""
    return "".join(sign if sign.isprintable() else "?" for sign in given).replace("[", r"\[")

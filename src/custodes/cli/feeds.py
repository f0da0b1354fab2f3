"""`custodes feeds`: fetch what is known about cameras, and show how old it is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from custodes import packs
from custodes.concerns.feeds.fetch import Fetcher, Tell, client, nobody
from custodes.concerns.feeds.mirror import from_bundle, from_url, is_bundle
from custodes.concerns.feeds.public import pull as pull_public
from custodes.concerns.feeds.pull import Report, from_folder
from custodes.concerns.feeds.sources import FACTS, public
from custodes.concerns.feeds.status import FeedStatus, overview
from custodes.concerns.feeds.store import Store, open_store
from custodes.errors import FeedError, UserError

app = typer.Typer(no_args_is_help=True, help="Fetch what is known about cameras, and show how old it is.")

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
    with _user_errors(), _progress() as tell:
        store = open_store()
        report = _pull(store, source, tell)
    _show_report(report)
    if report.problems:
        raise typer.Exit(FeedError.exit_code)


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False) -> None:
    """Show what we know, how old it is, and what is missing."""
    with _user_errors():
        store = open_store()
        feeds = overview(store)
    if as_json:
        print(json.dumps(_as_json(store, feeds), indent=1, ensure_ascii=False, default=str))
    else:
        _show_status(store, feeds)


def _pull(store: Store, source: str, tell: Tell) -> Report:
    with client() as http:
        fetcher = Fetcher(http, tell)
        if not source:
            return pull_public(store, public(), fetcher)
        if source.startswith(("https://", "http://")):
            return from_url(store, source, fetcher)
        path = Path(source)
        return (
            from_bundle(store, path, source, fetcher)
            if is_bundle(path)
            else from_folder(store, path, source, tell)
        )


@contextmanager
def _user_errors() -> Iterator[None]:
    """Show what the user can mend, and nothing of our insides; Ctrl-C ends quietly."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        yield
    except UserError as error:
        console.print(f"[bold red]Error:[/] {_plain(error.message)}\n{_plain(error.mend)}")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        console.print(
            "Stopped. The feeds are as they were; pull again and it carries on where this one stopped."
        )
        raise typer.Exit(130) from None


@contextmanager
def _progress() -> Iterator[Tell]:
    """A progress line on a terminal; silence anywhere else."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield nobody
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def tell(what: str, done: float, total: float | None) -> None:
            bar.update(task, description=what[:60], completed=done, total=total)

        yield tell


def _show_report(report: Report) -> None:
    console = _console()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("Feed", "Edition", "Records"):
        table.add_column(column, justify="right" if column == "Records" else "left", no_wrap=True)
    for manifest in report.pulled:
        table.add_row(FACTS[manifest.feed].title, manifest.edition or "(undated)", f"{manifest.records:,}")
    if report.pulled:
        console.print(table)
    if report.ignored:
        console.print(f"\n[dim]Passed over, not feeds ({len(report.ignored)}):[/]")
        for passed in report.ignored[:MOST_SHOWN]:
            console.print(f"  {_plain(passed.where)}: {_plain(passed.what)}", style="dim")
        _more(console, len(report.ignored))
    if report.problems:
        console.print(f"\n[bold red]Not used ({len(report.problems)}):[/]")
        for problem in report.problems[:MOST_SHOWN]:
            console.print(f"  {_plain(problem.where)}: {_plain(problem.what)}\n    {_plain(problem.mend)}")
        _more(console, len(report.problems))
    console.print("\nNext: `custodes feeds status` shows how old each is and what is missing.")


def _more(console: Console, count: int) -> None:
    if count > MOST_SHOWN:
        console.print(f"  ... and {count - MOST_SHOWN:,} more")


def _show_status(store: Store, feeds: list[FeedStatus]) -> None:
    console = _console()
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


def _row(feed: FeedStatus) -> str:
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


def _edition(store: Store) -> str:
    """The edition of all feeds together, "" where a manifest is too damaged to say."""
    try:
        return store.edition()
    except FeedError:
        return ""


def _show_gaps(console: Console, feeds: list[FeedStatus]) -> None:
    """Say what each state other than ok means, and what to do."""
    gaps = [line for feed in feeds for line in _gaps(feed)]
    if gaps:
        console.print("\nWhat that means:")
        for line in gaps:
            console.print(f"  {line}")
        console.print(
            "Next: `custodes feeds pull`, or `custodes feeds pull --from FOLDER` without a network."
        )


def _gaps(feed: FeedStatus) -> Iterator[str]:
    title, held = feed.facts.title, feed.manifest
    if feed.state == "missing":
        yield f"{title} missing: {feed.facts.without}."
    if feed.state == "damaged":
        yield f"{title} damaged and not used until it is pulled again: {_plain(feed.why)}"
    if feed.state == "old":
        yield f"{title} old: what was published in the last {feed.age_days:,} days is not known here."
    if held and held.problems:
        yield f"{title} incomplete: {len(held.problems):,} given could not be used, first {_plain(held.problems[0].where)}."


def _as_json(store: Store, feeds: list[FeedStatus]) -> dict[str, Any]:
    return {
        "folder": str(store.folder),
        "edition": _edition(store),
        "facts": {"edition": packs.edition(), "tables": len(packs.files())},
        "feeds": [_feed_as_json(feed) for feed in feeds],
    }


def _feed_as_json(feed: FeedStatus) -> dict[str, Any]:
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


def _console() -> Console:
    """Standard output; long lines are left to the terminal to wrap."""
    return Console(highlight=False, soft_wrap=True)


def _plain(given: str) -> str:
    """Text from outside, which must not be read as markup or move the cursor."""
    return "".join(sign if sign.isprintable() else "?" for sign in given).replace("[", r"\[")

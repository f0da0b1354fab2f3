"""`custodes audit`: whether the history is as it was recorded, and a copy of it to keep elsewhere."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from custodes.cli import terminal
from custodes.errors import BrokenChain

if TYPE_CHECKING:
    from custodes.audit.verify import Verdict

app = typer.Typer(no_args_is_help=True, help="Check the history of the register, and keep copies of it.")

STOPPED = "Stopped."
KEEP_ONE = (
    "Whoever can write to the database could still have removed the last events together with the mark of their end, "
    "or have written all of it anew. An export that is kept elsewhere shows that: custodes audit verify --against FILE"
)


@app.command()
def verify(
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An earlier export to compare with.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Verify this export instead of the database.")
    ] = None,
) -> None:
    """Find every event that was changed, removed, added or moved, and every observation that was edited."""
    from custodes.audit.verify import verify_database, verify_file

    with terminal.user_errors(STOPPED):
        if file is None:
            from custodes.cli.existing import open_register

            open_register()
        with terminal.progress() as tell:
            verdict = verify_file(file, against, tell) if file else verify_database(against, tell)
    _show(verdict, file, against)
    if verdict.problems:
        raise typer.Exit(BrokenChain.exit_code)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write it: history.jsonl.gz", dir_okay=False)],
) -> None:
    """Write the whole history to a file, which can be verified on any machine."""
    from custodes.cli.existing import open_register

    with terminal.user_errors("Stopped. Nothing was written."):
        open_register()
        from custodes.audit.export import export as write

        with terminal.progress() as tell:
            header = write(file, tell)
    from custodes.web.govuk.wording import count

    screen = terminal.console()
    screen.print(f"{escape(str(file))}: {count(header.sequence, 'event')}")
    screen.print(f"Last digest: {header.digest}")
    screen.print(f"Check it anywhere: custodes audit verify --file {escape(str(file))}")


def _show(verdict: "Verdict", file: Path | None, against: Path | None) -> None:
    from custodes.web.govuk.wording import count

    screen = terminal.console()
    for problem in verdict.problems:
        screen.print(escape(problem), style="bold red")
    days = f", {_day(verdict.first_at)} to {_day(verdict.last_at)}" if verdict.events else ""
    screen.print(
        f"{verdict.events:,} events{days}; the last is {verdict.sequence:,}, digest {verdict.digest}"
    )
    if file is None:
        submissions = f", {count(verdict.submissions, 'submission')}" if verdict.submissions else ""
        screen.print(
            f"{count(verdict.imports, 'import')}, {count(verdict.observations, 'observation')}{submissions}"
        )
    for note in verdict.notes:
        screen.print(escape(note))
    if verdict.problems:
        screen.print(
            f"[bold red]{count(len(verdict.problems), 'problem')}.[/] See docs/how-to/check-the-history.md."
        )
        return
    screen.print(_sound(verdict, file))
    if against is None and file is None:
        screen.print(KEEP_ONE, style="dim")


def _sound(verdict: "Verdict", file: Path | None) -> str:
    if verdict.part:
        return (
            f"Each event is as it was recorded. This is only the part about {escape(verdict.part)}: "
            "it cannot show whether others of that part were removed."
        )
    if not verdict.events:
        return "Nothing has been recorded yet, so nothing was checked."
    what = ", and every observation is as it was made" if verdict.observations else ""
    what += ", and every submission is as it was signed off" if verdict.submissions else ""
    return f"Every event is as it was recorded, in its place{what}."


def _day(at: str) -> str:
    try:
        day = dt.date.fromisoformat(str(at)[:10])
    except ValueError:
        return "?"
    return f"{day.day} {day:%B %Y}"

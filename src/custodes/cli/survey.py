"""`custodes survey`: questionnaires as workbooks, checked before anybody is asked, and those that ship."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from custodes.cli import terminal
from custodes.errors import Invalid, OutputError, UserError

if TYPE_CHECKING:
    from rich.console import Console

    from custodes.survey.instrument import Instrument, Words
    from custodes.survey.problems import Problem
    from custodes.survey.xlsform import Reading

app = typer.Typer(no_args_is_help=True, help="Check questionnaires, and write out those that ship.")

STOPPED = "Stopped. Nothing was written."
_STYLES = {"error": "bold red", "warning": "yellow"}


@app.command()
def check(
    form: Annotated[
        str, typer.Argument(help="An XLSForm workbook, or the name of an instrument that ships.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Say what a questionnaire asks and everything that is wrong with it, each with its place."""
    with terminal.user_errors(STOPPED):
        reading = _read(form)
    if as_json:
        print(json.dumps(_as_json(reading), indent=1, ensure_ascii=False))
    else:
        _show(reading)
    if reading.errors:
        raise typer.Exit(Invalid.exit_code)


@app.command()
def instruments() -> None:
    """List the instruments that ship."""
    from custodes.survey import shipped

    table = _table("Name", "Version", "Questions", "Title")
    with terminal.user_errors(STOPPED):
        for name in shipped.names():
            found = shipped.load(name)
            table.add_row(name, found.version, str(_asked(found)), found.title)
    screen = terminal.console()
    screen.print(table)
    screen.print("\nNext: `custodes survey export NAME --to FORM.xlsx` writes one as a workbook to edit.")


@app.command()
def export(
    name: Annotated[str, typer.Argument(help="The name of an instrument that ships.")],
    to: Annotated[Path, typer.Option("--to", metavar="FORM.xlsx", help="Where to write it.", dir_okay=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write an instrument that ships as an XLSForm workbook, which ODK and Kobo read too."""
    from custodes.survey import shipped, writing

    with terminal.user_errors(STOPPED):
        if to.suffix.lower() != ".xlsx":
            raise UserError(f"{to.name} is no name for a workbook.", "Let it end in .xlsx.")
        found = shipped.load(name)
        if to.exists() and not force:
            raise OutputError(
                f"{to} is there already, and may have been edited.",
                "Give another name, or --force to replace it.",
            )
        writing.write(found, to)
    screen = terminal.console()
    screen.print(
        f"{escape(found.title)}, version {found.version}: {_asked(found)} questions, in {escape(str(to))}"
    )
    screen.print(f"Next: edit it, then `custodes survey check {escape(str(to))}`.")


@app.command()
def population(
    name: Annotated[str, typer.Argument(help="The name of a population that ships; none lists them.")] = "",
    office: Annotated[
        str, typer.Option("--office", metavar="SLUG", help="Create its bodies, overseen by this office.")
    ] = "",
) -> None:
    """List populations that ship, and the bodies of one; or create those bodies for an office."""
    from custodes.cli.population import run

    run(name, office)


def _read(form: str) -> "Reading":
    """A workbook, or a shipped instrument as it is when it has been written and read again."""
    import tempfile

    from custodes.survey import shipped, writing, xlsform

    path = Path(form)
    if form not in shipped.names() and (path.suffix or path.exists()):
        return xlsform.read(path)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / f"{form}.xlsx"
        writing.write(shipped.load(form), written)
        return xlsform.read(written)


def _show(reading: "Reading") -> None:
    screen = terminal.console()
    found = reading.found
    version = f"version {found.version}" if found.version else "no version"
    screen.print(f"[bold]{_plain(found.title)}[/] ({_plain(found.id)}, {_plain(version)})")
    if len(found.languages) > 1:
        screen.print(f"Languages: {_plain(', '.join(found.languages))}")
    _show_sections(screen, found)
    _show_problems(screen, reading.problems)
    screen.print(_verdict(reading))


def _show_sections(screen: "Console", found: "Instrument") -> None:
    table = _table("Section", "Questions")
    for label, asked in found.sections():
        table.add_row(_plain(_in_first(label)) or "(outside of sections)", f"{asked:,}")
    table.add_row("[bold]All[/]", f"[bold]{_asked(found):,}[/]")
    screen.print(table)


def _show_problems(screen: "Console", problems: "tuple[Problem, ...]") -> None:
    if not problems:
        return
    table = _table("", "Where", "What is wrong, and what to do")
    for problem in problems:
        style = _STYLES[problem.severity]
        said = f"{_plain(problem.what)}\n[dim]{_plain(problem.mend)}[/]"
        table.add_row(f"[{style}]{problem.severity}[/]", _plain(problem.place), said)
    screen.print()
    screen.print(table)


def _verdict(reading: "Reading") -> str:
    warnings = len(reading.problems) - reading.errors
    counts = f"{_number(reading.errors, 'error')}, {_number(warnings, 'warning')}"
    if reading.errors:
        return f"\n[bold red]Not usable yet:[/] {counts}."
    return f"\n[green]It can be used:[/] {counts}."


def _number(count: int, what: str) -> str:
    return f"{f'{count:,}' if count else 'no'} {what}{'' if count == 1 else 's'}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, justify="right" if column == "Questions" else "left", overflow="fold")
    return table


def _asked(found: "Instrument") -> int:
    return sum(question.asked for question in found.questions())


def _in_first(words: "Words") -> str:
    """What people read, in the language that comes first."""
    return next(iter(words.values()), "")


def _as_json(reading: "Reading") -> dict[str, Any]:
    found = reading.found
    return {
        "id": found.id,
        "title": found.title,
        "version": found.version,
        "languages": list(found.languages),
        "questions": _asked(found),
        "sections": [{"label": dict(label), "questions": asked} for label, asked in found.sections()],
        "usable": not reading.errors,
        "problems": [problem._asdict() for problem in reading.problems],
    }


def _plain(given: str) -> str:
    """Text of the form, which must not be read as markup or move the cursor."""
    return escape("".join(sign if sign.isprintable() else "?" for sign in given))

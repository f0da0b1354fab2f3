"""`custodes verify`: whether a publication is as it was signed, and whether each figure comes out."""

from pathlib import Path

import typer
from rich.markup import escape

from custodes.cli import terminal
from custodes.errors import BrokenPublication, UnreadableInput
from custodes.publication.package.verifying import Verdict, verify


def run(file: Path, key: Path | None) -> None:
    """Check a file, say what was checked, and end with the exit code of a broken publication where it is one."""
    with terminal.user_errors("Stopped."):
        verdict = verify(_bytes(file), _bytes(key) if key else None)
    _show(verdict, file, key is not None)
    if verdict.problems:
        raise typer.Exit(BrokenPublication.exit_code)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadableInput(
            f"{file} cannot be read: {error.strerror or error}.",
            "Look at its name, and whether you may read it.",
        ) from error


def _show(verdict: Verdict, file: Path, by_given_key: bool) -> None:
    from custodes.web.govuk.wording import count

    screen = terminal.console()
    screen.print(escape(verdict.title or str(file)))
    for problem in verdict.problems:
        screen.print(escape(f"  {problem}"), style="bold red")
    figures = f"{count(verdict.figures, 'figure')} worked out again"
    totals = f" ({verdict.from_totals:,} from published totals only)" if verdict.from_totals else ""
    answers = f"{count(verdict.files, 'file')}, {count(verdict.answers, 'answer')}"
    screen.print(f"{answers}, {figures}{totals}; key {verdict.key or 'none'}")
    if verdict.problems:
        screen.print(f"[bold red]{count(len(verdict.problems), 'problem')}.[/] Do not rely on this file.")
        return
    screen.print("Every file is as it was signed, and every figure comes out.")
    if not by_given_key:
        screen.print(
            "The key is that in the file itself. Compare it with the one on the office's site, or give that: --key FILE",
            style="dim",
        )

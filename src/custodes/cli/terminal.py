"""What every command shows in the same way: errors, progress, plain text."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from custodes.errors import UserError

Tell = Callable[[str, float | None], None]
"""What is being done, and the share done (0 to 1; None where nobody can say)."""


def console(*, err: bool = False) -> Console:
    """Text as it is: no guessing of what to colour, no wrapping where output is piped."""
    return Console(stderr=err, highlight=False, soft_wrap=True)


def ours() -> str:
    """How whoever runs us runs us again: by `uv run` where they did so now, as our commands are on no path then."""
    return "uv run custodes" if "UV_RUN_RECURSION_DEPTH" in os.environ else "custodes"


@contextmanager
def user_errors(stopped: str) -> Iterator[None]:
    """Show what the user can mend and nothing of our insides; Ctrl-C ends quietly, saying what is left."""
    try:
        yield
    except UserError as error:
        console(err=True).print(f"[bold red]Error:[/] {escape(error.message)}\n{escape(error.mend)}".rstrip())
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        console(err=True).print(stopped)
        raise typer.Exit(130) from None


@contextmanager
def progress() -> Iterator[Tell]:
    """A progress line on a terminal; silence anywhere else."""
    screen = Console(stderr=True)
    if not screen.is_terminal:
        yield lambda what, share: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def tell(what: str, share: float | None) -> None:
            bar.update(task, description=what[:60], completed=share or 0, total=None if share is None else 1)

        yield tell

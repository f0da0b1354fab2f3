"""`custodes backup` and `custodes restore`: the whole register as one file, and back."""

import os
import signal
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from custodes import settings
from custodes.cli import terminal
from custodes.errors import BrokenChain
from custodes.web.govuk.wording import count

if TYPE_CHECKING:
    from custodes.backup.manifest import Manifest


def back_up(file: Path) -> None:
    """Write a backup and say what is in it. Exit code 12 where its history or its uploads are not sound."""
    _stop_as_by_ctrl_c()
    with terminal.user_errors("Stopped. No backup was made."):
        from custodes.cli.existing import open_register

        open_register()
        from custodes.backup.writing import back_up as write

        with terminal.progress() as tell:
            made = write(file, tell)
    _show(made.manifest, f"{file}: {_size(file)}")
    screen = terminal.console()
    screen.print(
        "Passwords (hashed) and second factors are in it: keep it where only those may read it who may read all. "
        "The secret key and the feeds are not."
    )
    if made.problems:
        for problem in made.problems:
            screen.print(escape(problem), style="bold red")
        screen.print(
            f"[bold red]The backup was made, with {len(made.problems):,} problems in what it holds.[/]"
        )
        raise typer.Exit(BrokenChain.exit_code)


def put_back(file: Path, accept_broken: bool) -> None:
    """Restore a backup and say how the register stands. Exit code 12 where its history is not sound."""
    _stop_as_by_ctrl_c()
    os.umask(0o077)  # also of the database file, where SQLite makes one
    with terminal.user_errors("Stopped. Nothing was restored."):
        from custodes.cli import service

        service.set_up()
        from custodes.backup.restoring import restore

        with service.sole(settings.data_folder()), terminal.progress() as tell:
            restored = restore(file, tell, accept_broken=accept_broken)
    manifest, verdict = restored
    _show(manifest, f"Restored the backup of {manifest.made_at[:16].replace('T', ' ')} UTC")
    screen = terminal.console()
    if verdict.problems:
        for problem in verdict.problems:
            screen.print(escape(problem), style="bold red")
        raise typer.Exit(BrokenChain.exit_code)
    said = count(verdict.events, "event")
    if verdict.observations:
        said += f" and {count(verdict.observations, 'observation')}"
    if verdict.submissions:
        said += f" and {count(verdict.submissions, 'submission')}"
    screen.print(f"Verified: {said}, as they were recorded.")
    screen.print("Next: `custodes feeds pull`, as feeds are not in a backup, and `custodes serve`.")


def _show(manifest: "Manifest", title: str) -> None:
    screen = terminal.console()
    screen.print(escape(title))
    for line in told(manifest):
        screen.print(line)
    screen.print(f"Last event {manifest.sequence:,}, digest {manifest.digest}")


def told(manifest: "Manifest") -> list[str]:
    """How much of each thing is in it: "1 body", "2 bodies"."""
    rows = {part.table: part.rows for part in manifest.tables}
    came = len(manifest.as_they_came)
    found = [(rows.get(table, 0), *names) for table, names in SHOWN.items()]
    found += [(came, "file as it was uploaded", "files as they were uploaded")]
    found += [
        (len(manifest.uploads) - came, "file of what was read from them", "files of what was read from them")
    ]
    return [f"{number:>12,}  {one if number == 1 else many}" for number, one, many in found]


SHOWN = {
    "access.Body": ("body", "bodies"),
    "access.Person": ("person", "people"),
    "register.System": ("system", "systems"),
    "register.Device": ("device", "devices"),
    "evidence.Observation": ("observation", "observations"),
    "survey.Return": ("return", "returns"),
    "survey.Submission": ("submission of a return", "submissions of returns"),
    "audit.Event": ("event", "events"),
}
"""Tables that are told of, with what one and several of their rows are called."""


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"


def _stop_as_by_ctrl_c() -> None:
    """Whoever ends the command (a timer, a shutdown) leaves no half file either."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)

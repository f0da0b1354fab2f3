"""`custodes refresh`: work out findings again now, where they are older than what is known."""

from pathlib import Path

from rich.markup import escape

from custodes import settings
from custodes.cli import terminal
from custodes.errors import UserError

STOPPED = "Stopped. What was worked out so far is kept; run it again and it goes on from there."
WHY = "asked for on the command line"


def run() -> None:
    """Every body that is not up to date, or is waiting, one after the other in this process."""
    from custodes.cli.existing import open_register

    with terminal.user_errors(STOPPED):
        open_register()
        from custodes.concerns.actions import refresh_all, run_waiting

        refresh_all(WHY)
        screen = terminal.console()
        done = run_waiting(lambda body: screen.print(f"Working out {escape(body.name)}"))
        screen.print(
            f"{done:,} bod{'y' if done == 1 else 'ies'} worked out." if done else "Everything is up to date."
        )


def ask_after_pull() -> None:
    """Have a register's findings follow the feeds that were pulled; nothing where there is no register."""
    if not _has_register():
        return
    try:
        from custodes.cli.existing import open_register

        open_register()
        from custodes.concerns.actions import refresh_all

        bodies = refresh_all("feeds were pulled")
    except UserError as error:
        terminal.console(err=True).print(
            f"[yellow]The register does not follow yet:[/] {escape(error.message)}"
        )
        return
    if bodies:
        terminal.console().print(
            f"{len(bodies):,} bod{'y' if len(bodies) == 1 else 'ies'} of the register will be worked out again: "
            "in the background by `custodes serve`, or now with `custodes refresh`."
        )


def _has_register() -> bool:
    address = settings.database_url()
    return not address.startswith("sqlite:///") or Path(address.removeprefix("sqlite:///")).exists()

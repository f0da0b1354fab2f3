"""`custodes figures`: anyone's published figures, held against themselves and against a wave."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from custodes.cli import terminal
from custodes.errors import Invalid, NothingFound, UnreadableInput, UserError

if TYPE_CHECKING:
    from custodes.publication.figures.checking.wave import Known

app = typer.Typer(no_args_is_help=True, help="Check figures that somebody has published.")

STOPPED = "Stopped."
MOST_BYTES = 5_000_000
DEMO, REGISTER = Path("demo"), "register.sqlite3"


@app.callback()
def figures() -> None:
    """Check figures that somebody has published."""


@app.command()
def check(
    text: Annotated[
        list[str] | None, typer.Argument(help="Figures, as “39 of 47” 91%, or whole sentences.")
    ] = None,
    file: Annotated[
        str, typer.Option("--file", metavar="REPORT", help="A report as text; - reads what is piped in.")
    ] = "",
    wave: Annotated[str, typer.Option("--wave", metavar="TITLE", help="The wave to hold them against.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Say which figures do not match, which denominators of a wave would give them, and which sums do not add up."""
    with terminal.user_errors(STOPPED):
        from custodes.cli.figures_shown import show
        from custodes.publication.figures.checking.checked import as_data, check

        given = _given(text or [], file)
        found = check(given, _known(wave, given), every_number=not file)
        if not (found.results or found.findings or (file and found.alone)):
            raise NothingFound(
                "There is no figure in this.",
                "Give one as “39 of 47” 91%, or a sentence or report with some.",
            )
    if as_json:
        print(json.dumps(as_data(found), indent=1, ensure_ascii=False))
    else:
        show(found, bool(file))
    if found.faults:
        raise typer.Exit(Invalid.exit_code)


def _given(text: list[str], file: str) -> str:
    """What is to be checked. Raises UserError, UnreadableInput."""
    from custodes.publication.figures.checking.statements import joined

    if bool(text) == bool(file):
        raise UserError(
            "Give figures to check, or a file with --file, one of the two.",
            "For example: custodes figures check “39 of 47” 91%",
        )
    return _read(file) if file else joined(text)


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{file} cannot be read: {error.strerror}.", "Look at its name.") from error
    if len(data) > MOST_BYTES:
        raise UnreadableInput(f"{file} is larger than 5 MB.", "Give the part with the figures.")
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if data[:4] in (b"%PDF", b"PK\x03\x04") or (b"\0" in data[:1000] and not wide):
        mend = "Copy its text into a file, or pipe it in with --file -."
        raise UnreadableInput(f"{file} is no text.", mend)
    if wide:
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _known(title: str, text: str) -> "Known | None":
    """The numbers of the wave that is named, or of the latest one; None without a register.

    Raises NothingFound where one is named and is not there, Invalid where its figures do not fit.
    """
    there = _has_register()
    if not (title or there):
        return None
    from custodes.cli.existing import open_register

    open_register()
    from custodes.publication.figures.checking.checked import returns_meant
    from custodes.publication.figures.checking.known import known_of, wave_called

    found = wave_called(title)
    return known_of(found, returns_meant(text)) if found else None


def _has_register() -> bool:
    """Whether there is a register to look at: the one that is set, else the demo's in this folder, else one's own."""
    from custodes import settings

    if os.environ.get("DATABASE_URL"):
        return True
    if not os.environ.get("CUSTODES_DATA") and (DEMO / REGISTER).exists():
        os.environ["CUSTODES_DATA"] = str(DEMO.resolve())
    return (settings.data_folder() / REGISTER).exists()

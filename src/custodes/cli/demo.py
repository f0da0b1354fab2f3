"""`custodes demo`: the main job on made-up estates, and a register filled with them."""

import shlex
import subprocess
import sys
from pathlib import Path

import typer

from custodes.cli import service, terminal
from custodes.cli.assess import STOPPED, Request
from custodes.cli.assess import run as assess
from custodes.cli.serve import DEMO_FOLDER


def run(out: Path, devices: int) -> None:
    """Make up the estates under `out`/estates, assess them into `out`, and fill the register that lies there."""
    from custodes.demo import FICTIONAL_NOTICE, make_estates
    from custodes.demo.register import refuse_real

    with terminal.user_errors(STOPPED):
        refuse_real(out)
        estates = _fresh(out / "estates")
        with service.sole(out):  # an open register is told of now, not after the report
            files = make_estates(estates, devices=devices)
    screen = terminal.console()
    screen.print(f"[bold]{FICTIONAL_NOTICE}[/]\nEstates: {out / 'estates'} ({len(files)} files)")
    assess(Request(files, out, False, [], None, [], "", FICTIONAL_NOTICE))
    _fill(out)


def _fill(out: Path) -> None:
    screen = terminal.console()
    screen.print("\nFilling a register with the same lists")
    done = subprocess.run([sys.executable, "-m", "custodes.demo.register", str(out)], check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)
    where = "" if out == DEMO_FOLDER else f"CUSTODES_DATA={shlex.quote(str(out))} "
    screen.print(f"Published: {out / 'public' / 'index.html'}, from publication-1.zip to publication-3.zip")
    screen.print(f"Check one: {terminal.ours()} verify {out / 'publication-3.zip'}")
    screen.print(f"Register: {out / 'register.sqlite3'}\nOpen it: {where}{terminal.ours()} serve --demo")


def _fresh(folder: Path) -> Path:
    """The folder, without estates of an earlier run."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("fictional-*"):
        file.unlink()
    return folder

"""`custodes demo`: the main job on made-up estates."""

from pathlib import Path

from custodes.cli import terminal
from custodes.cli.assess import STOPPED, Request
from custodes.cli.assess import run as assess


def run(out: Path, devices: int) -> None:
    """Make up the estates under `out`/estates and assess them into `out`."""
    from custodes.demo import FICTIONAL_NOTICE, make_estates

    with terminal.user_errors(STOPPED):
        files = make_estates(_fresh(out / "estates"), devices=devices)
    screen = terminal.console()
    screen.print(f"[bold]{FICTIONAL_NOTICE}[/]\nEstates: {out / 'estates'} ({len(files)} files)")
    assess(Request(files, out, False, [], None, [], "", FICTIONAL_NOTICE))


def _fresh(folder: Path) -> Path:
    """The folder, without estates of an earlier run."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("fictional-*"):
        file.unlink()
    return folder

"""`custodes publish --static`: everything that is published, as files for any web server."""

import time
from pathlib import Path

from rich.markup import escape

from custodes.cli import terminal
from custodes.errors import UserError


def run(folder: Path, address: str) -> None:
    """Write the site, and say what was done. It can be stopped and run again at any time."""
    began = time.monotonic()
    with terminal.user_errors("Stopped. What was written stays; the next run goes on from there."):
        if address and not address.startswith(("https://", "http://")):
            raise UserError(
                f"{address} is no web address.", "Give the whole one: --address https://example.org/"
            )
        from custodes.cli.existing import open_register

        open_register()
        from django.utils import timezone

        from custodes.publication.site.exporting import export
        from custodes.publication.site.shown import shown_now

        site = shown_now(timezone.now(), f"{address.rstrip('/')}/" if address else "")
        with terminal.progress() as tell:
            done = export(site, folder, tell)
    screen = terminal.console(err=True)
    if not site.waves:
        screen.print("Nothing is published yet; the site says so.")
    took = time.monotonic() - began
    screen.print(
        escape(
            f"{folder}: {done.files:,} files, {done.bytes / 1e6:,.1f} MB; {done.changed:,} written, "
            f"{done.removed:,} removed, in {took:,.1f} s"
        )
    )

"""`custodes serve`: the register as a service, without any other server."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.markup import escape

from custodes import settings
from custodes.cli import service, terminal
from custodes.errors import UserError

STOPPED = "Stopped before it was up."
DEMO_FOLDER = Path("demo")


def run(host: str, port: int, workers: int, demo: bool) -> None:
    """Serve until told to stop: pages by gunicorn, long work by one process in the background."""
    os.umask(0o077)  # the register, uploads and the key are for the account that runs this alone
    with terminal.user_errors(STOPPED):
        if demo or settings.demo():
            _become_demo(host)
        _name_ourselves(host, port)
        service.set_up()
        with service.sole(settings.data_folder()), _listening(host, port) as listener:
            service.migrate()
            if settings.demo():
                _refuse_real_bodies()
            _greet(host)
            _keep_up(listener, workers)


def _become_demo(host: str) -> None:
    """Fictional bodies and no second factor: for nobody but who sits at this machine."""
    if not _loopback(host):
        raise UserError(
            f"The demo has sign-ins that everybody may know, so it is not opened on {host}.",
            "Leave --host out, or serve a register of your own without --demo.",
        )
    os.environ["CUSTODES_DEMO"] = "1"
    os.environ.setdefault("CUSTODES_DATA", str(DEMO_FOLDER.resolve()))
    folder = settings.data_folder()
    if not (folder / "register.sqlite3").exists():
        raise UserError(
            f"There is no demo in {folder}.",
            f"Make it: {terminal.ours()} demo. If it is in another folder, set CUSTODES_DATA to that folder.",
        )
    os.environ.pop("DATABASE_URL", None)


def _refuse_real_bodies() -> None:
    from custodes.access.models import Body

    if real := Body.objects.filter(fictional=False).first():
        raise UserError(
            f"{real.name} is no fictional body, and a demo is open to whoever sits at this machine.",
            f"If it is a demo: remove the folder {settings.data_folder()} and run {terminal.ours()} demo. "
            "If it is a register of your own: serve it without --demo (and without CUSTODES_DEMO).",
        )


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _name_ourselves(host: str, port: int) -> None:
    """CUSTODES_ADDRESS, as it is where nobody has set it. Raises UserError where it cannot be told."""
    if os.environ.get("CUSTODES_ADDRESS"):
        return
    if host in ("0.0.0.0", "::"):
        raise UserError(
            f"With --host {host} Custodes cannot know by which address people reach it.",
            "Set CUSTODES_ADDRESS, for example to https://cameras.example.gov.uk",
        )
    os.environ["CUSTODES_ADDRESS"] = f"http://{f'[{host}]' if ':' in host else host}:{port}"


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The open port, which every gunicorn inherits: those who come while one starts wait instead of failing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise UserError(
            f"Port {port} of {host} cannot be opened: {os.strerror(error.errno or 0)}.",
            f"Another program may be using it: {terminal.ours()} serve --port {port + 1}",
        ) from error
    with listener:
        yield listener


def _greet(host: str) -> None:
    """Say where we are, and how to get in where nobody can yet."""
    from custodes.access.models import Person

    screen = terminal.console()
    address = settings.address()
    screen.print(f"Custodes is at [bold]{address}[/]  (Ctrl-C stops it)")
    if not _loopback(host) and address.startswith("http://"):
        terminal.console(err=True).print(
            "Warning: without https, passwords can be read on the way. See docs/how-to/run-the-service.md."
        )
    if settings.demo():
        _show_sign_ins()
    elif not Person.objects.exists():
        from custodes.access.actions import first_run_code

        link = f"{address}/first-run/{first_run_code()}"
        screen.print(
            f"Nobody can sign in yet. This link, which works once, makes the first administrator:\n  {link}"
        )


def _show_sign_ins() -> None:
    from custodes.demo import sign_ins

    screen = terminal.console()
    screen.print("Every body and person in it is fictional. Some of those who can sign in:")
    for line in sign_ins.shown(settings.data_folder()):
        screen.print(f"  {escape(line)}")


def _keep_up(listener: socket.socket, workers: int) -> None:
    """Load what both parts need, let go of the database, and have them go on from there."""
    from django.db import connections

    from custodes.web import server, worker
    from custodes.web.processes import supervise

    server.load()
    connections.close_all()
    serves = partial(server.serve, listener.fileno(), workers)
    try:
        supervise({"web server": serves, "background worker": worker.work})
    finally:
        if connections["default"].vendor == "sqlite":  # who closes it last leaves one file
            connections["default"].ensure_connection()
            connections.close_all()

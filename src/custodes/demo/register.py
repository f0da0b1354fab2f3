"""A register with the fictional bodies in it, filled by the actions that pages call: `python -m custodes.demo.register`.

It is a process of its own, as Django is set up once in a process and on one database.
"""

import datetime as dt
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from custodes.demo import sign_ins
from custodes.errors import OutputError

OBSERVED_ON = dt.date(2022, 6, 30)
"""The day of the survey whose shape the estates have."""
REGISTER = "register.sqlite3"
Tell = Callable[[str, float | None], None]


def refuse_real(folder: Path) -> None:
    """Raises OutputError where the register in `folder` is not a demo's: it would be written over.

    One on PostgreSQL has its uploads alone there. The file of sign-ins marks a demo's, from before it is filled.
    """
    path = folder / REGISTER
    begun_by_us = (folder / sign_ins.FILE).exists() and _is_all_fiction(path)
    if (path.exists() or (folder / "uploads").exists()) and not begun_by_us:
        raise OutputError(
            f"{path} is not a demo's register, so it is left alone.",
            f"If it was a demo and real bodies were added to it, remove the folder {folder} and run custodes demo "
            "again. Otherwise give another folder with --out.",
        )


def _is_all_fiction(path: Path) -> bool:
    """Whether a register holds no real body; one whose filling was stopped may hold no table, or not be there yet."""
    if not path.exists():
        return True
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as register:
            tables = {name for (name,) in register.execute("select name from sqlite_master")}
            if "access_body" not in tables:
                return True
            return not register.execute("select count(*) from access_body where not fictional").fetchone()[0]
    except sqlite3.Error:
        return False


def clear(folder: Path) -> None:
    """Nothing is left of the register of an earlier demo. What marks it as one goes last."""
    for name in ("uploads", "mail", "public"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in (REGISTER, f"{REGISTER}-wal", f"{REGISTER}-shm", sign_ins.FILE):
        (folder / name).unlink(missing_ok=True)


def _become_demo(folder: Path) -> None:
    """What is known stays what is known outside of the demo: its feeds are those of the user."""
    from custodes import settings

    feeds = settings.data_folder().resolve() / "feeds"
    os.environ.update(CUSTODES_DATA=str(folder.resolve()), CUSTODES_DEMO="1")
    os.environ.pop("DATABASE_URL", None)
    ours = folder / "feeds"
    if ours.is_symlink():
        ours.unlink()
    if feeds.is_dir() and not ours.exists():
        ours.symlink_to(feeds)


def run(folder: Path, tell: Tell) -> None:
    """Fill the register of the demo in `folder` from the lists in its `estates`. Raises UserError."""
    refuse_real(folder)
    _become_demo(folder)
    from custodes.cli import service

    service.set_up()
    with service.sole(folder):
        clear(folder)
        sign_ins.write(folder, [])  # marks the register as a demo's, also where its filling stops half-way
        tell("Making the tables of the register", None)
        service.migrate()
        from custodes.demo.filling import fill

        fill(folder, tell)


def main() -> None:
    """`python -m custodes.demo.register FOLDER`."""
    from custodes.cli import terminal

    os.umask(0o077)
    with (
        terminal.user_errors("The register of the demo is half filled: run custodes demo again."),
        terminal.progress() as tell,
    ):
        run(Path(sys.argv[1]), tell)


if __name__ == "__main__":
    main()

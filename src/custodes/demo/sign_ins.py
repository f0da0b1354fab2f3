"""Who can sign in to the demo, in a file beside its register: for whoever made it alone."""

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from custodes.demo.names import FICTIONAL_NOTICE

FILE = "sign-ins.txt"
SHOWN = (
    "administrator@",
    "@office-of-the-camera-commissioner.",
    "@northmarrow-police.",
    "lead@larkmere-district-council.",
    "lead@calderfell-police.",
    "sro@calderfell-police.",
)
"""Whose sign-ins are shown; all are in the file. Calderfell has not answered the survey: who wants to can."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class SignIn(NamedTuple):
    """How one person gets in."""

    email: str
    password: str
    name: str
    part: str
    """Role and body."""


def new_password() -> str:
    """Twelve random letters and digits that are not taken for one another: 59 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def write(folder: Path, found: Sequence[SignIn]) -> None:
    """Put them down in `folder`."""
    path = folder / FILE
    path.unlink(missing_ok=True)
    path.touch(0o600)
    path.write_text("\n".join([FICTIONAL_NOTICE, *("\t".join(one) for one in found), ""]), encoding="utf-8")


def read(folder: Path) -> list[SignIn]:
    """Those of the demo in `folder`; none where there is no demo."""
    path = folder / FILE
    if not path.exists():
        return []
    return [SignIn(*line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def shown(folder: Path) -> Iterator[str]:
    """Some of them, a line each, and where all of them are."""
    for one in read(folder):
        if any(part in one.email for part in SHOWN):
            yield f"{one.email:<51}{one.password:<16}{one.part}"
    yield f"All of them: {folder / FILE}"

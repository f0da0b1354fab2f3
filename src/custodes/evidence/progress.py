"""How far a piece of work is, in a small file beside it.

Not in the database: the work itself may hold the database in one long transaction, which nobody sees into
and, on SQLite, no other writer gets past.
"""

import json
import os
import time
from pathlib import Path
from typing import NamedTuple

FILE = "progress.json"
EVERY = 0.5
"""Seconds between two writes."""


class Progress(NamedTuple):
    """What is being done, and what share of the work (0 to 1) is behind it."""

    what: str = ""
    share: float = 0.0


class Teller:
    """Writes what it is told; not more often than anybody could read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last = -EVERY

    def __call__(self, what: str, share: float) -> None:
        now = time.monotonic()
        if now - self._last < EVERY and share < 1:
            return
        self._last = now
        part = self._folder / f"{FILE}.part"
        part.write_text(json.dumps({"what": what, "share": round(share, 4)}), encoding="utf-8")
        os.replace(part, self._folder / FILE)


def told(folder: Path) -> Progress:
    """How far the work in a folder is; nothing at all where none has begun."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Progress(str(found["what"]), float(found["share"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Progress()


def forget(folder: Path) -> None:
    """The work has ended, or begins anew."""
    (folder / FILE).unlink(missing_ok=True)

"""How often a token may be used: counted in a small file each, so that it holds across processes."""

import fcntl
import struct
import time
from pathlib import Path

from django.conf import settings

from custodes.web.api.problems import TooMany

A_MINUTE = 600
"""Requests that a token, or a person in a browser, has in a minute."""

COUNT = struct.Struct("<QQ")
"""The minute, in minutes since 1970, and the requests in it so far."""


def spend(whose: str) -> None:
    """Count one request. `whose` is token-12 or person-3. Raises TooMany when the minute is used up."""
    folder = Path(settings.DATA_FOLDER) / "api-use"
    folder.mkdir(parents=True, exist_ok=True)
    now = time.time()
    if _counted(folder / whose, int(now // 60)) > A_MINUTE:
        raise TooMany(60 - int(now % 60))


def _counted(path: Path, minute: int) -> int:
    """Requests in this minute with this one: read, counted up and written under a lock."""
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        held = file.read(COUNT.size)
        of, before = COUNT.unpack(held) if len(held) == COUNT.size else (0, 0)
        count: int = before + 1 if of == minute else 1
        file.truncate(0)
        file.write(COUNT.pack(minute, count))
    return count

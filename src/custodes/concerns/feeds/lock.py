"""One pull at a time in one store."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from custodes.errors import FeedError


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the store's lock. Raises FeedError while another process that is alive holds it.

    A lock whose process is gone is taken over: it was left by a crash.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "pull.lock"
    _take(lock)
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            lock.unlink()


def _take(lock: Path) -> None:
    for _ in range(2):
        try:
            with lock.open("x", encoding="ascii") as out:
                out.write(str(os.getpid()))
            return
        except FileExistsError:
            holder = _holder(lock)
            if _alive(holder):
                break
            lock.unlink(missing_ok=True)
    raise FeedError(
        f"Another pull is under way (process {_holder(lock)}).",
        f"Wait for it to end. If there is none, delete {lock}.",
    )


def _holder(lock: Path) -> int:
    try:
        return int(lock.read_text(encoding="ascii") or 0)
    except (OSError, ValueError):
        return 0


def _alive(process: int) -> bool:
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

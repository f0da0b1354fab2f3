"""The processes of the service: forked, forked again when one ends by itself, stopped together."""

import ctypes
import multiprocessing.context
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from custodes.errors import UserError

GRACE = 15.0
"""Seconds a process gets to finish what it is doing, more than the web server gives its own; work in the background
is taken up again after a restart."""
SHORT_LIFE = 15.0
"""Seconds: a process that ends sooner has not come up."""
TRIES = 3
"""How often in a row a process may fail to come up."""
STOPPING = (signal.SIGINT, signal.SIGTERM)
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


class _Part:
    """One process of the service, in a session of its own: Ctrl-C reaches the service first.

    It is forked from us, who have loaded what it needs: a new interpreter would take seconds to load that again.
    """

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.name = name
        self._work = work
        self._short_lives = 0
        self.start()

    def start(self) -> None:
        self._began = time.monotonic()
        self.process = multiprocessing.get_context("fork").Process(target=self._begin)
        with _held_back():
            self.process.start()

    def _begin(self) -> None:
        os.setsid()
        _prctl(_PR_SET_NAME, f"custodes {self.name.split()[-1]}".encode())
        for number in STOPPING:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        self._work()

    def keep_up(self) -> None:
        """Start it again where it ended. Raises UserError when it has not come up a few times in a row."""
        if self.process.exitcode is None:
            return
        lasted = time.monotonic() - self._began
        self._short_lives = self._short_lives + 1 if lasted < SHORT_LIFE else 0
        if self._short_lives >= TRIES:
            raise UserError(f"The {self.name} does not stay up.", "What it said stands above.")
        print(f"The {self.name} ended ({self.process.exitcode}); starting it again.", file=sys.stderr)
        self.start()


@contextmanager
def _held_back() -> Iterator[None]:
    """Who tells a process to stop that has just been forked tells it once it listens by itself."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Told:
    """Whether somebody has told us to stop, and how often."""

    def __init__(self) -> None:
        self.times = 0
        for number in STOPPING:
            signal.signal(number, self._told)

    def _told(self, number: int, frame: FrameType | None) -> None:
        self.times += 1


def supervise(work: Mapping[str, Callable[[], None]]) -> None:
    """Do each `work` (by what it is) in a process of its own, until SIGINT or SIGTERM.

    The processes are forks of this one, so nothing may be open here that two must not share (a connection to a
    database) and no thread may run. Raises UserError where one of them does not come up; the others are stopped
    then, too.
    """
    told = _Told()
    parts: list[_Part] = []
    try:
        for name, does in work.items():
            parts.append(_Part(name, does))
        while not told.times:
            time.sleep(0.2)
            for part in parts:
                part.keep_up()
    finally:
        _stop([part.process for part in parts], told)


def _stop(processes: list[multiprocessing.context.ForkProcess], told: _Told) -> None:
    """Ask, wait until they and all that they started are gone, then insist; a second Ctrl-C insists at once."""
    before = told.times
    for process in processes:
        process.terminate()
    give_up = time.monotonic() + GRACE
    there = processes
    # who was gone at the last look is not asked for again: their number may be that of others by now
    while (there := [one for one in there if _family_is_there(one)]) and time.monotonic() < give_up + GRACE:
        if time.monotonic() > give_up or told.times > before:
            for process in there:
                _kill(process)
        time.sleep(0.05)


def _kill(process: multiprocessing.context.ForkProcess) -> None:
    """End it and all of its session; by itself, too, where it has none yet."""
    _signal_family(process, signal.SIGKILL)
    if process.exitcode is None:
        process.kill()


def _family_is_there(process: multiprocessing.context.ForkProcess) -> bool:
    """Whether it, or one that it started, still runs: a database is only let go of when all have."""
    return process.exitcode is None or _signal_family(process, 0)


def _signal_family(process: multiprocessing.context.ForkProcess, number: int) -> bool:
    """Send a signal to all of its session, which is its own. Whether anybody was there to get it."""
    assert process.pid
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):  # the latter where only their remains are there (macOS)
        return False
    return True


def end_with_parent(by: signal.Signals) -> None:
    """Have this process sent `by` when the one that started it is gone, however it went (on Linux)."""
    _prctl(_PR_SET_PDEATHSIG, int(by))


def _prctl(option: int, value: int | bytes) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)

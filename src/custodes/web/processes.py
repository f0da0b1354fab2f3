"""The processes of the service: started, started again when one ends by itself, stopped together."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType

from custodes.errors import UserError

GRACE = 10.0
"""Seconds a process gets to finish what it is doing; work in the background is taken up again after a restart."""
SHORT_LIFE = 15.0
"""Seconds: a process that ends sooner has not come up."""
TRIES = 3
"""How often in a row a process may fail to come up."""
_PR_SET_PDEATHSIG = 1


class _Part:
    """One process of the service, in a session of its own: Ctrl-C reaches the service first."""

    def __init__(self, name: str, command: Sequence[str], keep: Sequence[int]) -> None:
        self.name = name
        self._command, self._keep = command, keep
        self._short_lives = 0
        self.start()

    def start(self) -> None:
        self._began = time.monotonic()
        self.process = subprocess.Popen(self._command, pass_fds=self._keep, start_new_session=True)

    def keep_up(self) -> None:
        """Start it again where it ended. Raises UserError when it has not come up a few times in a row."""
        if self.process.poll() is None:
            return
        lasted = time.monotonic() - self._began
        self._short_lives = self._short_lives + 1 if lasted < SHORT_LIFE else 0
        if self._short_lives >= TRIES:
            raise UserError(f"The {self.name} does not stay up.", "What it said stands above.")
        print(f"The {self.name} ended ({self.process.returncode}); starting it again.", file=sys.stderr)
        self.start()


class _Told:
    """Whether somebody has told us to stop, and how often."""

    def __init__(self) -> None:
        self.times = 0
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._told)

    def _told(self, number: int, frame: FrameType | None) -> None:
        self.times += 1


def supervise(commands: Mapping[str, Sequence[str]], keep: Sequence[int]) -> None:
    """Run `commands` (by what they are) until SIGINT or SIGTERM. `keep`: open files that they inherit.

    Raises UserError where one of them does not come up; the others are stopped then, too.
    """
    told = _Told()
    parts: list[_Part] = []
    try:
        for name, command in commands.items():
            parts.append(_Part(name, command, keep))
        while not told.times:
            time.sleep(0.2)
            for part in parts:
                part.keep_up()
    finally:
        _stop([part.process for part in parts], told)


def _stop(processes: list[subprocess.Popen[bytes]], told: _Told) -> None:
    """Ask, wait, then insist; a second Ctrl-C insists at once."""
    before = told.times
    for process in processes:
        if process.poll() is None:
            process.terminate()
    give_up = time.monotonic() + GRACE
    while any(process.poll() is None for process in processes):
        if time.monotonic() > give_up or told.times > before:
            for process in processes:
                process.kill()
        time.sleep(0.05)


def end_with_parent(by: signal.Signals) -> None:
    """Have this process sent `by` when the one that started it is gone, however it went (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(by))

"""The real `custodes serve`, as its own process, for tests that need a server."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

CUSTODES = (sys.executable, "-c", "from custodes.cli import app; app()")
PATIENCE = 120.0
"""Seconds a busy machine may take to migrate a database and answer."""


class Service:
    """`url`: where it answers. `data`: its data folder. It can be stopped and started again."""

    def __init__(self, data: Path, database: str | None) -> None:
        self.data = data
        self.log = data.parent / "serve.log"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._database = database
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What every command on this service's data runs with."""
        ours = {
            "CUSTODES_DATA": str(self.data),
            "CUSTODES_SECRET_KEY": "a key of the tests alone",
            "CUSTODES_ADDRESS": self.url,
        }
        ours |= {"DATABASE_URL": self._database} if self._database else {}
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return kept | ours

    def start(self, *options: str) -> None:
        """Start it and wait until it is healthy. Raises AssertionError with its output where it is not."""
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*CUSTODES, "serve", "--port", str(self.port), *options],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        give_up = time.monotonic() + PATIENCE
        while not self._healthy():
            assert self._process.poll() is None, f"custodes serve ended:\n{self.output()}"
            assert time.monotonic() < give_up, f"custodes serve did not answer:\n{self.output()}"
            time.sleep(0.2)

    def _healthy(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=PATIENCE).status_code == 200
        except httpx.TransportError:
            return False

    @property
    def pid(self) -> int:
        """The number of its first process."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> int:
        """Stop it as an administrator would, wait until it has, and return its exit code."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `custodes ARGUMENTS` on the same data. With `check`, an error fails the test with what it said."""
        done = subprocess.run(
            [*CUSTODES, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def output(self) -> str:
        """All that it has said."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

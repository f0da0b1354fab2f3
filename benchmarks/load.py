"""Requests from several clients at once against a server on this machine, for a number of seconds.

The clients work on the cores of the server, so they do as little as they can: they look at the status and at how
long the answer is, and at nothing else of it.
"""

import socket
import threading
import time
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

CLIENTS = 4


class Load(NamedTuple):
    """Requests answered a second, and the times (seconds) that half and 95% of them took at most."""

    rate: float
    median: float
    p95: float


def load(port: int, paths: Sequence[str], cookie: str, seconds: float, clients: int = CLIENTS) -> Load:
    """Ask a server on this machine for these pages, one after the other and again. RuntimeError on any answer but 200."""
    took: list[float] = []
    wrong: list[str] = []
    turn = count()
    end = time.perf_counter() + seconds

    def ask() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while (start := time.perf_counter()) < end and not wrong:
                path = paths[next(turn) % len(paths)]
                connection.sendall(
                    f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()
                )
                status = _answer(connection)
                if status != 200:
                    wrong.append(f"{path}: {status}")
                took.append(time.perf_counter() - start)

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    ordered = sorted(took)
    return Load(len(ordered) / seconds, ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])


def _answer(connection: socket.socket) -> int:
    """Read one answer to its end; its status."""
    got = bytearray()
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += _more(connection)
    head = bytes(got[:end]).lower()
    missing = int(head.split(b"content-length: ")[1].split(b"\r\n")[0]) - (len(got) - end - 4)
    while missing > 0:
        missing -= len(_more(connection))
    return int(head.split(b" ")[1])


def _more(connection: socket.socket) -> bytes:
    if not (part := connection.recv(1 << 18)):
        raise RuntimeError("the server closed the connection")
    return part

"""Requests from several clients at once against a server on this machine, for a number of seconds."""

import http.client
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
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while (start := time.perf_counter()) < end and not wrong:
            path = paths[next(turn) % len(paths)]
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append(f"{path}: {answer.status}")
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

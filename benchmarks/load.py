"""Requests from several clients at once against a server on this machine, for a number of seconds."""

import http.client
import threading
import time
from typing import NamedTuple
from urllib.parse import urlsplit

CLIENTS = 4


class Load(NamedTuple):
    """Requests answered a second, and the times (seconds) that half and 95% of them took at most."""

    rate: float
    median: float
    p95: float


def load(url: str, cookie: str, seconds: float, clients: int = CLIENTS) -> Load:
    """Ask for one page again and again. Raises RuntimeError on any answer but 200."""
    host = urlsplit(url)
    assert host.hostname in {"127.0.0.1", "localhost"}, "only this machine is asked"
    took: list[float] = []
    wrong: list[str] = []
    end = time.perf_counter() + seconds
    path = f"{host.path}?{host.query}" if host.query else host.path or "/"

    def ask() -> None:
        connection = http.client.HTTPConnection(host.hostname or "", host.port or 80)
        while (start := time.perf_counter()) < end and not wrong:
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append(f"{url}: {answer.status}")
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

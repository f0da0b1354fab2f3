"""Kill -9 at random moments while answers are saved: is everything there that was acknowledged, and only once?

`python benchmarks/kills.py [1000] [--database SQLite PostgreSQL] [--seed 2022]`: the real `custodes serve`, clients that
each save one answer after the other, and in each trial, after a random time, SIGKILL for one or both of the processes
that answer, or (every 50th) for every process of the service at once, which is then started again. The trial is over
when somebody is answered again. A client whose answer did not come sends the same once more, as the page does. At the
end every acknowledged answer, also those that later ones replaced, is looked for in the database and in the chain, and
`custodes audit verify` walks the chain. Exit code 1 where anything is missing or there twice.
"""

import argparse
import contextlib
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import psutil

from answering import DATABASES, Place, first_pages, register, verify
from measure import Failed
from respondents import Filling
from talking import Talker, talk
from web import free_port, wait_for

TRIALS = 1_000
RESPONDENTS = 16
WHOLE = 50
"""Every so many trials, the whole service."""
LONGEST = 0.4
"""Seconds until the kill, at most."""
PATIENCE = 120.0
"""Seconds in which somebody is answered again."""


class Killed(NamedTuple):
    """What was done and seen. `waited`: until the next answer, the median and longest of all trials, in seconds."""

    workers: int
    services: int
    lost: int
    acknowledged: int
    median: float
    longest: float


class Service:
    """`custodes serve`, and everything that it has started."""

    def __init__(self, place: Place) -> None:
        self.port = free_port()
        self.place = place
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "custodes", "serve", "--port", str(self.port)]
        environment = os.environ | self.place.environment
        with open(f"{environment['CUSTODES_DATA']}/serve.log", "ab") as log:  # gunicorn tells of every kill
            self.process = subprocess.Popen(
                command, env=environment, start_new_session=True, stdout=log, stderr=log
            )
        wait_for(self.port)

    def answering(self) -> list[psutil.Process]:
        """The processes that answer: what gunicorn has forked."""
        found = []
        for one in psutil.Process(self.process.pid).children():
            if one.name() == "custodes server":
                found += [worker for worker in one.children() if worker.status() != psutil.STATUS_ZOMBIE]
        return found

    def kill(self) -> None:
        """All of it at once."""
        first = psutil.Process(self.process.pid)
        everything = [first, *first.children(recursive=True)]
        for one in everything:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(everything, PATIENCE)
        self.process.wait()

    def stop(self) -> None:
        """As an administrator does."""
        self.process.terminate()
        self.process.wait(PATIENCE)


@contextmanager
def _service(place: Place) -> Iterator[Service]:
    running = Service(place)
    try:
        yield running
    finally:
        running.stop()


def trials(number: int, database: str, seed: int) -> Killed:
    """So many kills on one database. Raises Failed where an acknowledged answer is not there, once."""
    rng = random.Random(seed)
    with register(RESPONDENTS, database) as place, _service(place) as service:
        pages = first_pages(service.port, place.respondents[0])
        fillings = [Filling(one, at, pages) for at, one in enumerate(place.respondents)]
        stop = threading.Event()
        with _saving(service.port, fillings, stop):
            waited = [_trial(service, fillings, rng, at, stop) for at in range(1, number + 1)]
        acknowledged = [one for filling in fillings for one in filling.acknowledged]
        verify(place, acknowledged)
    services = number // WHOLE
    lost = sum(one.lost for one in fillings)
    waited.sort()
    median, longest = waited[len(waited) // 2], waited[-1]
    return Killed(number - services, services, lost, len(acknowledged), median, longest)


@contextmanager
def _saving(port: int, fillings: Sequence[Filling], stop: threading.Event) -> Iterator[None]:
    """Everybody saves answers in a thread beside, until the trials are over; what went wrong there is raised."""
    wrong: list[BaseException] = []

    def go_on() -> None:
        talkers = [Talker(one.talk()) for one in fillings]
        try:
            while not stop.is_set():
                talk(port, talkers, 1.0)
        except BaseException as error:
            wrong.append(error)
            stop.set()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    if wrong:
        raise wrong[0]


def _trial(
    service: Service, fillings: Sequence[Filling], rng: random.Random, at: int, stop: threading.Event
) -> float:
    """Kill, and wait for the next answers: seconds until then."""
    if stop.is_set():
        return 0.0
    time.sleep(rng.uniform(0.0, LONGEST))
    if at % WHOLE == 0:
        service.kill()
        start = time.perf_counter()
        before = _saved(fillings)
        service.start()
    else:
        victims = service.answering()
        for one in victims if rng.random() < 0.5 else victims[:1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        start = time.perf_counter()
        before = _saved(fillings)
    while _saved(fillings) <= before and not stop.is_set():
        if time.perf_counter() > start + PATIENCE:
            raise Failed(f"trial {at}: nobody was answered for {PATIENCE:.0f} s")
        time.sleep(0.005)
    if at % 100 == 0:
        print(f"{at} trials", file=sys.stderr, flush=True)
    return time.perf_counter() - start


def _saved(fillings: Sequence[Filling]) -> int:
    return sum(len(one.acknowledged) for one in fillings)


def main() -> int:
    """See above."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("trials", nargs="?", type=int, default=TRIALS, help="on each database")
    options.add_argument("--database", nargs="+", choices=DATABASES, default=DATABASES)
    options.add_argument("--seed", type=int, default=2022)
    chosen = options.parse_args()
    for database in chosen.database:
        start = time.perf_counter()
        try:
            found = trials(chosen.trials, database, chosen.seed)
        except (Failed, RuntimeError) as failure:
            print(f"{database}: {failure}", file=sys.stderr)
            return 1
        print(
            f"{database}: {found.workers:,} times workers and {found.services:,} times the whole service killed, "
            f"{found.lost:,} requests without an answer; {found.acknowledged:,} answers acknowledged, all of them "
            f"there, once, and the chain is whole; answered again after {found.median:.2f} s (median), "
            f"{found.longest:.1f} s at most; {time.perf_counter() - start:.0f} s",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

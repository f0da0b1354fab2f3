"""Kill -9 while answers are saved: what was acknowledged is there, once. `benchmarks/kills.py` does it a thousand times.

Two people save one number after the other through the real service. What does not come back is sent again, as the page
does it, so at the end nothing is left open: every number was acknowledged, and each has to be one event of the chain.
"""

import contextlib
import gzip
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import httpx
import psutil
import pytest
from service_process import PATIENCE, Service

KILLS = ("one", "both", "all", "both", "one")
"""What is killed, one after the other: processes that answer, or everything of the service."""
SEED = Path(__file__).parents[2] / "fakes" / "return_seed.py"
TOKEN = "t" * 32


class Saved(NamedTuple):
    """What was acknowledged: of a return, a revision of an answer and its value."""

    of: int
    revision: int
    value: str


class Saver:
    """Saves 1, 2, 3, ... as the answer to how many cameras there are, each until it is acknowledged."""

    def __init__(self, service: Service, session: str, address: str, pk: int) -> None:
        self.pk, self.service = pk, service
        self.address = f"{service.url}{address}/answers"
        self.cookies = {"sessionid": session, "csrftoken": TOKEN}
        self.saved: list[Saved] = []
        self.sent_again = self.undone = 0
        self._send("runs", "yes", "0:")

    def go_on(self, stop: Event) -> None:
        number, base = 0, "0:"
        while not stop.is_set():
            told = self._send("cameras", str(number + 1), base, before=str(number))
            number, base = number + 1, f"{told['revision']}:{told['digest']}"
            self.saved.append(Saved(self.pk, told["revision"], str(number)))

    def _send(self, key: str, value: str, base: str, before: str = "") -> dict[str, Any]:
        """`base`: what was acknowledged last. Where no answer comes, they type back what was `before`, then go on."""
        give_up, undo = time.monotonic() + PATIENCE, False
        while time.monotonic() < give_up:
            with contextlib.suppress(httpx.TransportError):
                if undo:
                    self._undone(self._post(key, before, base), base)
                    undo = False
                answer = self._post(key, value, base)
                assert answer.status_code == 200, answer.text
                told: dict[str, Any] = answer.json()
                return told
            self.sent_again += 1
            undo = bool(before.strip("0"))
            time.sleep(0.05)
        raise AssertionError(f"{key} was not saved within {PATIENCE:.0f} s:\n{self.service.output()}")

    def _undone(self, answer: httpx.Response, base: str) -> None:
        """That all is as before is said only where it is; else both answers are shown."""
        self.undone += 1
        assert answer.status_code in (200, 409), answer.text
        told = answer.json()
        if answer.status_code == 200:
            assert f"{told['revision']}:{told['digest']}" == base

    def _post(self, key: str, value: str, base: str) -> httpx.Response:
        fields = {"key": key, f"a.{key}": value, f"b.{key}": base}
        headers = {"X-CSRFToken": TOKEN, "Accept": "application/json"}
        return httpx.post(self.address, data=fields, headers=headers, cookies=self.cookies, timeout=PATIENCE)


@pytest.fixture(scope="module")
def savers(service: Service) -> list[Saver]:
    environment = service.environment | {"DJANGO_SETTINGS_MODULE": "custodes.web.settings"}
    done = subprocess.run(
        [sys.executable, str(SEED)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [Saver(service, *one) for one in json.loads(done.stdout)]


@contextmanager
def saving(savers: list[Saver]) -> Iterator[None]:
    """Everybody saves in a thread beside, until the end of this. What failed there fails the test."""
    stop, wrong = Event(), list[BaseException]()

    def go_on(one: Saver) -> None:
        try:
            one.go_on(stop)
        except BaseException as error:
            wrong.append(error)

    threads = [Thread(target=go_on, args=(one,)) for one in savers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong, wrong


def answering(service: Service) -> list[psutil.Process]:
    """The processes that answer: what gunicorn has forked."""
    started = psutil.Process(service.pid).children()
    web = [one for one in started if one.name() == "custodes server"]
    return [worker for one in web for worker in one.children() if worker.status() != psutil.STATUS_ZOMBIE]


def kill(service: Service, what: str) -> None:
    """SIGKILL. Everything of the service is started again; processes that answer, gunicorn replaces."""
    whole = [psutil.Process(service.pid), *psutil.Process(service.pid).children(recursive=True)]
    victims = whole if what == "all" else answering(service)[: 1 if what == "one" else None]
    for one in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    assert victims
    if what == "all":
        psutil.wait_procs(whole, timeout=PATIENCE)
        service.stop()
        service.start()


def wait_for_more(savers: list[Saver], than: list[int]) -> None:
    """Until everybody has saved something again."""
    give_up = time.monotonic() + PATIENCE
    while any(len(one.saved) <= before for one, before in zip(savers, than, strict=True)):
        assert time.monotonic() < give_up, "nothing is saved any more"
        time.sleep(0.01)


def in_history(service: Service, tmp_path: Path) -> list[Saved]:
    """Every revision of that answer in the chain, which is verified besides."""
    service.run("audit", "verify")
    file = tmp_path / "history.jsonl.gz"
    service.run("audit", "export", str(file))
    found = []
    for line in gzip.decompress(file.read_bytes()).decode().splitlines()[1:]:
        event = json.loads(line)
        details = json.loads(event["details"]) if event["action"] == "survey.answer" else {}
        if details.get("question") == "cameras":
            found.append(Saved(int(event["subject"]), details["revision"], details["after"]["value"]))
    return found


def test_what_was_acknowledged_is_there_once_whenever_the_service_is_killed(
    service: Service, savers: list[Saver], tmp_path: Path
) -> None:
    rng = random.Random(2022)
    with saving(savers):
        for what in KILLS:
            wait_for_more(savers, [len(one.saved) for one in savers])
            time.sleep(rng.uniform(0.0, 0.3))
            kill(service, what)
    acknowledged = [saved for one in savers for saved in one.saved]
    assert sum(one.sent_again for one in savers), "nobody was killed in the middle of anything"
    assert sum(one.undone for one in savers), "nobody typed back what was before"
    assert sorted(in_history(service, tmp_path)) == sorted(acknowledged)
    for one in savers:
        assert [saved.revision for saved in one.saved] == list(range(1, len(one.saved) + 1))
        page = httpx.get(
            one.address.replace("/answers", "/sections/about"), cookies=one.cookies, timeout=PATIENCE
        )
        assert f'value="{one.saved[-1].value}"' in page.text

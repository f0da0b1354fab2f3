"""Requests a second of the busiest pages, beside a stock Django form page on the same server in the same run.

`python benchmarks/run.py web --sizes 100000`: fills a register (`web_fill.py`, once for a day), serves it and the
stock page (`stock_page.py`) with gunicorn alike (two workers, SQLite), and asks each in turn from four clients.
Each line asks for many addresses, so that what is kept of one page does not answer for the others.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from load import Load, load
from measure import HERE, RUNS, Measured, Row, prepared

SIZES = (1_000, 100_000)
SECONDS = 5.0
WARM = 3.0
TARGET = 1.5
"""Times the stock page's rate, for the pages it is set for."""
BODY = "/bodies/oxmere"
SORTS = ("maker", "-maker", "firmware", "site", "changed")
SOUGHT = (
    "q=weir",
    "q=10.0.1",
    "vulnerable=affected",
    "listed=affected&sort=maker",
    "technology=drone",
    "q=cam-0004",
)
HELD_TO = ("list of devices", "one device")
QUICK = ("... by another column", "searches and filters")
"""Pages for which the database looks through all devices of the body: they are held to a time."""


def pages(devices: int) -> dict[str, list[str]]:
    """Each line of the table, with the addresses it asks for; ids of a new register count from 1."""
    last = max(1, devices // 50)
    numbers = sorted({1 + last * step // 20 for step in range(20)} - {last + 1})
    listed = [f"{BODY}/devices?sort={sort}&page={page}" for page in numbers for sort in ("", "-device")]
    otherwise = [f"{BODY}/devices?sort={sort}&page={page}" for page in numbers for sort in SORTS]
    return {
        "list of devices": listed,
        "... by another column": otherwise,
        "one device": [f"{BODY}/devices/{1 + step * devices // 400}" for step in range(400)],
        "overview of a body": [f"{BODY}/"],
        "list of findings": [f"{BODY}/findings", f"{BODY}/findings?kind=watchlist"],
        "list of systems": [f"{BODY}/systems"],
        "searches and filters": [f"{BODY}/devices?{what}" for what in SOUGHT],
    }


def run(sizes: Sequence[int] | None) -> list[Row]:
    """A row for each page and size; seconds are of a thousand requests."""
    return [row for size in sizes or SIZES for row in _of(size)]


def _of(size: int) -> Iterator[Row]:
    filled = prepared(f"web-{size}", lambda place: _fill(place, size))
    stock_database = prepared("stock.sqlite3", _stock)
    ours = {"DJANGO_SETTINGS_MODULE": "custodes.web.settings", "CUSTODES_DATA": str(filled)}
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]  # filled by an earlier release
    subprocess.run(migrate, env=os.environ | ours, check=True)
    cookie = (filled / "cookie").read_text().strip()
    stock_cookie = (stock_database.parent / "stock-cookie").read_text().strip()
    with (
        served("custodes.web.wsgi:application", ours) as here,
        served("stock_page:application", {"STOCK_DATABASE": str(stock_database)}) as stock,
    ):
        asked = {name: (here, paths, cookie) for name, paths in pages(size).items()}
        measured = _in_turn({**asked, "stock": (stock, ["/"], stock_cookie)})
    floor = measured.pop("stock")
    for name, found in measured.items():
        yield _row(name, size, found, floor)


def _in_turn(asked: Mapping[str, tuple[int, Sequence[str], str]]) -> dict[str, Load]:
    """Every line `RUNS` times, in turn; the run of median rate."""
    for port, paths, cookie in asked.values():
        load(port, paths, cookie, WARM)
    found: dict[str, list[Load]] = {name: [] for name in asked}
    for _ in range(RUNS):
        for name, (port, paths, cookie) in asked.items():
            found[name].append(load(port, paths, cookie, SECONDS))
    return {name: sorted(loads)[len(loads) // 2] for name, loads in found.items()}


def _row(name: str, size: int, ours: Load, floor: Load) -> Row:
    held, quick = name in HELD_TO, name in QUICK
    note = (
        f"{ours.rate:.0f} requests/s, p95 {ours.p95 * 1000:.0f} ms; "
        f"stock {floor.rate:.0f}/s, p95 {floor.p95 * 1000:.0f} ms: {ours.rate / floor.rate:.2f} times its rate"
    )
    reached = ours.p95 < 0.3 if quick else ours.rate >= (TARGET if held else 1.0) * floor.rate
    target = "p95 under 300 ms" if quick else f"{TARGET}x its rate" if held else "faster"
    return Row(name, size, _measured(ours), _measured(floor), target, reached, note)


def _measured(found: Load) -> Measured:
    return Measured(1000 / found.rate, 0, found._asdict())


def _fill(place: Path, size: int) -> None:
    place.mkdir(parents=True)
    done = _python(
        ["web_fill.py", str(size)],
        {
            "DJANGO_SETTINGS_MODULE": "custodes.web.settings",
            "CUSTODES_DATA": str(place),
        },
    )
    told = dict(line.split(": ", 1) for line in done.splitlines() if ": " in line)
    (place / "cookie").write_text(told["cookie"])


def _stock(place: Path) -> None:
    cookie = _python(["stock_page.py"], {"STOCK_DATABASE": str(place)})
    (place.parent / "stock-cookie").write_text(cookie.strip().splitlines()[-1])


def _python(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    command = [sys.executable, str(HERE / arguments[0]), *arguments[1:]]
    return subprocess.run(
        command, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """The port of an application under gunicorn, two workers, as `custodes serve` runs it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:custodes.web.server", "--workers", "2"]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", application], cwd=HERE, env=os.environ | environment
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Until it answers anything at all."""
    give_up = time.monotonic() + 60
    while True:
        try:
            HTTPConnection("127.0.0.1", port, timeout=30).request("GET", "/")
            return
        except ConnectionRefusedError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)

"""How everything here is measured: each part in a process of its own, ours and the floor in turn.

A benchmark module is also a script: `python benchmarks/MODULE.py PART SIZE` measures one part once and prints
one line of JSON (`seconds`, `peak_mb`, and whatever else is worth knowing). `compare` runs two parts
alternately and takes the run of median time of each, so that a slow minute of the machine hits both.
"""

import hashlib
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
RUNS = 3


class Measured(NamedTuple):
    """The run of median time: its seconds, the peak memory of its process (MB), and what else it told."""

    seconds: float
    peak_mb: int
    told: dict[str, Any]


class Row(NamedTuple):
    """One line of the table. `floor` is None where nothing could be run to compare with; `note` says why.

    `reached` is whether the target is met, None where there is none.
    """

    what: str
    size: int
    ours: Measured
    floor: Measured | None
    target: str
    reached: bool | None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Our seconds for one of the floor's: below 1 is faster than the floor."""
        return self.ours.seconds / self.floor.seconds if self.floor else None


class Failed(Exception):
    """A part that did not run to its end, with what it said."""


def once(module: str, part: str, size: int) -> Measured:
    """Measure one part in a new process. Raises `Failed` with the last lines it wrote."""
    command = [sys.executable, str(HERE / f"{module}.py"), part, str(size)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{module} {part} {size}: " + "\n".join(done.stderr.strip().splitlines()[-3:]))
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Measured(told.pop("seconds"), told.pop("peak_mb"), told)


def alternately(module: str, parts: tuple[str, ...], size: int, runs: int = RUNS) -> list[Measured]:
    """Every part `runs` times, in turn; for each the run of median time."""
    measured: list[list[Measured]] = [[] for _ in parts]
    for _ in range(runs):
        for found, part in zip(measured, parts, strict=True):
            found.append(once(module, part, size))
    return [sorted(found)[len(found) // 2] for found in measured]


def main(parts: dict[str, Callable[[int], dict[str, Any]]]) -> None:
    """The script side: run the part named on the command line and print what it returns.

    A part returns `seconds` itself, because only it knows where preparation ends. `peak_mb` is of the whole
    process; a part that prepares much should do so in a process of its own (see `prepared`).
    """
    told = parts[sys.argv[1]](int(sys.argv[2]))
    print(json.dumps({"peak_mb": peak_mb(), **told}))


def peak_mb() -> int:
    """The most memory this process has held. Linux counts its parent's into `getrusage`, so /proc is asked first."""
    status = Path("/proc/self/status")
    if status.exists():
        held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(held.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def clocked(told: dict[str, Any]) -> Iterator[None]:
    """Seconds of wall clock for what is inside, into `told`."""
    start = time.perf_counter()
    yield
    told["seconds"] = time.perf_counter() - start


def prepared(name: str, make: Callable[[Path], None]) -> Path:
    """A file or folder that is made once for all runs of a day, in the machine's temporary folder."""
    place = Path(tempfile.gettempdir()) / "custodes-benchmarks" / _made_by() / name
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(f"partial-{os.getpid()}-{place.name}")
        try:
            make(partial)
            partial.rename(place)
        finally:
            if partial.is_dir():
                shutil.rmtree(partial)
    return place


@cache
def _made_by() -> str:
    """Another where tables or benchmarks are others: what was made for those fits no more."""
    whole = hashlib.sha256()
    for path in sorted([*HERE.glob("*.py"), *HERE.parent.glob("src/custodes/*/migrations/*.py")]):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def one_core() -> None:
    """Keep this process to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def machine() -> str:
    """Cores, memory and versions, for the head of the table."""
    from importlib.metadata import PackageNotFoundError, version

    named = []
    for package in (
        "custodes",
        "pyarrow",
        "duckdb",
        "ibis-framework",
        "python-calamine",
        "rapidfuzz",
        "scikit-learn",
        "sparse-dot-topn",
        "cve-bin-tool",
    ):
        try:
            named.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            named.append(f"no {package}")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}; {', '.join(named)}"
    )

"""The folder of an import: what was uploaded, what reading it left, and what goes again."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ACCEPTED, PROBLEMS = "accepted.parquet", "problems.parquet"
PROBLEMS_CSV, MEND_CSV = "problems.csv", "mend.csv"
_READ = "read-"


def place(folder: Path, where: Path) -> None:
    """Move a folder to its place. One that is there belongs to an import that never came to be."""
    shutil.rmtree(where, ignore_errors=True)
    folder.rename(where)


def read_folder(folder: Path, name: str) -> Path:
    """Where one reading of the files left its tables. `name`: its own, so that two never share one."""
    return folder / f"{_READ}{name}"


def kept(folder: Path, report: Mapping[str, Any]) -> Path:
    """Where the tables of the reading lie that a report tells of."""
    return read_folder(folder, str(report["reading"]))


def forget_readings(folder: Path, but: str = "") -> None:
    """Remove what readings left that are of no use any more."""
    for old in _readings(folder):
        if old.name != f"{_READ}{but}":
            shutil.rmtree(old, ignore_errors=True)


def _readings(folder: Path) -> Iterator[Path]:
    return folder.glob(f"{_READ}*")

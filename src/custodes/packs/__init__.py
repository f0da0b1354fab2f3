"""Facts that ship with Custodes: dated, cited tables in our own words.

Each CSV file of this folder is one table and each row is one fact with its source. `table` reads one;
`edition` names them all by content, so that a report can say which facts it rests on.
"""

import csv
import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

FOLDER = resources.files(__name__)


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `name`.csv, in file order, each a dict of column to text ("" where empty)."""
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def files() -> list[Traversable]:
    """Every pack file, by name."""
    found = [*FOLDER.iterdir(), *(FOLDER / "watchlists").iterdir()]
    return sorted((f for f in found if f.name.endswith((".csv", ".toml"))), key=lambda f: f.name)


@cache
def edition() -> str:
    """Twelve hex digits of SHA-256 over every pack file: the same digits, the same facts."""
    digest = hashlib.sha256()
    for file in files():
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]

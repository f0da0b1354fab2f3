"""What the parts of this folder pass to each other."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was given: `where` it is, `what` is wrong, and how to `mend` it."""

    where: str
    what: str
    mend: str = ""


@dataclass(frozen=True)
class Given:
    """A file that was recognised: where it lies, the name its giver knows it by, and its kind."""

    path: Path
    name: str
    kind: str


@dataclass(frozen=True)
class Content:
    """What a prepared feed holds.

    `edition` is the feed's own name for its version, `as_of` the newest date in it (None where it
    states none), `records` a count, `problems` what could not be used.
    """

    edition: str
    as_of: dt.date | None
    records: int
    problems: tuple[Problem, ...] = ()


def date_of(text: object) -> dt.date | None:
    """The date at the start of an ISO or dotted text ("2025.08.25", "2024-01-02T..."), else None."""
    try:
        return dt.date.fromisoformat(str(text)[:10].replace(".", "-"))
    except ValueError:
        return None

"""Whether the history is as it was recorded: in the database, in an exported file, or one against the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from custodes.audit import reading
from custodes.audit.chain import Row
from custodes.audit.comparing import Difference, Side, compare
from custodes.audit.reading import Broken, Tell
from custodes.audit.walk import Chain

EVERY = 20_000
"""Events between two reports of progress."""
NOW = "9999"
"""When the database is of, beside times in ISO 8601."""


class Verdict(NamedTuple):
    """What was looked at, and all that is wrong with it."""

    events: int
    sequence: int
    """Of the last event, as found."""
    digest: str
    first_at: str
    last_at: str
    problems: list[str]
    notes: list[str]
    part: str = ""
    """Of what only a part was looked at, in words."""
    imports: int = 0
    observations: int = 0
    """... whose seals were checked."""
    submissions: int = 0
    """... whose contents were held against what was signed."""


def verify_database(against: Path | None, tell: Tell) -> Verdict:
    """Walk the chain in the database, check the seals, and that the database still refuses changes.

    Constant memory. Raises UnreadableInput where `against` is no exported history.
    """
    from django.db import connection

    from custodes.audit import guards, sealed
    from custodes.audit.snapshot import snapshot

    with snapshot():
        end = reading.head()
        chain = Chain()
        rows = chain.follow(_told(reading.in_database(), end[0] if end else 0, tell))
        found = _against(Side("", chain, rows, NOW), against)
        chain.close(end)
        seals = sealed.check(tell)
        gone = [guard.name for guard in guards.missing(connection)]
    verdict = _verdict(chain, found, "")
    verdict.problems.extend(seals.problems)
    verdict.problems.extend(
        f"The database no longer refuses changes of the history: its trigger {name} is gone or altered. "
        "Custodes puts it back when it starts; find out who took it off."
        for name in gone
    )
    return verdict._replace(
        imports=seals.imports, observations=seals.observations, submissions=seals.submissions
    )


def verify_file(path: Path, against: Path | None, tell: Tell) -> Verdict:
    """The same for an exported file, without a database. Raises UnreadableInput where it is none."""
    header, lines = reading.in_file(path)
    chain = Chain(part=bool(header.part))
    rows = chain.follow(_told(lines, header.sequence, tell))
    found = _against(Side(path.name, chain, rows, header.made_at), against)
    chain.close((header.sequence, header.digest))
    return _verdict(chain, found, header.part)


def _against(here: Side, path: Path | None) -> Difference:
    """Walk to the end, along the other history too where there is one."""
    if path is None:
        for _ in here.rows:
            pass
        return Difference([], [])
    header, lines = reading.in_file(path)
    chain = Chain(part=bool(header.part))
    found = compare(here, Side(path.name, chain, chain.follow(lines), header.made_at))
    chain.close((header.sequence, header.digest))
    found.problems[:0] = [f"{path.name} itself: {problem}" for problem in chain.problems]
    what = f"the part of it about {header.part}" if header.part else "all of it"
    found.notes.append(f"Compared with {path.name} of {header.made_at[:10]}, {what}: {chain.count:,} events.")
    return found


def _told(rows: Iterator[Row] | Iterator[Row | Broken], total: int, tell: Tell) -> Iterator[Row | Broken]:
    for number, row in enumerate(rows):
        if number % EVERY == 0:
            tell("reading events", min(number / total, 1) if total else None)
        yield row


def _verdict(chain: Chain, found: Difference, part: str) -> Verdict:
    problems = [*map(str, chain.problems), *found.problems]
    return Verdict(
        chain.count,
        chain.sequence,
        chain.digest,
        chain.first_at,
        chain.last_at,
        problems,
        found.notes,
        part,
    )

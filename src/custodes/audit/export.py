"""The chain as a file that can be kept elsewhere and verified there. docs/reference/history.md has the format."""

import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path

from custodes import __version__
from custodes.access.models import Body
from custodes.audit import reading
from custodes.audit.chain import COLUMNS, START, moment
from custodes.audit.history import Wanted, wanted_events
from custodes.audit.reading import Header, Tell, event_line
from custodes.audit.snapshot import snapshot
from custodes.errors import BrokenChain
from custodes.publication.files import replacing

_AT = COLUMNS.index("at")


def export(path: Path, tell: Tell) -> Header:
    """Write the whole history to `path` as gzipped lines of canonical JSON: a header, then each event.

    Constant memory, while the service runs. Raises OutputError, and BrokenChain where the chain has no end or holds what no event can.
    """
    with snapshot(), replacing(path) as part, gzip.open(part, "wb", compresslevel=6) as file:
        header = whole()
        for number, line in enumerate(lines(header)):
            if number % 20_000 == 0:
                tell("writing events", number / header.sequence if header.sequence else None)
            file.write(line.encode("utf-8", "surrogatepass"))
    return header


def whole() -> Header:
    """The header of all events there are now."""
    end = reading.head()
    if end is None:
        raise _broken()
    return made(*end)


def made(sequence: int, digest: str, part: str = "") -> Header:
    """A header of now."""
    return Header(sequence, digest, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), part, __version__)


def part_of(body: Body, wanted: Wanted, about: str) -> Iterator[str]:
    """The lines of an exported history with the events of a body only. `about`: what the part is of."""
    events = wanted_events(body, wanted)
    end = events.order_by("-sequence").values_list("sequence", "digest").first()
    yield made(*(end or (0, START)), about).line() + "\n"
    held = events.filter(sequence__lte=end[0]) if end else events.none()
    for row in held.order_by("sequence").values_list(*COLUMNS).iterator():
        yield event_line((*row[:_AT], moment(row[_AT]), *row[_AT + 1 :])) + "\n"


def lines(header: Header) -> Iterator[str]:
    """The lines of an exported history, each with its line end."""
    yield header.line() + "\n"
    for row in reading.in_database():
        try:
            yield event_line(row) + "\n"
        except (TypeError, ValueError):
            raise _broken() from None


def _broken() -> BrokenChain:
    return BrokenChain("The history is broken.", "Run `custodes audit verify` to see what happened.")

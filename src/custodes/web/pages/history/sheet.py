"""The history as a sheet for a spreadsheet program."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from django.utils import timezone

from custodes.access.models import Body
from custodes.audit.history import Wanted, wanted_events
from custodes.audit.telling import Told, tell
from custodes.publication.cells import safe_cell

HEADERS = ("event", "when", "who", "what", "how", "changes", "reason", "action", "about", "number", "digest")
_SOME = 1_000


def sheet(body: Body, wanted: Wanted) -> Iterator[str]:
    """CSV line by line, oldest first, with a mark by which spreadsheet programs know UTF-8. Constant memory."""
    events = wanted_events(body, wanted).order_by("sequence").iterator(_SOME)
    yield "\ufeff" + _line(HEADERS)
    while some := list(islice(events, _SOME)):
        yield "".join(_line(_cells(told)) for told in tell(some))


def _cells(told: Told) -> tuple[str, ...]:
    changed = [f"{change.label}: {change.before} → {change.after}" for change in told.changes]
    changed += [f"{label}: {value}" for label, value in told.facts]
    return (
        str(told.sequence),
        timezone.localtime(told.at).isoformat(sep=" ", timespec="seconds"),
        *map(safe_cell, (told.who, told.sentence, told.way, "\n".join(changed), told.reason)),
        told.action,
        told.kind,
        told.subject,
        told.digest,
    )


def _line(cells: tuple[str, ...]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()

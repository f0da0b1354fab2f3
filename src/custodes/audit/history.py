"""The history of a body: looked through from the latest event backwards, however long it is."""

import datetime as dt
from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.audit.models import Event
from custodes.audit.telling import Told, tell
from custodes.prepared import Prepared, columns

PAGE = 50
OURSELVES = 0
"""In place of a person: what Custodes did by itself."""


class Wanted(NamedTuple):
    """What somebody looks for; everything where nothing is set."""

    person: int | None = None
    """Their id, or `OURSELVES`."""
    action: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    """The last day, which counts."""


class Part(NamedTuple):
    """Some events, latest first, and whether there are others on either side."""

    events: list[Told]
    newer: int | None
    """Ask for what is after this sequence; None where nothing is."""
    older: int | None


def wanted_events(body: Body, wanted: Wanted) -> QuerySet[Event]:
    """The events of a body that fit, unordered. Days are those of the service's time zone."""
    events = Event.objects.filter(body=body.pk)
    if wanted.person is not None:
        events = events.filter(person=wanted.person or None)
    if wanted.action:
        events = events.filter(action=wanted.action)
    if wanted.since:
        events = events.filter(at__gte=_midnight(wanted.since))
    if wanted.until and wanted.until < dt.date.max:
        events = events.filter(at__lt=_midnight(wanted.until + dt.timedelta(days=1)))
    return events


def part(
    body: Body, wanted: Wanted, before: int | None = None, after: int | None = None, size: int = PAGE
) -> Part:
    """The latest events, those before a sequence, or those just after one. As quick at the millionth page."""
    events = wanted_events(body, wanted)
    order = ["at", "sequence"] if wanted.since or wanted.until else ["sequence"]
    if after is not None:
        found = list(events.filter(_beyond(after, order, "gt")).order_by(*order)[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        return Part(tell(found), found[0].sequence if more else None, found[-1].sequence if found else None)
    asked = events if before is None else events.filter(_beyond(before, order, "lt"))
    found = list(asked.order_by(*(f"-{column}" for column in order))[: size + 1])
    older = found[size - 1].sequence if len(found) > size else None
    newest = found[0].sequence if found and before is not None else None
    return Part(tell(found[:size]), newest, older)


def _beyond(sequence: int, order: Sequence[str], way: str) -> Q:
    """What stands before (`lt`) or after (`gt`) an event. Days are looked up by an index that is in order of time."""
    beside = Q(**{f"sequence__{way}": sequence})
    if order == ["sequence"]:
        return beside
    at = Event.objects.filter(sequence=sequence).values_list("at", flat=True).first()
    if at is None:
        return beside
    return Q(**{f"at__{way}e": at}) & (Q(**{f"at__{way}": at}) | beside)


def events_of(
    subject_kind: str, subject: object, *, body: Body, may: Collection[Permission], limit: int = 20
) -> list[Told] | None:
    """The latest events about one thing, for its own page; None where this person may not read the history.

    `subject_kind`: device, system, import ... `may`: what the person may do in `body`. At most three queries.
    """
    if Permission.READ_HISTORY not in may:
        return None
    rows = _about(limit)(subject_kind, str(subject), body.pk)
    return tell([Event.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row) for row in rows])


_COLUMNS = columns(Event)


@cache
def _about(limit: int) -> Prepared:
    return Prepared(
        lambda kind, subject, body: (
            Event.objects.filter(subject_kind=kind, subject=subject, body=body)
            .order_by("-sequence")
            .values_list(*_COLUMNS)[:limit]
        ),
        "kind:text",
        "subject:text",
        "body",
    )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(settings.TIME_ZONE))

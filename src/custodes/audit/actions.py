"""Adding to the chain: the one way an event comes to be."""

import datetime as dt
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

from custodes.access.models import Body, Person
from custodes.audit import chain, context
from custodes.audit.models import Event
from custodes.errors import BrokenChain
from custodes.prepared import run

OURSELVES = "Custodes"
_MARKS = ", ".join(["%s"] * len(chain.COLUMNS))
_END = "update audit_head set sequence = %s, digest = %s where id = 1"
_INSERT = f"insert into audit_event ({', '.join(chain.COLUMNS)}) values ({_MARKS})"


def record(
    *,
    by: Person | None,
    action: str,
    subject: models.Model,
    body: Body | None = None,
    reason: str = "",
    **details: Any,
) -> Event:
    """Add an event inside the transaction of the write it tells of.

    `by`: who did it, None where Custodes did by itself. `details`: what changed, as JSON can hold it.
    From here to the end of the transaction other writers wait, so an action records last (`custodes.locks`).
    Raises ImproperlyConfigured outside a transaction: the write could stand without its event; BrokenChain
    where the end of the chain is gone.
    """
    if not connection.in_atomic_block:
        raise ImproperlyConfigured(f"{action} records its event outside a transaction")
    end, previous = _lock_head()
    way = context.current.get()
    at = dt.datetime.now(dt.UTC)
    covered: dict[str, Any] = {
        "sequence": end + 1,
        "at": chain.moment(at),
        "action": action,
        "person": by.pk if by else None,
        "person_name": _storable(str(by))[:200] if by else OURSELVES,
        "through": way.way,
        "request": way.request,
        "body": body.pk if body else None,
        "subject_kind": subject._meta.model_name or "",
        "subject": str(subject.pk),
        "reason": _storable(reason),
        "details": _storable(chain.canonical(details)),
        "previous": previous,
    }
    event = Event(**{**covered, "at": at, "digest": chain.digest([covered[c] for c in chain.COVERED])})
    _add(event)
    return event


def _lock_head() -> tuple[int, str]:
    """Sequence and digest of the last event. Nobody else can add one before this transaction ends."""
    lock = " for update" if connection.features.has_select_for_update else ""
    if lock:  # what points to other rows is checked now: at the commit it could wait for one who waits for us
        run("set constraints all immediate")
    found = run(f"select sequence, digest from audit_head where id = 1{lock}")
    if not found:
        raise BrokenChain(
            "The end of the history is gone.", "Run `custodes audit verify` to see what happened."
        )
    sequence, digest = found[0]
    return sequence, digest


def _add(event: Event) -> None:
    """In plain SQL: the two statements of Django's own take three times as long, on every write there is."""
    row = [getattr(event, column) for column in chain.COLUMNS]
    row[chain.COLUMNS.index("at")] = connection.ops.adapt_datetimefield_value(event.at)
    end: list[Any] = [event.sequence, event.digest]
    if connection.vendor == "postgresql":  # at once: all who write wait meanwhile
        with connection.cursor() as cursor:
            cursor.execute(f"{_INSERT}; {_END}", [*row, *end])
    else:
        run(_INSERT, row)
        run(_END, end)
    event._state.adding, event._state.db = False, connection.alias


def _storable(text: str) -> str:
    """Text as both databases can hold it: without NUL and half characters, which file names may have."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()

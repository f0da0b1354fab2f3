"""Adding to the chain: the one way an event comes to be."""

import datetime as dt
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

from custodes.access.models import Body, Person
from custodes.audit import chain, context
from custodes.audit.models import Event, Head

OURSELVES = "Custodes"


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
    Raises ImproperlyConfigured outside a transaction: the write could stand without its event.
    """
    if not connection.in_atomic_block:
        raise ImproperlyConfigured(f"{action} records its event outside a transaction")
    head, _ = Head.objects.select_for_update().get_or_create(pk=1, defaults={"digest": chain.START})
    way = context.current.get()
    at = dt.datetime.now(dt.UTC)
    values: dict[str, Any] = {
        "sequence": head.sequence + 1,
        "at": at.isoformat(timespec="microseconds"),
        "action": action,
        "person": by.pk if by else None,
        "person_name": str(by) if by else OURSELVES,
        "through": way.way,
        "request": way.request,
        "body": body.pk if body else None,
        "subject_kind": subject._meta.model_name or "",
        "subject": str(subject.pk),
        "reason": reason,
        "details": chain.canonical(details),
        "previous": head.digest,
    }
    digest = chain.digest(values)
    event = Event.objects.create(**{**values, "at": at, "digest": digest})
    Head.objects.filter(pk=1).update(sequence=event.sequence, digest=digest)
    return event

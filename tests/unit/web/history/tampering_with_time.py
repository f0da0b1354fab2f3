"""Events of another time, as only a test may make them."""

import datetime as dt

from django.db import connection

from custodes.audit import guards
from custodes.audit.models import Event


def moved(event: Event, at: dt.datetime) -> None:
    """The event is of `at` now; its digest no longer fits."""
    guards.remove(connection)
    Event.objects.filter(pk=event.pk).update(at=at)

"""What of a body waits for somebody: support that ends, conflicts, imports. Counted as it is now."""

from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Case, Count, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from custodes import clock
from custodes.access.models import Body
from custodes.audit.models import Event
from custodes.evidence.models import Import
from custodes.register.listing import FILTERS
from custodes.register.models import Device

SECONDS = 3600


class Due(NamedTuple):
    """Devices whose support has ended, or ends within a year; rows whose evidence disagrees."""

    ended: int
    ending: int
    conflicts: int


def due(devices: QuerySet[Device], body: Body, own: bool) -> Due:
    """What is due of these devices: all of the body where they are its `own` people's, else what they see.

    Of all it is kept until something happens in the body: every change of a register records an event.
    """
    if not own:
        return _counted(devices)
    last = Event.objects.filter(body=body.pk).order_by("-sequence").values_list("sequence", flat=True).first()
    key = f"due-{body.pk}-{last}-{clock.today()}"
    held = cache.get(key)
    if held is None:
        held = tuple(_counted(devices))
        cache.set(key, held, SECONDS)
    return Due(*held)


def _counted(devices: QuerySet[Device]) -> Due:
    ended, ending, conflict = (
        FILTERS[name].condition(value)
        for name, value in (("support", "ended"), ("support", "ending"), ("conflict", "yes"))
    )
    found = devices.order_by().aggregate(
        ended=Coalesce(Sum(_number(ended)), 0),
        ending=Coalesce(Sum(_number(ending)), 0),
        conflicts=Count("pk", filter=conflict),
    )
    return Due(**found)


def _number(condition: Q) -> Case:
    return Case(When(condition, then=Coalesce("quantity", 1)), default=0)


def imports_waiting(body: Body) -> int:
    """Imports that wait for somebody to choose what of them is added."""
    return Import.objects.filter(body=body, state=Import.State.CHECKED).count()

"""What the list says of a whole body, kept in memory until anything in that body is done.

Every change of a register records an event, so the last event of a body says whether what is kept is
still so. Only for a body's own people: others see a part, which is counted each time.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.core.cache import cache
from django.db.models import QuerySet

from custodes.access.models import Body
from custodes.access.standing import Standing, visible_systems
from custodes.audit.models import Event
from custodes.register.models import Device
from custodes.web.pages.devices.table import Totals, totals_of

T = TypeVar("T")
SECONDS = 600


class Choices(NamedTuple):
    """What can be chosen among: systems by id, and makers that were identified."""

    systems: dict[int, str]
    makers: list[str]


def whole(who: Standing, body: Body, devices: QuerySet[Device]) -> tuple[Totals, Choices]:
    """Of all the devices of a body that somebody can see: how many, and in what. One query when kept."""

    def found() -> tuple[Totals, Choices]:
        return totals_of(devices), choices_of(who, body, devices)

    return _kept(f"devices-of-{body.pk}", body, found) if body.pk in who.roles else found()


def _kept(name: str, body: Body, find: Callable[[], T]) -> T:
    last = Event.objects.filter(body=body.pk).order_by("-sequence").values_list("sequence", flat=True).first()
    held = cache.get(name)
    if held is not None and held[0] == last:
        return held[1]  # type: ignore[no-any-return]
    found = find()
    cache.set(name, (last, found), SECONDS)
    return found


def choices_of(who: Standing, body: Body, devices: QuerySet[Device]) -> Choices:
    """Systems and makers among the devices that somebody can see: nobody learns of others by what is offered."""
    makers = devices.exclude(product__maker="").values_list("product__maker", flat=True)
    return Choices(
        dict(visible_systems(who, body).order_by("name").values_list("pk", "name")),
        sorted(makers.distinct().order_by(), key=str.casefold),
    )

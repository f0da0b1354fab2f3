"""What the list says of a whole body, kept in memory until anything in that body is done.

Every change of a register records an event, so the last event of a body says whether what is kept is
still so. Only for a body's own people: others see a part, which is counted each time.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from django.db.models import QuerySet
from markupsafe import Markup

from custodes.access.models import Body
from custodes.access.standing import Standing, visible_devices, visible_systems
from custodes.audit.models import Event
from custodes.prepared import Prepared
from custodes.register.models import Device
from custodes.web.pages.devices.table import Totals, totals_of

BODIES = 200
"""How many bodies are kept; the one that was asked for longest ago makes way."""


class Choices(NamedTuple):
    """What can be chosen among: systems by id, and makers that were identified."""

    systems: dict[int, str]
    makers: list[str]


class Whole(NamedTuple):
    """Of all the devices of a body that somebody can see: how many, what to choose among, and the plain panel."""

    totals: Totals
    choices: Choices
    panel: Markup


_kept: OrderedDict[int, tuple[str, Whole]] = OrderedDict()
_last_event = Prepared(
    lambda body: Event.objects.filter(body=body).order_by("-sequence").values_list("digest")[:1], "body"
)


def whole(who: Standing, body: Body, panel: Callable[[Choices], Markup]) -> Whole:
    """`panel`: draws the search box and filters as they are while nothing is chosen. One query when kept."""

    def found() -> Whole:
        devices = visible_devices(who, body)
        choices = choices_of(who, body, devices)
        return Whole(totals_of(devices), choices, panel(choices))

    if body.pk not in who.roles:
        return found()
    last = _last_event(body.pk)
    return _kept_or(body.pk, last[0][0], found) if last else found()


def _kept_or(body: int, last: str, find: Callable[[], Whole]) -> Whole:
    """`last`: the digest of the body's last event, which no other event has."""
    held = _kept.get(body)
    if held is not None and held[0] == last:
        return held[1]
    found = find()
    _kept[body] = (last, found)
    _kept.move_to_end(body)
    while len(_kept) > BODIES:
        _kept.popitem(last=False)
    return found


def choices_of(who: Standing, body: Body, devices: QuerySet[Device]) -> Choices:
    """Systems and makers among the devices that somebody can see: nobody learns of others by what is offered."""
    makers = devices.exclude(product__maker="").values_list("product__maker", flat=True)
    return Choices(
        dict(visible_systems(who, body).order_by("name").values_list("pk", "name")),
        sorted(makers.distinct().order_by(), key=str.casefold),
    )

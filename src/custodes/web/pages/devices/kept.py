"""What the list says of all the devices of a body: how many there are, and what they can be narrowed to."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import QuerySet
from markupsafe import Markup

from custodes.access.models import Body
from custodes.access.standing import Standing, visible_devices, visible_systems
from custodes.register.models import Device
from custodes.web.kept import KeptByBody
from custodes.web.pages.devices.table import Totals, totals_of


class Choices(NamedTuple):
    """What can be chosen among: systems by id, and makers that were identified."""

    systems: dict[int, str]
    makers: list[str]


class Whole(NamedTuple):
    """Of all the devices of a body that somebody can see: how many, what to choose among, and the plain panel."""

    totals: Totals
    choices: Choices
    panel: Markup


_kept: KeptByBody[Whole] = KeptByBody()


def whole(who: Standing, body: Body, panel: Callable[[Choices], Markup]) -> Whole:
    """`panel`: draws the search box and filters as they are while nothing is chosen. One query when kept."""

    def found() -> Whole:
        devices = visible_devices(who, body)
        choices = choices_of(who, body, devices)
        return Whole(totals_of(devices), choices, panel(choices))

    return _kept.get(body.pk, found) if body.pk in who.roles else found()


def choices_of(who: Standing, body: Body, devices: QuerySet[Device]) -> Choices:
    """Systems and makers among the devices that somebody can see: nobody learns of others by what is offered."""
    makers = devices.exclude(product__maker="").values_list("product__maker", flat=True)
    return Choices(
        dict(visible_systems(who, body).order_by("name").values_list("pk", "name")),
        sorted(makers.distinct().order_by(), key=str.casefold),
    )

"""Programs that use the API with somebody's token, and an estate for them to ask about."""

import datetime as dt
from typing import Any, NamedTuple

from django.test import Client

from cast import Cast, body
from custodes.access import actions as access
from custodes.access.models import Person
from custodes.access.permissions import Scope
from custodes.evidence.models import Import
from custodes.register import actions as register
from custodes.register.models import Device, System, SystemUse


class Program:
    """What runs with somebody's token: it asks, and gets a response."""

    def __init__(self, who: Person, scopes: tuple[Scope, ...]) -> None:
        self.token, self.secret = access.create_token(by=who, name="A program", scopes=scopes, days=7)
        self._client = Client(headers={"authorization": f"Bearer {self.secret}"})

    def __call__(self, method: str, path: str, given: Any = None, **options: Any) -> Any:
        """`given`: sent as JSON, unless there are `data` to be sent as a form."""
        if "data" not in options and given is not None:
            options |= {"data": given, "content_type": "application/json"}
        return getattr(self._client, method.lower())(f"/api{path}", **options)


class Estate(NamedTuple):
    """What Oxmere holds: a draft system and one that is shared and used, with a device each, and an import."""

    system: System
    shared: System
    device: Device
    shared_device: Device
    use: SystemUse
    imported: Import


def estate_of(cast: Cast) -> Estate:
    """The second system is shared with the office, and a university uses it."""
    lead = cast.lead
    system = register.add_system(by=lead, body=cast.oxmere, values={"name": "Town centre"})
    shared = register.add_system(
        by=lead, body=cast.oxmere, values={"name": "Custody suite", "technology": "cctv_internal"}
    )
    register.share_systems(by=lead, body=cast.oxmere, systems=[shared])
    device = register.add_device(
        by=lead, system=system, said={"brand": "Hikvision", "model": "DS-2CD2143G2-I", "serial": "K10000001"}
    )
    other = register.add_device(by=lead, system=shared, said={"brand": "Axis", "serial": "ACCC8E000001"})
    use = register.let_use(by=lead, system=shared, user=body("Marlbank University"))
    imported = Import.objects.create(body=cast.oxmere, by=lead, observed_on=dt.date(2026, 3, 1))
    return Estate(system, shared, device, other, use, imported)

"""Small registers for tests of the service: devices said by a person, assessed with the packs alone."""

from collections.abc import Mapping, Sequence

from custodes.access.models import Body, Person
from custodes.concerns.actions import run_waiting
from custodes.register.actions import add_device, add_system, share_systems
from custodes.register.models import Device, System

FLAGGED = {"brand": "Hikvision", "model": "DS-2CD2186G2-ISU", "firmware": "V5.5.800 build 210115"}
PATCHED = {"brand": "Hikvision", "model": "DS-2CD2186G2-ISU", "firmware": "V5.7.1 build 220801"}
OTHER = {"brand": "Axis", "model": "P3245-LV", "firmware": "9.80.2.2"}
NAMELESS = {"brand": "various", "model": "bullet camera"}
CONFLICT = {"brand": "Axis", "model": "DS-2CD2143G2-I", "mac": "44:19:B6:01:02:03"}
"""Devices of real makers, as people write them."""


def system(
    body: Body, by: Person, name: str, *, technology: str = "cctv_external", shared: bool = False
) -> System:
    """A system of the body."""
    made = add_system(by=by, body=body, values={"name": name, "technology": technology})
    if shared:
        share_systems(by=by, body=body, systems=[made])
    return made


def devices(home: System, by: Person, rows: Sequence[Mapping[str, object]]) -> list[Device]:
    """Devices in a system, each as a person says it."""
    return [add_device(by=by, system=home, said=row) for row in rows]


def assessed(
    body: Body, by: Person, rows: Sequence[Mapping[str, object]], name: str = "Town centre"
) -> list[Device]:
    """A system with these devices, assessed; the devices as they are then."""
    made = devices(system(body, by, name), by, rows)
    run_waiting()
    return list(
        Device.objects.filter(pk__in=[one.pk for one in made]).select_related("product").order_by("pk")
    )

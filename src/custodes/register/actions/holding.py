"""Keeping systems and devices from other writers: systems first, see `custodes.locks`."""

from collections.abc import Iterable

from custodes import locks
from custodes.access.models import Body
from custodes.errors import Conflict
from custodes.register.actions.projecting import batches
from custodes.register.models import Device, System


def hold_systems(body: Body, pks: Iterable[int] | None = None) -> dict[int, System]:
    """Systems of a body by id: these, or all of them. Nobody writes their devices meanwhile.

    One that was withdrawn has no devices to write.
    """
    systems = System.objects.filter(body=body, withdrawn_at=None).select_related("body")
    return {
        system.pk: system for system in locks.held(systems if pks is None else systems.filter(pk__in=pks))
    }


def hold_devices(body: Body, pks: Iterable[int]) -> list[Device]:
    """Those of these devices that are in the register, in order of id. For who holds all systems of the body."""
    return [
        device
        for some in batches(pks)
        for device in locks.held(
            Device.objects.select_related("body", "system").filter(pk__in=some, body=body, withdrawn_at=None)
        )
    ]


def hold_device(device: Device, system: System | None = None) -> tuple[Device, dict[int, System]]:
    """A device as it is now, withdrawn or not, and by id the systems held for it: its own and `system`.

    A system that is withdrawn or another body's is not among them. Raises Conflict where somebody moves the
    device at this very moment.
    """
    now = Device.objects.filter(pk=device.pk).values_list("system", flat=True).get()
    systems = hold_systems(device.body, {now, system.pk} if system else {now})
    held = locks.held(Device.objects.select_related("body", "product", "system")).get(pk=device.pk)
    if held.system_id != now:
        raise Conflict(
            "Somebody else changed this device while you did.", "Compare both and choose.", held.revision
        )
    return held, systems

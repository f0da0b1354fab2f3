"""Devices, many at once. Read before single ones: their addresses would be taken for a device's."""

from pydantic import Field

from custodes.access.permissions import Permission
from custodes.register import actions
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import MOST_AT_ONCE, Given, Ids, Number, Shown, Text, Why, said_only
from custodes.web.api.shown import DeviceSaid

operation = Resource("Devices")


class ManyChanged(Given):
    """The same for all of several devices of one body."""

    ids: Ids = Field(description=f"Up to {MOST_AT_ONCE:,}")
    change: DeviceSaid = Field(default_factory=lambda: DeviceSaid.model_validate({}))
    system: Number | None = None
    reason: Text = ""


class ManyWithdrawn(Why):
    """Several devices of one body, and why."""

    ids: Ids = Field(description=f"Up to {MOST_AT_ONCE:,}")


class Changed(Shown):
    """Which devices were changed: one that said so already stays as it was."""

    changed: list[int]


class Withdrawal(Shown):
    """How many devices were in the register and no longer are."""

    withdrawn: int


@operation("PATCH", "/devices", Permission.EDIT_REGISTER, gives=Changed)
def change_devices(request: Call, given: ManyChanged) -> Changed:
    """Change several devices of one body alike, or put them into one system.

    All or none of it is done. No revision is asked: what is said of a column here replaces what was said.
    """
    held = request.auth.some_devices(given.ids)
    system = request.auth.system(given.system) if given.system else None
    done = actions.change_devices(
        by=request.auth.person,
        body=held[0].body,
        ids=given.ids,
        said=said_only(given.change),
        system=system,
        reason=given.reason,
    )
    return Changed(changed=[device.pk for device in done])


@operation("POST", "/devices/withdraw", Permission.WITHDRAW, gives=Withdrawal)
def withdraw_devices(request: Call, given: ManyWithdrawn) -> Withdrawal:
    """Take several devices of one body out of the register, keeping all that is known of them."""
    held = request.auth.some_devices(given.ids)
    count = actions.withdraw_devices(
        by=request.auth.person, body=held[0].body, ids=given.ids, reason=given.reason
    )
    return Withdrawal(withdrawn=count)

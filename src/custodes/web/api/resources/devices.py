"""Devices, one at a time."""

from typing import Any

from pydantic import Field

from custodes.access.permissions import Permission
from custodes.audit.models import Event
from custodes.errors import Conflict
from custodes.register import actions
from custodes.web.api import problems, shown
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import Day, Id, Number, Text, Why, said_only
from custodes.web.api.shown import DeviceSaid, DeviceShown

operation = Resource("Devices")


class DeviceNew(DeviceSaid):
    """A device to add: a brand, a model or a MAC address at least."""

    system: Number
    observed_on: Day | None = Field(None, description="The day this is true of; today where it is left out")


class DeviceChange(DeviceSaid):
    """What to say instead: a column that is left out stays as it is, a blank one is taken back."""

    revision: Number = Field(description="Of the record you saw: if it has changed since, the answer is 409")
    system: Number | None = Field(None, description="To put it into another system of the same body")
    reason: Text = ""


@operation("GET", "/devices/{device}", Permission.READ_REGISTER, gives=DeviceShown)
def get_device(request: Call, device: Id) -> DeviceShown:
    """A device.

    Of your own body also one that is withdrawn: `withdrawn` then says when, by whom and why.
    """
    return shown.device(request.auth.device(device, withdrawn=True))


def _again(request: Call, made: Event) -> DeviceShown:
    return shown.device(request.auth.device(int(made.subject), withdrawn=True))


@operation(
    "POST", "/devices", Permission.EDIT_REGISTER, gives=DeviceShown, status=201, again=_again,
    problems=(409,),
)  # fmt: skip
def add_device(request: Call, given: DeviceNew) -> DeviceShown:
    """Add a device to a system. What you say of it is kept as an observation of yours."""
    system = request.auth.system(given.system)
    said = said_only(given, "system", "observed_on")
    made = actions.add_device(by=request.auth.person, system=system, said=said, observed_on=given.observed_on)
    return shown.device(request.auth.device(made.pk))


@operation("PATCH", "/devices/{device}", Permission.EDIT_REGISTER, gives=DeviceShown, problems=(409,))
def change_device(request: Call, device: Id, given: DeviceChange) -> Any:
    """Change a device, or put it into another system."""
    held = request.auth.device(device)
    system = request.auth.system(given.system) if given.system else None
    said = said_only(given, "revision", "system", "reason")
    try:
        actions.change_device(
            by=request.auth.person, device=held, said=said, base=given.revision, system=system, reason=given.reason
        )  # fmt: skip
    except Conflict as conflict:
        now = shown.device(request.auth.device(device)).model_dump(mode="json")
        return problems.of_user_error(conflict, current=now)
    return shown.device(request.auth.device(device))


@operation("POST", "/devices/{device}/withdraw", Permission.WITHDRAW, gives=DeviceShown)
def withdraw_device(request: Call, device: Id, given: Why) -> DeviceShown:
    """Take a device out of the register, keeping all that is known of it."""
    held = request.auth.device(device)
    actions.withdraw_devices(by=request.auth.person, body=held.body, ids=[held.pk], reason=given.reason)
    return shown.device(request.auth.device(device, withdrawn=True))


@operation("POST", "/devices/{device}/restore", Permission.WITHDRAW, gives=DeviceShown)
def restore_device(request: Call, device: Id, given: Why) -> DeviceShown:
    """Put a withdrawn device back."""
    held = request.auth.device(device, withdrawn=True)
    actions.restore_device(by=request.auth.person, device=held, reason=given.reason)
    return shown.device(request.auth.device(device))

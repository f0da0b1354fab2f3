"""Everything that changes the register. Each call is one transaction with its event."""

from custodes.register.actions.devices import (
    add_device,
    change_device,
    change_devices,
    restore_device,
    withdraw_devices,
)
from custodes.register.actions.projecting import number_products, project_again
from custodes.register.actions.systems import (
    add_system,
    change_system,
    end_use,
    let_use,
    restore_system,
    share_systems,
    stop_sharing,
    withdraw_system,
)

__all__ = [
    "add_device",
    "add_system",
    "change_device",
    "change_devices",
    "change_system",
    "end_use",
    "let_use",
    "number_products",
    "project_again",
    "restore_device",
    "restore_system",
    "share_systems",
    "stop_sharing",
    "withdraw_devices",
    "withdraw_system",
]

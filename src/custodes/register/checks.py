"""Whether values fit the register: every problem at once, by field."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from custodes.errors import Invalid
from custodes.evidence.addresses import read_mac
from custodes.register.models import Device, Kept, System
from custodes.register.terms import Capability


def fitting_device(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a device as observations hold it (dates in ISO form). Raises Invalid."""
    unknown = {name: "There is no such column" for name in said if name not in Device.SAID}
    if unknown:
        raise Invalid("Some columns are not known.", f"They can be: {', '.join(Device.SAID)}.", unknown)
    values = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
    if values.get("mac"):
        values["mac"] = _mac(values["mac"])
    device = Device(**values)
    _clean(device, values)
    return {name: _plain(getattr(device, name)) for name in values}


def fitting_system(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a system. Raises Invalid."""
    wrong = sorted(set(values.get("capabilities") or ()) - set(Capability.values))
    if wrong:
        fields = {"capabilities": f"{', '.join(wrong)}: not among {', '.join(Capability.values)}"}
        raise Invalid("Some values do not fit.", "Correct them and try again.", fields)
    system = System(**values)
    _clean(system, values)
    if values.get("volume") is not None and not values.get("volume_unit"):
        raise Invalid(
            "Some values do not fit.", "Correct them.", {"volume_unit": "Say what the number counts"}
        )
    return {name: getattr(system, name) for name in values}


def _mac(typed: str) -> str:
    digits, problem = read_mac(typed)
    if problem:
        raise Invalid("Some values do not fit.", "Correct them and try again.", {"mac": problem})
    return digits


def _clean(record: Kept, values: Mapping[str, Any]) -> None:
    others = {field.name for field in record._meta.get_fields() if field.name not in values}
    try:
        record.clean_fields(exclude=others)
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid("Some values do not fit.", "Correct them and try again.", fields) from None


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

"""Whether what a person types fits the register: every problem at once, by field."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from custodes import clock
from custodes.errors import Invalid
from custodes.evidence.addresses import read_ip, read_mac
from custodes.evidence.quantities import LARGEST
from custodes.evidence.secrets import redact
from custodes.evidence.text import clean
from custodes.register.models import Device, Kept, System
from custodes.register.projection import BLANK
from custodes.register.terms import Capability, QuantityBasis

SYSTEM_COLUMNS = (
    "name",
    "technology",
    "purpose",
    "operator",
    "operator_name",
    "site_class",
    "connectivity",
    "capabilities",
    "volume",
    "volume_unit",
)
"""What a person can say of a system."""

DOES_NOT_FIT = "Some values do not fit."
CORRECT = "Correct them and try again."

Problems = dict[str, str]


def fitting_device(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a device as observations hold it: texts tidy, dates in ISO form. Raises Invalid."""
    _refuse_unknown(said, Device.SAID)
    values, problems = _tidy(said, BLANK)
    problems |= _addresses(values)
    device = Device(**{name: value for name, value in values.items() if name not in problems})
    problems |= _unfit(device, values, problems)
    fitting = {name: _plain(getattr(device, name)) for name in values}
    problems |= _quantity(fitting, problems) | _days(fitting, problems)
    if problems:
        raise Invalid(DOES_NOT_FIT, CORRECT, problems)
    return fitting


def fitting_system(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a system, texts tidy. Raises Invalid."""
    _refuse_unknown(values, SYSTEM_COLUMNS)
    tidy, problems = _tidy(values, {"volume": None, "capabilities": []})
    chosen = sorted(set(tidy.get("capabilities") or ()))
    if wrong := [one for one in chosen if one not in Capability.values]:
        problems["capabilities"] = f"{', '.join(wrong)}: not among {', '.join(Capability.values)}"
    elif "capabilities" in tidy:
        tidy["capabilities"] = chosen
    if "name" in tidy and not tidy["name"]:
        problems["name"] = "Enter a name for the system"
    if tidy.get("volume") is not None and not tidy.get("volume_unit", "as before"):
        problems["volume_unit"] = "Say what the number counts"
    system = System(**{name: value for name, value in tidy.items() if name not in problems})
    problems |= _unfit(system, tidy, problems)
    if problems:
        raise Invalid(DOES_NOT_FIT, CORRECT, problems)
    return {name: getattr(system, name) for name in tidy}


def _refuse_unknown(values: Iterable[str], columns: Sequence[str]) -> None:
    unknown = {name: "There is no such column" for name in values if name not in columns}
    if unknown:
        raise Invalid("Some columns are not known.", f"They can be: {', '.join(columns)}.", unknown)


def _tidy(said: Mapping[str, Any], blank: Mapping[str, Any]) -> tuple[dict[str, Any], Problems]:
    """Texts without gaps and invisible characters. Cells of lists never keep a password, nor does this."""
    values: dict[str, Any] = {}
    problems: Problems = {}
    for name, value in said.items():
        if isinstance(value, str):
            value, wrong = clean(value)
            if wrong and "long" in wrong:
                problems[name] = wrong.capitalize()
            if redact(value)[1]:
                problems[name] = (
                    "This looks as if it holds a password. Leave it out: no password is kept here"
                )
        values[name] = blank.get(name, "") if value in ("", None) else value
    return values, problems


def _addresses(values: dict[str, Any]) -> Problems:
    """MAC and IP addresses in our writing; what is wrong with those that cannot be read."""
    problems: Problems = {}
    for name, read, mend in (
        ("mac", read_mac, "Enter a MAC address of twelve hexadecimal digits, like 44:19:B6:01:02:03"),
        ("ip", read_ip, "Enter one IP address, like 10.0.0.5"),
    ):
        if values.get(name):
            values[name], wrong = read(str(values[name]))
            if wrong:
                problems[name] = mend
    return problems


def _unfit(record: Kept, values: Mapping[str, Any], known: Problems) -> Problems:
    """What the columns themselves refuse: words not on the list, numbers out of range, texts too long."""
    looked_at = set(values) - set(known)
    others = {field.name for field in record._meta.get_fields() if field.name not in looked_at}
    try:
        record.clean_fields(exclude=others)
    except ValidationError as error:
        return {name: " ".join(messages) for name, messages in error.message_dict.items()}
    return {}


def _quantity(values: Mapping[str, Any], known: Problems) -> Problems:
    number, basis = values.get("quantity"), values.get("quantity_basis", "")
    if number is None or {"quantity", "quantity_basis"} & set(known):
        return {}
    if number > LARGEST:
        return {"quantity": f"Enter a number of devices up to {LARGEST:,}"}
    if number and basis == QuantityBasis.NOT_HELD:
        return {"quantity": "Leave the number empty or 0 where none are held"}
    if number == 0 and basis != QuantityBasis.NOT_HELD:
        return {"quantity": "Enter 1 or more, or say that none are held"}
    return {}


def _days(values: Mapping[str, Any], known: Problems) -> Problems:
    installed = values.get("installed")
    if installed and "installed" not in known and installed > clock.today().isoformat():
        return {"installed": "The day it was installed must be today or in the past"}
    return {}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value

"""By what a device is known again: its serial number, its MAC address, and what contradicts them."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_NOT_ALNUM = re.compile(r"[\W_]+")
_COUNTING = "01234567890123456789"


class Known(NamedTuple):
    """A device that the body holds, or one that was withdrawn."""

    id: int
    serial: str
    mac: str
    quantity: int | None
    system: str


class Marks(NamedTuple):
    """What a device is known by; "" where it is not."""

    serial: str = ""
    mac: str = ""


def marks_of(serial: str, mac: str, quantity: int | None) -> Marks:
    """Of a batch nothing: its serial number is that of one of its devices, or of none."""
    return Marks() if quantity and quantity > 1 else Marks(serial_mark(serial), mac)


def serial_mark(serial: str) -> str:
    """Letters and digits of what can be a serial number; "" for "see label", "0000", a row number or "12345"."""
    plain = _NOT_ALNUM.sub("", serial).casefold()
    digits = sum(letter.isdigit() for letter in plain)
    if len(plain) < 5 or digits < 3 or len(set(plain)) < 2 or plain in _COUNTING:
        return ""
    return plain


class Index:
    """Devices by what they are known by, each mark with the marks that stand beside it."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._marks: dict[int, Marks] = {}
        self._serials: _Beside = {}
        self._macs: _Beside = {}
        for device in known:
            self.learn(device.id, marks_of(device.serial, device.mac, device.quantity))

    def find(self, marks: Marks) -> int | None:
        """The device of this serial number, else of this MAC address, where the other does not contradict it."""
        found = _beside(self._serials.get(marks.serial), marks.mac)
        return _beside(self._macs.get(marks.mac), marks.serial) if found is None else found

    def learn(self, device: int, marks: Marks) -> None:
        """Note what a device is known by; what is known of it already stays."""
        before = self._marks.get(device, Marks())
        after = Marks(before.serial or marks.serial, before.mac or marks.mac)
        if after == before:
            return
        self._marks[device] = after
        for marked, was, mark, beside_was, beside in (
            (self._serials, before.serial, after.serial, before.mac, after.mac),
            (self._macs, before.mac, after.mac, before.serial, after.serial),
        ):
            if was and marked[was].get(beside_was) == device:
                del marked[was][beside_was]
            if mark:
                marked.setdefault(mark, {}).setdefault(beside, device)


_Beside = dict[str, dict[str, int]]
"""Mark to the other mark beside it ("" where there is none) to the first device that has both."""


def _beside(found: Mapping[str, int] | None, other: str) -> int | None:
    """Of the devices with one mark, the one whose other mark is the same, or does not contradict it."""
    if not found:
        return None
    return found.get(other, found.get("")) if other else next(iter(found.values()))

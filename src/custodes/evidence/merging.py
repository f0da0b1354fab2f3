"""Which device each row of an import speaks of: one that is held, one an earlier row speaks of, or a new one.

Pure. ADR 0015 says why rows are taken for the same device only where nothing contradicts it: a device counted
twice is seen and put right, one that vanished into another is not.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from custodes.register.terms import Technology

_NOT_ALNUM = re.compile(r"[\W_]+")
_COUNTING = "01234567890123456789"
NOT_SORTED = "Not sorted yet"
LONGEST_NAME = 200
ANEW = -1
"""Targets from here down are new devices: the first is -1, the second -2."""


class Row(NamedTuple):
    """What of an accepted row bears on which device it speaks of and where that goes."""

    serial: str
    mac: str
    quantity: int
    system: str
    technology: str
    body: str


class Known(NamedTuple):
    """A device that the body holds, or one that was withdrawn."""

    id: int
    serial: str
    mac: str
    quantity: int | None
    system: str


class Home(NamedTuple):
    """The system that new devices go to. `technology` is "" where not all of them say the same one."""

    name: str
    technology: str
    devices: int


class Plan(NamedTuple):
    """What adding the rows would do. The figures are rows, unless they say otherwise."""

    targets: "array[int]"
    """For each row the id of a device that is held, or `ANEW` - n for the nth new one, from 0."""
    homes: tuple[Home, ...]
    home_of: "array[int]"
    """For each new device the place of its system in `homes`."""
    new: int
    """New devices."""
    units: int
    """How many cameras the new devices stand for; one each where no number is given."""
    further: int
    """Rows about devices that are held."""
    held: int
    """How many devices those are."""
    again: int
    """Rows about a device of which an earlier row of the import speaks."""
    elsewhere: int
    """Rows about a held device that name another system than its own, where it stays."""
    nameless: int
    """Rows that bear no serial number or MAC address to know the device by next time."""
    returning: int
    """Rows that speak of a withdrawn device, and come in as new ones."""
    bodies: dict[str, int]
    """Other bodies that rows name, with how many rows do."""


def plan(rows: Iterable[Row], known: Iterable[Known], withdrawn: Iterable[Known], body: str) -> Plan:
    """Lay out what is to be done with the rows, in their order. `body`: the name of the importing one."""
    known = tuple(known)
    index, systems = _Index(known), {device.id: device.system for device in known}
    gone = _Index(withdrawn)
    new = _New()
    targets: array[int] = array("q")
    counts: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    spoken: set[int] = set()
    for row in rows:
        bodies.update([row.body] if row.body and not same_body(row.body, body) else [])
        marks = _marks(row.serial, row.mac, row.quantity)
        target = index.find(marks)
        if target is None:
            target = ANEW - len(new)
            counts["returning"] += gone.find(marks) is not None
        counts["nameless"] += not any(marks)
        counts["again"] += target in spoken
        counts["further"] += target >= 0
        counts["elsewhere"] += target >= 0 and bool(row.system) and not _same(row.system, systems[target])
        spoken.add(target)
        index.learn(target, marks)
        if target < 0:
            new.say(ANEW - target, row)
        targets.append(target)
    homes, home_of = new.homes()
    return Plan(
        targets,
        homes,
        home_of,
        new=len(new),
        units=new.units,
        further=counts["further"],
        held=sum(target >= 0 for target in spoken),
        again=counts["again"],
        elsewhere=counts["elsewhere"],
        nameless=counts["nameless"],
        returning=counts["returning"],
        bodies=dict(bodies.most_common()),
    )


class _Marks(NamedTuple):
    """What a device is known by; "" where it is not."""

    serial: str = ""
    mac: str = ""


def _marks(serial: str, mac: str, quantity: int | None) -> _Marks:
    """Of a batch nothing: its serial number is that of one of its devices, or of none."""
    return _Marks() if quantity and quantity > 1 else _Marks(serial_mark(serial), mac)


def serial_mark(serial: str) -> str:
    """Letters and digits of what can be a serial number; "" for "see label", "0000", a row number or "12345"."""
    plain = _NOT_ALNUM.sub("", serial).casefold()
    digits = sum(letter.isdigit() for letter in plain)
    if len(plain) < 5 or digits < 3 or len(set(plain)) < 2 or plain in _COUNTING:
        return ""
    return plain


class _Index:
    """Devices by what they are known by, each mark with the marks that stand beside it."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._marks: dict[int, _Marks] = {}
        self._serials: _Beside = {}
        self._macs: _Beside = {}
        for device in known:
            self.learn(device.id, _marks(device.serial, device.mac, device.quantity))

    def find(self, marks: _Marks) -> int | None:
        """The device of this serial number, else of this MAC address, where the other does not contradict it."""
        found = _beside(self._serials.get(marks.serial), marks.mac)
        return _beside(self._macs.get(marks.mac), marks.serial) if found is None else found

    def learn(self, device: int, marks: _Marks) -> None:
        """Note what a device is known by; what is known of it already stays."""
        before = self._marks.get(device, _Marks())
        after = _Marks(before.serial or marks.serial, before.mac or marks.mac)
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


class _New:
    """The new devices, as rows speak of them: what decides their systems."""

    def __init__(self) -> None:
        self.units = 0
        self._systems: list[str] = []
        self._technologies: list[str] = []

    def __len__(self) -> int:
        return len(self._systems)

    def say(self, number: int, row: Row) -> None:
        if number == len(self):
            self._systems.append("")
            self._technologies.append("")
            self.units += row.quantity
        self._systems[number] = self._systems[number] or row.system
        self._technologies[number] = self._technologies[number] or row.technology

    def homes(self) -> tuple[tuple[Home, ...], "array[int]"]:
        """Each system once, in order of mention; names that differ in case and spacing only are one."""
        names: dict[str, str] = {}
        technologies: dict[str, set[str]] = {}
        devices: Counter[str] = Counter()
        keys: list[str] = []
        for system, technology in zip(self._systems, self._technologies, strict=True):
            name = (system or unsorted(technology))[:LONGEST_NAME].strip()
            key = name_key(name)
            names.setdefault(key, name)
            technologies.setdefault(key, set()).add(technology)
            devices[key] += 1
            keys.append(key)
        place = {key: at for at, key in enumerate(names)}
        homes = tuple(Home(name, _only(technologies[key]), devices[key]) for key, name in names.items())
        return homes, array("q", (place[key] for key in keys))


def unsorted(technology: str) -> str:
    """The system of devices of which nobody has said which system they belong to."""
    known = technology in Technology.values
    return f"{NOT_SORTED}: {Technology(technology).label}" if known else NOT_SORTED


def _only(technologies: set[str]) -> str:
    one = next(iter(technologies)) if len(technologies) == 1 else ""
    return one if one in Technology.values else ""


def name_key(name: str) -> str:
    """Names of systems that people would read as the same."""
    return " ".join(name.casefold().split())


def _same(one: str, other: str) -> bool:
    return name_key(one[:LONGEST_NAME]) == name_key(other)


def same_body(named: str, body: str) -> bool:
    """Whether a row names this very body: its name, without brackets, "the" and punctuation."""
    return _body_key(named) == _body_key(body)


def _body_key(name: str) -> str:
    plain = _NOT_ALNUM.sub(" ", re.sub(r"\([^)]*\)", " ", name).replace("&", " and ")).casefold().split()
    return " ".join(word for word in plain if word != "the")


def counts(of: Plan) -> Mapping[str, int]:
    """The figures of a plan by name: what the check page says, and what adding it then has done."""
    names = ("new", "units", "further", "held", "again", "elsewhere", "nameless", "returning")
    return {name: getattr(of, name) for name in names}

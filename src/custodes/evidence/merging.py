"""Which device each row of an import speaks of: one that is held, one an earlier row speaks of, or a new one.

Pure. ADR 0015 says why rows are taken for the same device only where nothing contradicts it: a device counted
twice is seen and put right, one that vanished into another is not.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from custodes.evidence.marks import Index, Known, Marks, marks_of
from custodes.register.terms import Technology

_NOT_ALNUM = re.compile(r"[\W_]+")
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
    basis: str = ""
    """How the quantity is known, as the intake has it: "assumed" where nobody gave one."""


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
    uncounted: int
    """New devices for which no number is given."""
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
    laying = _Laying(known, Index(withdrawn), body)
    targets = array("q", (laying.target_of(row) for row in rows))
    homes, home_of = laying.new.homes()
    return Plan(
        targets,
        homes,
        home_of,
        new=len(laying.new),
        units=laying.new.units,
        uncounted=laying.new.uncounted,
        held=sum(target >= 0 for target in laying.spoken),
        bodies=dict(laying.bodies.most_common()),
        **{name: laying.counts[name] for name in ("further", "again", "elsewhere", "nameless", "returning")},
    )


class _Laying:
    """The rows so far: what they speak of, and what is to be said about them."""

    def __init__(self, known: Sequence[Known], gone: Index, body: str) -> None:
        self.index, self.gone, self.body = Index(known), gone, body
        self.systems = {device.id: device.system for device in known}
        self.new = _New()
        self.spoken: set[int] = set()
        self.counts: Counter[str] = Counter()
        self.bodies: Counter[str] = Counter()

    def target_of(self, row: Row) -> int:
        """The device that the next row speaks of."""
        marks = marks_of(row.serial, row.mac, row.quantity)
        found = self.index.find(marks)
        target = ANEW - len(self.new) if found is None else found
        self._count(row, marks, target)
        self.spoken.add(target)
        self.index.learn(target, marks)
        if target < 0:
            self.new.say(ANEW - target, row)
        return target

    def _count(self, row: Row, marks: Marks, target: int) -> None:
        held = target >= 0
        self.counts["further"] += held
        self.counts["again"] += target in self.spoken
        self.counts["nameless"] += not any(marks)
        self.counts["returning"] += ANEW - target == len(self.new) and self.gone.find(marks) is not None
        self.counts["elsewhere"] += held and bool(row.system) and not _same(row.system, self.systems[target])
        if row.body and not same_body(row.body, self.body):
            self.bodies[row.body] += 1


class _New:
    """The new devices, as rows speak of them: what decides their systems."""

    def __init__(self) -> None:
        self.units = self.uncounted = 0
        self._systems: list[str] = []
        self._technologies: list[str] = []

    def __len__(self) -> int:
        return len(self._systems)

    def say(self, number: int, row: Row) -> None:
        if number == len(self):
            self._systems.append("")
            self._technologies.append("")
            self.units += row.quantity
            self.uncounted += row.basis == "assumed" and row.quantity == 1
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


@lru_cache(10_000)
def _same(one: str, other: str) -> bool:
    return name_key(one[:LONGEST_NAME]) == name_key(other)


@lru_cache(10_000)
def same_body(named: str, body: str) -> bool:
    """Whether a row names this very body: its name, without brackets, "the" and punctuation."""
    return _body_key(named) == _body_key(body)


def _body_key(name: str) -> str:
    plain = _NOT_ALNUM.sub(" ", re.sub(r"\([^)]*\)", " ", name).replace("&", " and ")).casefold().split()
    return " ".join(word for word in plain if word != "the")


def counts(of: Plan) -> Mapping[str, int]:
    """The figures of a plan by name: what the check page says, and what adding it then has done."""
    names = ("new", "units", "uncounted", "further", "held", "again", "elsewhere", "nameless", "returning")
    return {name: getattr(of, name) for name in names}

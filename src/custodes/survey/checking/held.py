"""What registers hold that answers can be checked against: totals by technology, no device by itself. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from custodes.register.terms import Technology

INSIDE_OR_OUTSIDE = (Technology.CCTV_EXTERNAL, Technology.CCTV_INTERNAL)
TECHNOLOGIES = frozenset(Technology.values)


class Rows(NamedTuple):
    """Rows of a register that are alike in what is said here, counted together."""

    body: int
    technology: str
    maker: str = ""
    """As identified; "" where it is not."""
    brand: str = ""
    """The name on the label where it is a known one."""
    listed: str = ""
    """As `ProductVersion.listed`; "" where nobody has looked yet."""
    vulnerable: str = ""
    rows: int = 1
    number: int = 1
    """Devices: the sum of quantities; a row that does not say how many counts as one."""
    uncounted: int = 0
    """Rows that do not say how many."""
    estimated: int = 0
    """Devices of rows that are estimates."""

    @property
    def flagged_name(self) -> str:
        """Under which name it is on a watchlist, where it is: its maker, else the label."""
        return self.maker or self.brand

    @property
    def relabelled(self) -> bool:
        """Whether another brand's name is on it than its maker's."""
        return bool(self.maker and self.brand and self.brand != self.maker)


class SystemHeld(NamedTuple):
    """A system that a body operates."""

    body: int
    technologies: frozenset[str]
    """What it and its devices are said to be; {""} where nothing is."""
    operator: str = ""
    operator_name: str = ""
    ways: frozenset[str] = frozenset()
    """How it and its devices are connected, in the words of `Connectivity`."""
    ways_unsaid: bool = False
    """Whether it, or a part of it, does not say how."""
    capabilities: frozenset[str] = frozenset()
    """Empty where nothing is said: that it can do nothing is nowhere recorded."""


class Used(NamedTuple):
    """A system that a body uses and another operates."""

    body: int
    technology: str
    owner: str
    """The name of the body that operates it."""


class Sum(NamedTuple):
    """Rows added up."""

    number: int = 0
    uncounted: int = 0
    estimated: int = 0
    rows: int = 0

    @property
    def low(self) -> int:
        """The fewest that there are for certain: of what is estimated, nothing is."""
        return self.number - self.estimated

    @property
    def exact(self) -> bool:
        return not (self.uncounted or self.estimated)

    @property
    def at_least(self) -> bool:
        """Whether there are so many for certain, and maybe more."""
        return bool(self.uncounted) and not self.estimated


def total(rows: Iterable[Rows]) -> Sum:
    """All of them together."""
    found = list(rows)
    return Sum(
        sum(one.number for one in found),
        sum(one.uncounted for one in found),
        sum(one.estimated for one in found),
        sum(one.rows for one in found),
    )


class Fit(StrEnum):
    """Whether something is of a technology."""

    YES = "yes"
    MAYBE = "maybe"
    """Nothing is recorded, or “CCTV” where inside or outside is asked for."""
    NO = "no"


def fit(technology: str, asked: str) -> Fit:
    """Whether what is recorded as `technology` is of the one that is `asked` about ("": of any)."""
    if not asked or technology == asked:
        return Fit.YES
    if asked == Technology.CCTV and technology in INSIDE_OR_OUTSIDE:
        return Fit.YES
    if technology == Technology.CCTV and asked in INSIDE_OR_OUTSIDE:
        return Fit.MAYBE
    return Fit.NO if technology in TECHNOLOGIES else Fit.MAYBE


def fit_any(technologies: Iterable[str], asked: str) -> Fit:
    """The best of them."""
    fits = {fit(one, asked) for one in technologies}
    return next((one for one in (Fit.YES, Fit.MAYBE) if one in fits), Fit.NO)


@dataclass(frozen=True)
class Held:
    """What some bodies hold of one technology, or of all."""

    technology: str = ""
    rows: tuple[Rows, ...] = ()
    maybe: tuple[Rows, ...] = ()
    """Rows that do not say whether they are of it."""
    systems: tuple[SystemHeld, ...] = ()
    maybe_systems: tuple[SystemHeld, ...] = ()
    used: tuple[Used, ...] = ()
    suppliers: tuple[tuple[str, int], ...] = ()
    """Who sold the devices, as recorded, and how many."""
    anything: bool = False
    """Whether the registers hold anything, of whatever technology."""
    waiting: bool = False
    """Whether findings are waiting to be worked out."""

    @property
    def devices(self) -> Sum:
        return total(self.rows)

    def with_(self, column: str, *values: str) -> Sum:
        """Of the rows, those that stand so."""
        return total(one for one in self.rows if getattr(one, column) in values)

    def maybe_with(self, column: str, *values: str) -> Sum:
        """The same of the rows that do not say whether they are of this technology."""
        return total(one for one in self.maybe if getattr(one, column) in values)


@dataclass(frozen=True)
class Registers:
    """The registers of the bodies that a return answers for, read once."""

    rows: tuple[Rows, ...] = ()
    systems: tuple[SystemHeld, ...] = ()
    used: tuple[Used, ...] = ()
    suppliers: tuple[tuple[int, str, str, int], ...] = ()
    """Body, technology, supplier, devices."""
    waiting: frozenset[int] = frozenset()
    """Bodies whose findings are to be worked out again."""

    def of(self, bodies: Collection[int], technology: str) -> Held:
        """What these bodies hold of a technology, "" for all."""
        rows = [(one, fit(one.technology, technology)) for one in self.rows if one.body in bodies]
        systems = [(one, fit_any(one.technologies, technology)) for one in self.systems if one.body in bodies]
        used = [one for one in self.used if one.body in bodies]
        return Held(
            technology,
            tuple(one for one, fits in rows if fits is Fit.YES),
            tuple(one for one, fits in rows if fits is Fit.MAYBE),
            tuple(one for one, fits in systems if fits is Fit.YES),
            tuple(one for one, fits in systems if fits is Fit.MAYBE),
            tuple(one for one in used if fit(one.technology, technology) is Fit.YES),
            self._suppliers(bodies, technology),
            bool(rows or systems or used),
            not self.waiting.isdisjoint(bodies),
        )

    def _suppliers(self, bodies: Collection[int], technology: str) -> tuple[tuple[str, int], ...]:
        found: dict[str, int] = {}
        for body, of, supplier, number in self.suppliers:
            if body in bodies and fit(of, technology) is Fit.YES:
                found[supplier] = found.get(supplier, 0) + number
        return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))

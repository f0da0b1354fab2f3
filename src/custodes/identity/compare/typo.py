"""Which known name a misspelt one is, if there is exactly one it can be.

A distance is only ever measured within the few names that share a spelling with letters left out
(the deletion neighbourhood: W. Garbe's SymSpell, 2012) or that sound alike. One typing error is looked
for in any name of five letters or more, two in long ones.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

SHORTEST = 4
"""Names shorter than this are matched exactly or not at all. Names of just this length count as rivals
of longer ones, but are themselves taken only by ear ("Axsis")."""

LONG = 9
"""Names of this many letters may have two typing errors."""

_TRADE = re.compile(
    r"(?:vision|imaging|optics?|networks?|systems?|security|technolog(?:y|ies)|communications?|electronics?"
    r"|digital|robotics|video|solutions?|international|group)+$"
)
"""Endings that half the trade wears: letters of theirs do not make a name long."""

LONGEST = 24
"""Names longer than this are matched exactly or not at all: whoever types them in full copies them."""

FAR = 9
"""Too far to be the same."""

_SPELT = "ph ght tch sch sh ck q ce ci cy ch c x z y"
_HEARD = "f t ch s s k k se si sy C k ks s i"
_SOUNDS = list(zip(_SPELT.split(), _HEARD.split(), strict=True))
_DOUBLED = re.compile(r"(.)\1+")


def sound(name: str) -> str:
    """A spelling by ear, for English readers: "milesite" and "milesight" give the same."""
    for spelt, heard in _SOUNDS:
        name = name.replace(spelt, heard)
    if name.endswith("C"):
        name = name[:-1] + "k"
    name = _DOUBLED.sub(r"\1", name)
    return name[:-1] if name.endswith("e") and len(name) > 3 else name


def distance(a: str, b: str, most: int) -> int:
    """Letters added, dropped, changed or swapped with a neighbour; `most` + 1 once it is beyond that."""
    start, end = 0, 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    if not a or not b:
        return min(len(a) + len(b), most + 1)
    if most == 1:
        return 1 if len(a) == len(b) == 1 or (len(a) == len(b) == 2 and a == b[::-1]) else 2
    return _table_distance(a, b, most)


def _table_distance(a: str, b: str, most: int) -> int:
    """The same by the usual table, row by row (optimal string alignment)."""
    before_last: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return min(last[-1], most + 1)


class Neighbours:
    """The known names, indexed by what is left when letters are left out."""

    def __init__(self, names: Iterable[str]) -> None:
        self._without_one: dict[str, list[str]] = defaultdict(list)
        self._long: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self.nearest = lru_cache(maxsize=1 << 17)(self._nearest)
        for name in names:
            if SHORTEST <= len(name) <= LONGEST and name.isascii() and not name.isdigit():
                self._add(name)

    def _add(self, name: str) -> None:
        for remainder in _without_one(name):
            self._without_one[remainder].append(name)
        if len(name) >= LONG:
            self._long[name[:2], len(name)].append((_letters(name), name))
        self._by_sound[sound(name)].append(name)

    def _nearest(self, typed: str, most: int) -> tuple[tuple[str, int], ...]:
        """Known names `typed` may be meant for and how many typing errors off, all equally near.

        `most`: 1 or 2. Two are looked for only in long names, where one explains nothing.
        """
        if not SHORTEST <= len(typed) <= LONGEST + 1 or not typed.isascii():
            return ()
        found = self._one_off(typed)
        for name in self._by_sound.get(sound(typed), ()):
            found[name] = min(found.get(name, FAR), _distance_by_ear(typed, name))
        if not found and most == 2 and len(_TRADE.sub("", typed)) >= LONG - 1:
            found = self._two_off(typed)
        best = min(found.values(), default=FAR)
        nearest = tuple((name, far) for name, far in found.items() if far == best < FAR)
        return () if all(self._too_short(typed, name) for name, _ in nearest) else nearest

    def _one_off(self, typed: str) -> dict[str, int]:
        """Names within one error, the first letter right unless they are long."""
        index = self._without_one
        shared = {name for r in _without_one(typed) if r in index for name in index[r]}
        first = typed[0] if len(typed) > SHORTEST else ""
        begun = [name for name in shared if name[0] == first or len(name) >= LONG - 1]
        return {name: far for name in begun if (far := distance(typed, name, 1)) <= 1}

    def _two_off(self, typed: str) -> dict[str, int]:
        """Long names within two errors, the first two letters right."""
        begins, letters, length = typed[:2], _letters(typed), len(typed)
        likely = [
            name
            for other in range(length - 2, length + 3)
            for mask, name in self._long.get((begins, other), ())
            if (mask ^ letters).bit_count() <= 4  # an error changes two letters at most
        ]
        return {name: far for name in likely if (far := distance(typed, name, 2)) <= 2}

    @staticmethod
    def _too_short(typed: str, name: str) -> bool:
        return len(name) <= SHORTEST and sound(typed) != sound(name)


def _distance_by_ear(typed: str, name: str) -> int:
    """Names of five letters or fewer that sound alike may differ by one letter, longer ones by three."""
    most = 1 if len(name) <= 5 else 3
    far = distance(typed, name, most)
    return far if far <= most else FAR


def _without_one(name: str) -> set[str]:
    """`name`, and what is left of it without one letter."""
    return {name, *[name[:i] + name[i + 1 :] for i in range(len(name))]}


def _letters(name: str) -> int:
    """Which letters occur in `name`, a bit for each."""
    bits = 0
    for letter in set(name):
        bits |= 1 << (ord(letter) & 31)
    return bits

"""Which known name a misspelt one is, if there is exactly one it can be.

A distance is only ever measured within the few names that share a spelling with letters left out
(the deletion neighbourhood: W. Garbe's SymSpell, 2012) or that sound alike. How far a typing error may
go depends on length: see `allowed_distance`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

SHORTEST = 4
"""Names shorter than this are matched exactly or not at all. Names of just this length count as rivals
of longer ones, but are themselves taken only by ear ("Axsis")."""

LONGEST = 24
"""Names longer than this are matched exactly or not at all: whoever types them in full copies them."""

_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"ph", "f"), (r"ght", "t"), (r"tch", "ch"), (r"ck|q", "k"), (r"ch\b", "k"), (r"sch|sh", "s"),
        (r"c(?=[eiy])", "s"), (r"c(?!h)", "k"), (r"x", "ks"), (r"z", "s"), (r"y", "i"),
        (r"(.)\1+", r"\1"), (r"(?<=...)e\b", ""),
    ]
]  # fmt: skip


def sound(name: str) -> str:
    """A spelling by ear, for English readers: "milesite" and "milesight" give the same."""
    for pattern, heard in _SOUNDS:
        name = pattern.sub(heard, name)
    return name


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


def allowed_distance(length: int) -> int:
    """Typing errors looked for in a name of this many letters: one to seven letters, then two."""
    return 1 if length < 8 else 2  # eight typed may be nine meant; `_most` has the last word


class Neighbours:
    """The known names, indexed by what is left when letters are left out."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_remainder: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self.nearest = lru_cache(maxsize=1 << 17)(self._nearest)
        for name in names:
            if SHORTEST <= len(name) <= LONGEST and name.isascii() and not name.isdigit():
                self._add(name)

    def _add(self, name: str) -> None:
        for remainder in _remainders(name, allowed_distance(len(name))):
            self._by_remainder[remainder].append(name)
        self._by_sound[sound(name)].append(name)

    def _nearest(self, typed: str) -> tuple[tuple[str, int], ...]:
        """Known names that `typed` may be meant for, with their distances, all equally near."""
        if not SHORTEST <= len(typed) <= LONGEST + 1 or not typed.isascii():
            return ()
        remainders = _remainders(typed, allowed_distance(len(typed)))
        shares = {name for r in remainders if r in self._by_remainder for name in self._by_remainder[r]}
        found: dict[str, int] = {}
        for name in shares:
            most = _most(typed, name)
            if most and (far := distance(typed, name, most)) <= most:
                found[name] = far
        for name in self._by_sound.get(sound(typed), ()):
            found[name] = min(found.get(name, 9), _distance_by_ear(typed, name))
        best = min(found.values(), default=9)
        nearest = tuple((name, far) for name, far in found.items() if far == best and far <= 3)
        return () if all(self._too_short(typed, name) for name, _ in nearest) else nearest

    @staticmethod
    def _too_short(typed: str, name: str) -> bool:
        return len(name) <= SHORTEST and sound(typed) != sound(name)


def _most(typed: str, name: str) -> int:
    """How far `typed` may be from `name`: less where the beginnings differ, as in typing they seldom do."""
    if len(name) >= 9 and len(typed) >= 8 and typed[:2] == name[:2]:
        return 2
    return 1 if len(name) >= 8 or (len(typed) > SHORTEST and typed[0] == name[0]) else 0


def _distance_by_ear(typed: str, name: str) -> int:
    """Names of five letters or fewer that sound alike may differ by one letter, longer ones by three."""
    most = 1 if len(name) <= 5 else 3
    far = distance(typed, name, most)
    return far if far <= most else 9


def _remainders(name: str, dropped: int) -> set[str]:
    """`name`, and what is left of it without one letter, or without two after the second (see `_most`)."""
    found = {name}
    found.update(name[:i] + name[i + 1 :] for i in range(len(name)))
    if dropped > 1:
        start, rest = name[:2], name[2:]
        found.update(start + "".join(kept) for kept in combinations(rest, len(rest) - 2))
    return found

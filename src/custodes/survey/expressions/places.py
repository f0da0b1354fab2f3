"""Where questions stand in a form, and what `${name}` and a path mean there.

`${name}` is resolved as pyxform does, so that a workbook means the same here as in ODK and Kobo: from within a
repeat, to the answer of the same time the repeat was filled in; from outside it, to the answers of all times.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

Path = tuple[str, ...]
"""Names from the outermost node of the tree down; () is what `/` means."""


class Place(NamedTuple):
    """Where a question, group or repeat stands: the names of what it is in, then its own.

    `repeats`: how many names lead to each repeat on the way, itself included: {1} for `cameras`, the outermost one.
    """

    path: Path = ()
    repeats: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        return self.path[-1] if self.path else ""

    def inside(self, name: str, *, repeat: bool = False) -> "Place":
        """The place of that name directly in this one."""
        path = (*self.path, name)
        return Place(path, self.repeats | {len(path)} if repeat else self.repeats)

    def shares(self, other: "Place") -> int:
        """How many names lead to the innermost group in a repeat that both are in; 0 where they share no repeat."""
        common = 0
        for mine, theirs in zip(self.path[:-1], other.path[:-1], strict=False):
            if mine != theirs:
                break
            common += 1
        return common if any(depth <= common for depth in self.repeats) else 0


FORM = Place()
"""The form itself: where an expression stands that belongs to no question."""


CHOICE: Path = ("choice", "")
"""Where a choice stands: outside the form. No question can be called so."""


class Way(NamedTuple):
    """How to come from a node to the one that `${name}` means: so many parents up, then down by name.

    Where `up` is None the way starts at the outermost node of the tree.
    """

    up: int | None
    down: Path


class Names:
    """The places of a form, by name and by path. `root` is what the outermost node of its trees is called."""

    def __init__(self, places: Iterable[Place], root: str = "data") -> None:
        self.root = root
        self.by_name: dict[str, list[Place]] = {}
        self._inside: dict[Path, dict[str, None]] = {(): {root: None}}
        for place in places:
            self.by_name.setdefault(place.name, []).append(place)
            whole = self.whole(place)
            for depth in range(1, len(whole)):
                self._inside.setdefault(whole[:depth], {})[whole[depth]] = None

    def of_choices(self, columns: Iterable[str]) -> "Names":
        """These names, and the columns of a list of choices, which a choice filter reads by their bare names."""
        names = Names((), self.root)
        names.by_name = self.by_name
        names._inside = {**self._inside, CHOICE: dict.fromkeys(columns)}
        return names

    def whole(self, place: Place) -> Path:
        """The path of a place from the top of the tree."""
        return (self.root, *place.path)

    def inside(self, path: Path) -> list[Path]:
        """The paths directly below one."""
        return [(*path, name) for name in self._inside.get(path, ())]

    def below(self, path: Path) -> list[Path]:
        """A path and all below it."""
        found = [path]
        for each in found:
            found += self.inside(each)
        return found

    def like(self, name: str) -> str:
        """The name of a question that is most like this one; "" where none is."""
        return next(iter(get_close_matches(name, self.by_name, 1)), "")


def way(at: Place, target: Place, *, everywhere: bool = False) -> Way:
    """The way from a place to another, as pyxform has it; `everywhere`: to the answers of all times in any case."""
    common = 0 if everywhere else at.shares(target)
    if not common:
        return Way(None, target.path)
    return Way(len(at.path) - common, target.path[common:])

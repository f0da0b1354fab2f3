"""Every product that some source names, indexed so that a model finds its own in one look-up."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from custodes import packs
from custodes.concerns.products import (
    HEAD,
    MIN_WORDY,
    MOST_LETTERS_MORE,
    Model,
    Product,
    compact,
    model,
    plain,
)


class Named(NamedTuple):
    """A product of the catalogue that a model is (certain) or may be.

    `broad`: the source names the maker's whole range, or a platform that nobody says the model runs. It
    covers no model in particular, and can never say that one is clean.
    """

    pattern_id: int
    certain: bool
    broad: bool = False


class Platform:
    """An operating system that many models of a maker run (`axis_os`, `cpp6`), as a pack lists them."""

    def __init__(self, runs_on: Iterable[str]) -> None:
        self._models = [re.compile(pattern) for pattern in runs_on if pattern]

    def runs(self, recorded: Model) -> bool:
        """Whether the pack says that the model runs it. What it does not say nobody knows."""
        return any(m.match(recorded.written.upper()) for m in self._models)


@cache
def platforms(maker: str) -> dict[str, Platform]:
    """The platforms of a maker by plain name ("axis os")."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in packs.table("platforms"):
        if row["maker"] == maker:
            found[plain(row["platform"])].append(row["model_pattern"])
    return {name: Platform(patterns) for name, patterns in found.items()}


def platform_of(maker: str, product: str) -> tuple[str, str]:
    """(platform, release year of its track) of a product name: `axis_os_2020` is ("axis os", "2020")."""
    name, _, last = plain(product).rpartition(" ")
    if last.isdigit() and len(last) == 4 and name in platforms(maker):
        return name, last
    return (plain(product), "") if plain(product) in platforms(maker) else ("", "")


class Catalogue:
    """The products of one maker, by pattern id."""

    def __init__(self, maker: str, products: dict[int, str]) -> None:
        self.maker = maker
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._codes: dict[frozenset[str], list[int]] = defaultdict(list)
        self._starts: dict[str, list[int]] = defaultdict(list)
        self._families: dict[str, list[int]] = defaultdict(list)
        self._whole_range: list[int] = []
        self._platforms: list[tuple[int, str]] = []
        self._products: dict[int, Product] = {}
        for pattern_id, name in products.items():
            self._add(pattern_id, name)

    def _add(self, pattern_id: int, name: str) -> None:
        platform, _ = platform_of(self.maker, name)
        if platform:
            self._platforms.append((pattern_id, platform))
            return
        product = self._products[pattern_id] = Product(name, self.maker)
        if product.whole_range:
            self._whole_range.append(pattern_id)
        for spelling in product.exact:
            self._exact[spelling].append(pattern_id)
        if product.codes:
            self._codes[product.codes].append(pattern_id)
        for start in product.starts:
            self._starts[start].append(pattern_id)
        if product.family or product.series:
            self._families[product.head].append(pattern_id)

    def find(self, recorded_model: str) -> list[Named]:
        """The products a model is, those it may be, and the platforms it may run."""
        recorded = model(recorded_model, self.maker)
        if not recorded.squeezed:
            return []
        matches = {i: self._products[i].match(recorded) for i in self._candidates(recorded)}
        broad = set(self._whole_range)
        found = {Named(i, match == "same") for i, match in matches.items() if match and i not in broad}
        anything = {Named(i, False, broad=True) for i in broad}
        return sorted(found | anything | self._run_by(recorded))

    def _candidates(self, recorded: Model) -> set[int]:
        found = {*self._exact.get(recorded.squeezed, ()), *self._exact.get(recorded.whole, ())}
        found.update(self._codes.get(recorded.codes, ()))
        found.update(self._starts.get(recorded.squeezed, ()), self._families.get("", ()))
        for head in {name[:HEAD] for name in (recorded.squeezed, *recorded.codes)}:
            found.update(self._families.get(head, ()))
        shorter = (recorded.squeezed[:-n] for n in range(1, MOST_LETTERS_MORE + 1))
        begun = (recorded.whole[:n] for n in range(MIN_WORDY, len(recorded.whole)))
        for start in (*recorded.starts, *shorter, *begun):
            found.update(self._exact.get(start, ()))
        return found

    def _run_by(self, recorded: Model) -> set[Named]:
        """Every platform of the maker: surely where the pack says so, else perhaps.

        Where the platform itself was recorded in place of a model, it and no other.
        """
        itself = [i for i, name in self._platforms if compact(name) == recorded.whole]
        if itself:
            return {Named(i, True) for i in itself}
        known = platforms(self.maker)
        runs = ((i, known[name].runs(recorded)) for i, name in self._platforms)
        return {Named(i, surely, broad=not surely) for i, surely in runs}

"""Makers that bodies name where such answers are public, and the watchlists that speak of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, count
from typing import NamedTuple

from custodes.publication.figures.definitions import Unit
from custodes.publication.package.listed import LINK, names
from custodes.publication.site.drawing import Draw, Here, html, page_address, steps
from custodes.publication.site.drawing import pages as split
from custodes.publication.site.model import Asked, Listed, OnList, Shown, part
from custodes.survey.filling.given import State

VERDICTS: Mapping[str, tuple[str, str]] = {
    "affected": ("On the list", "red"),
    "unknown": ("Cannot be ruled out", "yellow"),
    "not_affected": ("On the list for something else", "grey"),
}
"""What a list says of a maker, and the colour of its tag. Who is on none has no tag: that clears nobody."""


class Held(NamedTuple):
    """A body that names a maker, and for which technology."""

    body: Listed
    technology: str


class Maker(NamedTuple):
    """Whoever is meant, or a name as it was given. `said`: what watchlists say, that which weighs most first."""

    address: str
    name: str
    held: Sequence[Held]
    said: Sequence[OnList]

    @property
    def lists(self) -> dict[str, str]:
        """By watchlist, the verdict that weighs most."""
        return {one.watchlist: one.verdict for one in reversed(self.said)}

    @property
    def bodies(self) -> int:
        """How many bodies name it."""
        return len({one.body.id for one in self.held})


def pages(here: Here) -> Iterator[tuple[str, Draw]]:
    """The makers that are named and the watchlists, and a page of each; nothing where that is not public."""
    asked = asked_for(here.shown)
    if not asked:
        return
    found, lists = makers_of(here.shown, asked), here.shown.data["watchlists"]
    yield from _listed(here, "makers/", "makers.html", found, asked=asked)
    for maker in found:
        yield from _listed(here, maker.address, "maker.html", maker.held, maker=maker, lists=_titles(lists))
    at = here.at("watchlists/")
    named = {one["id"]: [maker for maker in found if one["id"] in maker.lists] for one in lists}
    yield at.address, partial(html, at, "watchlists.html", lists=lists, named=named)
    for one in lists:
        address = f"watchlists/{part(one['id'])}/"
        yield from _listed(here, address, "watchlist.html", named[one["id"]], one=one)


def _listed(
    here: Here, address: str, template: str, lines: Sequence[object], **context: object
) -> Iterator[tuple[str, Draw]]:
    """A list on as many pages as it takes."""
    listed = split(lines)
    for number in range(1, len(listed) + 1):
        at = here.at(page_address(address, number))
        between = steps(at, here.base + address, number, len(listed))
        shown = {"lines": listed[number - 1], "steps": between, "verdicts": VERDICTS, **context}
        yield at.address, partial(html, at, template, **shown)


def _titles(lists: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {one["id"]: one["title"] for one in lists}


def asked_for(edition: Shown) -> list[Asked]:
    """The public questions that ask for makers."""
    links: Mapping[str, str] = edition.data.get("links", {})
    return [one for one in edition.questions.values() if one.public and links.get(one.name) == LINK]


def makers_of(edition: Shown, asked: Sequence[Asked]) -> list[Maker]:
    """Every maker that is named, those that most bodies name first. What is no name ("various") is left out."""
    called: dict[str, str] = {}
    held: dict[str, dict[Held, None]] = {}
    said: dict[str, dict[OnList, None]] = {}
    for body in sorted(edition.bodies.values(), key=lambda one: (one.name, one.id)):
        for technology, name in _named(edition, body, asked):
            here = edition.on_lists[technology, name]
            meant = here[0].maker or name
            key = meant.casefold()
            called.setdefault(key, meant)
            held.setdefault(key, {})[Held(body, technology)] = None
            said.setdefault(key, {}).update(dict.fromkeys(one._replace(named="") for one in here))
    parts = _parts(called.values())
    found = [
        Maker(f"makers/{parts[name]}/", name, list(held[key]), sorted(said[key], key=_weight))
        for key, name in called.items()
    ]
    return sorted(found, key=lambda maker: (-maker.bodies, maker.name.casefold()))


def _parts(called: Iterable[str]) -> dict[str, str]:
    """What each maker is called in addresses: where several would be called alike, as “A&B” and “A+B”, all but the
    first in the alphabet have a number, whatever bodies name them."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(called, key=lambda one: (one.casefold(), one)):
        numbered = (f"{part(name)}-{number}" for number in count(2))
        found[name] = next(one for one in chain([part(name)], numbered) if one not in taken)
        taken.add(found[name])
    return found


def _weight(one: OnList) -> int:
    return [*VERDICTS, one.verdict].index(one.verdict)


def _named(edition: Shown, body: Listed, asked: Sequence[Asked]) -> Iterator[tuple[str, str]]:
    answers = edition.answers[Unit.BODY][body.id]
    for one in asked:
        for state, value in answers.get(one.name, ()):
            for name in names(value, one.choices) if state == State.ANSWERED else ():
                if (one.technology, name) in edition.on_lists:
                    yield one.technology, name

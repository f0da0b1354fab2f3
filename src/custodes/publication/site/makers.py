"""Makers: whose equipment bodies say they have, where the answers to such questions are public."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from custodes.publication.figures.definitions import Unit
from custodes.publication.site import words
from custodes.publication.site.drawing import Here, Page, html, page_address, steps
from custodes.publication.site.drawing import pages as split
from custodes.publication.site.model import Asked, Listed, Shown, part

Draw = Callable[[], Page]
LONGEST = 60
"""Letters of a name; what is longer is a sentence."""
_BETWEEN = re.compile(r"\s*[;,\n]\s*|\s+and\s+", re.IGNORECASE)


class Held(NamedTuple):
    """A body that names a maker, and for which technology."""

    body: Listed
    technology: str


class Maker(NamedTuple):
    """A maker as it was named."""

    address: str
    name: str
    held: Sequence[Held]


def pages(here: Here) -> Iterator[tuple[str, Draw]]:
    """The makers that are named, and a page of each; nothing where that is not public."""
    asked = asked_for(here.shown)
    if not asked:
        return
    found = _makers(here.shown, asked)
    listed = split(found)
    for number in range(1, len(listed) + 1):
        at = here.at(page_address("makers/", number))
        between = steps(at, f"{here.base}makers/", number, len(listed))
        yield (
            at.address,
            partial(html, at, "makers.html", makers=listed[number - 1], asked=asked, steps=between),
        )
    for maker in found:
        each = split(maker.held)
        for number in range(1, len(each) + 1):
            at = here.at(page_address(maker.address, number))
            between = steps(at, here.base + maker.address, number, len(each))
            yield (
                at.address,
                partial(html, at, "maker.html", maker=maker, held=each[number - 1], steps=between),
            )


def asked_for(edition: Shown) -> list[Asked]:
    """The public questions that ask for makers."""
    links: Mapping[str, str] = edition.data.get("links", {})
    return [one for one in edition.questions.values() if one.public and links.get(one.name) == "makers"]


def _makers(edition: Shown, asked: Sequence[Asked]) -> list[Maker]:
    names: dict[str, str] = {}
    held: dict[str, dict[Held, None]] = {}
    for body in sorted(edition.bodies.values(), key=lambda one: (one.name, one.id)):
        answers = edition.answers[Unit.BODY][body.id]
        for one in asked:
            for name in _named(one, answers.get(one.name, ())):
                key = part(name)
                names.setdefault(key, name)
                held.setdefault(key, {})[Held(body, one.technology)] = None
    found = [Maker(f"makers/{key}/", name, list(held[key])) for key, name in names.items()]
    return sorted(found, key=lambda maker: (-len({one.body.id for one in maker.held}), maker.name.casefold()))


def _named(asked: Asked, said: Sequence[tuple[str, str]]) -> Iterator[str]:
    for state, value in said:
        text = words.answer(asked, state, value) if state == "answered" else ""
        yield from (
            name for name in _BETWEEN.split(text.strip()) if 1 < len(name) <= LONGEST and part(name) != "-"
        )

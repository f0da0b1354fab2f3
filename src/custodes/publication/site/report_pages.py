"""The first page, the report of a wave, and everything on one page to print."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from custodes.publication.narrative import NAMED, as_html
from custodes.publication.package.defining import splits
from custodes.publication.site import bars, body_pages, inventory, makers
from custodes.publication.site.drawing import Draw, Here, Page, html, page_address, steps
from custodes.publication.site.drawing import pages as split
from custodes.publication.site.figure_pages import by_theme, grouped
from custodes.publication.site.model import Said, Shown

MOST_TILES = 6
REPLIES = 60_000
"""Bytes of replies on one page, but for one that is longer by itself."""
PRINTED = 60
"""Figures on one page to print."""
_HEADING = re.compile(r"<(/?)h([1-6])>")
_RELATIVE = re.compile(r'<a href="(?![a-z][a-z0-9+.-]*:|[#/])([^"]*)"', re.IGNORECASE)
"""A link to a page of the site: from the report, wherever that is shown."""
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)


def front(here: Here) -> Page:
    """All waves of all offices."""
    waves = sorted(here.site.waves, key=lambda wave: (wave.now.about["office"], wave.slug))
    waves.sort(key=lambda wave: wave.now.shown_from, reverse=True)
    offices = list(dict.fromkeys(wave.now.about["office"] for wave in waves))
    return html(here, "front.html", waves=waves, offices=offices, response=body_pages.response)


def report(here: Here) -> Page:
    """The report of an edition."""
    return html(
        here,
        "report.html",
        narrative=narrative(here),
        tiles=tiles(here.shown),
        response=body_pages.response(here.shown),
        short=bars.short,
        inventory=inventory.there(here.shown) and not here.superseded,
        makers=bool(makers.asked_for(here.shown)) and not here.superseded,
    )


def narrative(here: Here) -> Markup:
    """What the office wrote, with figures by name as links, its headings one level down, its tables in frames."""

    drawn = as_html(here.shown.files["report.md"].decode(), partial(named, here.shown, here.own))
    drawn = _RELATIVE.sub(lambda found: f'<a href="{here.own(found[1])}"', drawn)
    drawn = _levelled(drawn)
    frame = '<div class="custodes-scroll" role="region" aria-label="Table {}" tabindex="0"><table class="govuk-table">{}</table></div>'
    numbers = iter(range(1, 10_000))
    return Markup(_TABLE.sub(lambda found: frame.format(next(numbers), found[1]), drawn))


def _levelled(drawn: str) -> str:
    """Headings below that of the page, the highest next to it, none skipping a level."""
    highest = min((int(level) for _, level in _HEADING.findall(drawn)), default=1)
    last = 1

    def level(found: re.Match[str]) -> str:
        nonlocal last
        if not found[1]:
            last = min(int(found[2]) - highest + 2, last + 1, 6)
        return f"<{found[1]}h{last}>"

    return _HEADING.sub(level, drawn)


def named(edition: Shown, to: Callable[[str], str], name: str, part: str) -> tuple[str, str]:
    """A figure in a sentence: what it says, and the address of its page, made by `to`."""
    said = edition.figures.get(name)
    if said is None:
        return f"[{name}: no such figure]", ""
    return in_a_sentence(said, part), to(f"figures/{name}/")


def in_a_sentence(said: Said, part: str) -> str:
    """A figure, or one part of it, as a sentence has it."""
    if not part:
        return str(said["says"])
    value = said[part]
    return "suppressed" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def tiles(edition: Shown) -> list[Said]:
    """The main figures: those that the report names, else the first ones."""
    named = dict.fromkeys(name for name, _ in NAMED.findall(edition.files["report.md"].decode()))
    found = [edition.figures[name] for name in named if name in edition.figures]
    return (found or list(edition.figures.values()))[:MOST_TILES]


def replies(here: Here) -> Iterator[tuple[str, Draw]]:
    """What bodies say to an edition, on as many pages as it takes; nothing where nobody replied."""
    listed = _by_size(here.shown.replies)
    for number in range(1, len(listed) + 1):
        at = here.at(page_address("replies/", number))
        between = steps(at, f"{here.base}replies/", number, len(listed))
        yield at.address, partial(html, at, "replies.html", replies=listed[number - 1], steps=between)


def _by_size(of: Sequence[Said]) -> list[list[Said]]:
    """Replies in pages: each is as long as a body makes it."""
    listed: list[list[Said]] = []
    room = 0
    for one in of:
        size = len(escape(one["text"]).encode())
        if not listed or size > room:
            listed.append([])
            room = REPLIES
        listed[-1].append(one)
        room -= size
    return listed


def pages_of_wave(here: Here) -> Iterator[tuple[str, Draw]]:
    """Pages to print."""
    listed = split(by_theme(list(here.shown.figures.values())), PRINTED)
    for number in range(1, len(listed) + 1):
        at = here.at(page_address("print/", number))
        yield at.address, partial(_to_print, at, listed, number)


def _to_print(here: Here, listed: list[Any], number: int) -> Page:
    edition = here.shown
    return html(
        here,
        "print.html",
        first=number == 1,
        narrative=narrative(here) if number == 1 else Markup(""),
        themes=grouped(listed[number - 1]),
        replies=_by_size(edition.replies)[:1],
        response=body_pages.response(edition),
        bodies=list(edition.bodies.values()) if len(edition.bodies) <= 300 else [],
        standing=body_pages.standing,
        short=bars.short,
        splits=splits,
        steps=steps(here, f"{here.base}print/", number, len(listed)),
    )

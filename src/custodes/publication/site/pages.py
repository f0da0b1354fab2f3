"""Every address of a site, and what stands there."""

import hashlib
from collections.abc import Iterator
from functools import cache, partial
from importlib.resources import files

from custodes.errors import NothingFound
from custodes.publication.package.signing import PUBLIC_KEY
from custodes.publication.site import (
    body_pages,
    data_pages,
    figure_pages,
    find_pages,
    inventory,
    makers,
    paper,
    report_pages,
    topic_pages,
)
from custodes.publication.site.drawing import TEXT, Draw, Here, Page, html
from custodes.publication.site.model import Shown, ShownWave, Site

LOOK = "_look/"
"""Where styles and the one script are: no wave has such an address."""
_HERE = files("custodes.publication.site")


def addresses(site: Site) -> Iterator[str]:
    """Every page and file: folders end in a slash, or are "" for the first page."""
    return iter(_pages(site))


def draw(site: Site, address: str) -> Page:
    """What stands at an address. Raises NothingFound."""
    try:
        drawn = _pages(site)[address]
    except KeyError:
        raise NothingFound("Nothing is published at this address.") from None
    return drawn()


def not_found(site: Site, address: str) -> Page:
    """What is shown where nothing is."""
    return html(Here(site, address), "nothing.html")


def _pages(site: Site) -> dict[str, Draw]:
    if "pages" not in site.kept:
        site.kept["pages"] = dict(_all(site))
    found: dict[str, Draw] = site.kept["pages"]
    return found


def _all(site: Site) -> Iterator[tuple[str, Draw]]:
    yield "", partial(report_pages.front, Here(site, ""))
    yield "feed.atom", partial(data_pages.feed, Here(site, "feed.atom"))
    for name in ("custodes.css", "site.css", "find.js"):
        yield LOOK + name, partial(_look, name)
    signed = [one for wave in site.waves for one in wave.editions if PUBLIC_KEY in one.files]
    if signed:
        newest = max(signed, key=lambda one: one.shown_from)
        yield "key.txt", partial(Page, newest.files[PUBLIC_KEY], TEXT)
    for wave in site.waves:
        yield from _of_wave(site, wave)


def _of_wave(site: Site, wave: ShownWave) -> Iterator[tuple[str, Draw]]:
    base = f"{wave.slug}/"
    yield from _of_edition(site, wave, wave.now, base)
    for pages in (
        body_pages.pages,
        topic_pages.pages,
        data_pages.pages_of_wave,
        report_pages.pages_of_wave,
        inventory.pages,
        makers.pages,
        find_pages.pages,
    ):
        yield from pages(Here(site, base, wave, wave.now, base))
    at = Here(site, f"{base}report.pdf", wave, wave.now, base)
    yield at.address, partial(paper.report, at)
    yield from figure_pages.gone(Here(site, base, wave, wave.now, base))
    for edition in wave.editions:
        own = f"{base}editions/{edition.number}/"
        yield from _of_edition(site, wave, edition, own)


def _of_edition(site: Site, wave: ShownWave, edition: Shown, base: str) -> Iterator[tuple[str, Draw]]:
    here = Here(site, base, wave, edition, base)
    yield base, partial(report_pages.report, here)
    yield from report_pages.replies(here)
    yield from figure_pages.pages(here)
    yield from data_pages.pages(here)


@cache
def look() -> str:
    """Changes whenever templates, styles or code of the pages do."""
    parts = [one for each in (_HERE, _HERE.joinpath("templates")) for one in each.iterdir() if one.is_file()]
    whole = hashlib.sha256()
    for part in sorted(parts, key=lambda one: one.name):
        whole.update(part.read_bytes())
    return whole.hexdigest()[:16]


def _look(name: str) -> Page:
    kind = "text/javascript" if name.endswith(".js") else "text/css"
    ours = files("custodes.web").joinpath("static", "build") if name == "custodes.css" else _HERE
    return Page(ours.joinpath(name).read_bytes(), kind)

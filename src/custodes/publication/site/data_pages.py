"""Errata, feeds and data: what changed, how to follow it, and every file with its hash."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from functools import lru_cache, partial
from importlib.resources import files
from typing import NamedTuple

from markupsafe import escape

from custodes.publication.package import signing
from custodes.publication.package.described import TITLES
from custodes.publication.site.drawing import ATOM, TEXT, Draw, Here, Page, html, page_address, steps
from custodes.publication.site.drawing import pages as split
from custodes.publication.site.model import Said, ShownWave

ERRATA = 100
"""Errata on one page."""
ENTRIES = 200
"""In a feed, which is to stay below 200 kB; the pages have all of them."""
KINDS = {
    "csv": "text/csv",
    "json": "application/json",
    "md": "text/markdown",
    "sig": "application/octet-stream",
}
MEANS = {
    **TITLES,
    "publication.json": "What it is, every figure with its definition and numbers, errata",
    "report.md": "The report, in Markdown",
    "datapackage.json": "The tables described, as a Frictionless data package",
    "csv-metadata.json": "The same as CSV on the Web (CSVW)",
    "public-key.txt": "The office’s public key: Ed25519, PEM",
    "SHA256SUMS": "The hash of each file",
    "SHA256SUMS.sig": "The signature over SHA256SUMS",
}


class File(NamedTuple):
    """A file of a publication."""

    name: str
    means: str
    size: int
    sha256: str


def pages(here: Here) -> Iterator[tuple[str, Draw]]:
    """The data of an edition, with the files themselves."""
    edition = here.shown
    at = here.at("data/")
    yield at.address, partial(_data, at)
    for name, data in sorted(edition.files.items()):
        yield here.at(f"data/{name}").address, partial(Page, data, KINDS.get(name.rpartition(".")[2], TEXT))
    yield here.at(f"data/{zip_name(here)}").address, partial(Page, edition.contents, "application/zip")
    yield here.at("data/check.py").address, _script


def pages_of_wave(here: Here) -> Iterator[tuple[str, Draw]]:
    """Its feed, all editions, all errata."""
    at = here.at("feed.atom")
    yield at.address, partial(feed, at)
    at = here.at("editions/")
    yield at.address, partial(html, at, "editions.html")
    errata = here.shown.errata
    listed = split(errata, ERRATA)
    for number in range(1, len(listed) + 1):
        at = here.at(page_address("errata/", number))
        between = steps(at, f"{here.base}errata/", number, len(listed))
        yield (
            at.address,
            partial(html, at, "errata.html", errata=listed[number - 1], total=len(errata), steps=between),
        )


def zip_name(here: Here) -> str:
    """What the publication is called as one file."""
    return f"publication-{here.shown.about['name']}.zip"


def _data(here: Here) -> Page:
    edition = here.shown
    own = signing.read_key(edition.files.get(signing.PUBLIC_KEY, b""))
    return html(
        here,
        "data.html",
        zip=File(zip_name(here), "All of them, as published", len(edition.contents), edition.digest),
        files=[_file(name, data) for name, data in sorted(edition.files.items())],
        key=signing.fingerprint(own) if own else "",
        not_public=[one for one in edition.questions.values() if not one.public][:200],
        more=max(0, sum(not one.public for one in edition.questions.values()) - 200),
    )


def _file(name: str, data: bytes) -> File:
    return File(name, MEANS.get(name, ""), len(data), hashlib.sha256(data).hexdigest())


@lru_cache
def _script() -> Page:
    return Page(files("custodes.publication.site").joinpath("check.py.txt").read_bytes(), "text/x-python")


class Entry(NamedTuple):
    """Something that happened. `id` is the same for as long as there are feeds."""

    id: str
    title: str
    at: dt.datetime
    link: str
    text: str
    office: str


def feed(here: Here) -> Page:
    """What was published and corrected, the newest first, as Atom (RFC 4287): of a wave, or of all."""
    waves = [here.wave] if here.wave else here.site.waves
    entries = [entry for wave in waves for entry in _entries(here, wave)]
    entries.sort(key=lambda one: one.id)
    entries.sort(key=lambda one: one.at, reverse=True)
    title = (
        f"{here.wave.now.about['wave']}: publications and corrections"
        if here.wave
        else "Publications and corrections"
    )
    own = f"{here.site.address}{here.address}"
    newest = max((one.at for one in entries), default=dt.datetime(1980, 1, 1, tzinfo=dt.UTC))
    notice = "<subtitle>FICTIONAL: made up for demonstration.</subtitle>" if here.fictional else ""
    office = here.wave.now.about["office"] if here.wave else "Custodes"
    drawn = "".join(map(_entry, entries[:ENTRIES]))
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">\n'
        f"<id>{_id('feed', *_name(here.wave))}</id>\n<title>{_xml(title)}</title>{notice}\n"
        f"<updated>{_moment(newest)}</updated>\n<author><name>{_xml(office)}</name></author>\n"
        f'<link rel="self" type="{ATOM}" href="{_xml(own)}"/>\n<link rel="alternate" type="text/html" href="{_xml(here.full(""))}"/>\n'
        f"{drawn}</feed>\n"
    )
    return Page(text.encode(), ATOM)


def _name(wave: ShownWave | None) -> tuple[str, ...]:
    """What a wave is known by for ever: a title that is changed later is no other wave."""
    if wave is None:
        return ()
    first = wave.editions[-1].about
    return (wave.slug, str(first["office"]))


def _id(*parts: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'custodes:' + chr(31).join(parts))}"


def _entries(here: Here, wave: ShownWave) -> Iterator[Entry]:
    base = f"{here.site.address}{wave.slug}/"
    office = str(wave.now.about["office"])
    for edition in wave.editions:
        what = "Published" if edition.number == 1 else f"Edition {edition.number} published"
        link = f"{base}editions/{edition.number}/"
        text = f"{edition.about['wave']}, edition {edition.number}. SHA-256 {edition.digest}"
        key = _id("edition", *_name(wave), str(edition.number))
        yield Entry(key, f"{what}: {edition.title}", edition.shown_from, link, text, office)
    for said in wave.now.errata:
        key = _id("erratum", *_name(wave), str(said["edition"]), said["figure"])
        at = wave.corrected(said)
        link = f"{base}figures/{said['figure']}/"
        yield Entry(key, f"Correction: {said['title']}", at, link, _corrected(said), office)


def _corrected(said: Said) -> str:
    return f"From: {said['from']}. To: {said['to'] or 'no longer published'}. Why: {said['why']}"


def _entry(one: Entry) -> str:
    return (
        f"<entry><id>{one.id}</id><title>{_xml(one.title)}</title><updated>{_moment(one.at)}</updated>"
        f'<author><name>{_xml(one.office)}</name></author><link rel="alternate" type="text/html" href="{_xml(one.link)}"/>'
        f'<content type="text">{_xml(one.text[:2000])}</content></entry>\n'
    )


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _xml(text: str) -> str:
    """Text for XML, which has no control characters: line ends and the like become blanks."""
    return str(escape("".join(sign for sign in " ".join(text.split()) if sign.isprintable())))

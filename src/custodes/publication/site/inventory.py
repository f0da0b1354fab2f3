"""Which surveillance technologies each body runs or uses, from public answers, as cities publish such inventories."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from custodes.publication.figures.conditions import NO_RETURN
from custodes.publication.figures.definitions import Unit
from custodes.publication.package import cells
from custodes.publication.site import atrs, words
from custodes.publication.site.drawing import Draw, Here, Page, html, page_address, steps
from custodes.publication.site.drawing import pages as split
from custodes.publication.site.model import Asked, Listed, Shown

LINES = 100
"""Lines on one page."""
ASPECTS: Mapping[str, str] = {
    "devices": "Devices",
    "purpose": "Description and purpose",
    "capabilities": "What it can do",
    "makers": "Makers",
    "flagged": "Equipment about whose maker there are concerns",
    "connection": "How it is connected",
    "impact_assessment": "Impact assessment",
    "code": "Code of practice",
    "certification": "Certification",
    "data": "What is recorded and kept",
    "sharing": "What is given to others",
    "costs": "Costs",
}
"""What the columns are called."""
_THEMES = {
    "capabilities": "capability",
    "flagged": "flagged_equipment",
    "connection": "standalone",
    "impact_assessment": "dpia",
    "code": "code_compliance",
    "certification": "certification",
    "data": "data",
    "sharing": "sharing",
    "costs": "costs",
}
COLUMNS = (
    "body",
    "body_name",
    "technology",
    "technology_name",
    "operated",
    *ASPECTS,
    "survey",
    "edition",
    "as_at",
    "fictional",
)


class Line(NamedTuple):
    """One technology of one body. `aspects`: what is said of it, by column."""

    body: Listed
    technology: str
    operated: str
    aspects: Mapping[str, str]


Held = tuple[Listed, str]
"""A body, and a technology of which it does not say that it has none."""


def held(edition: Shown) -> list[Held]:
    """All of them; none where that is not public."""
    asked = _asked(edition)
    return [
        (body, technology)
        for body in sorted(edition.bodies.values(), key=lambda one: (one.name, one.id))
        for technology, aspects in asked.items()
        if _may_have(edition, body, aspects["operated"])
    ]


def lines(edition: Shown, of: Sequence[Held]) -> Iterator[Line]:
    """What is said of each."""
    asked = _asked(edition)
    return (_line(edition, body, technology, asked[technology]) for body, technology in of)


def _asked(edition: Shown) -> dict[str, dict[str, Asked]]:
    """By technology, the public question for each column, where its use is public."""
    links = edition.data.get("links", {})
    found: dict[str, dict[str, Asked]] = {}
    for one in edition.questions.values():
        if one.public and one.technology:
            aspects = found.setdefault(one.technology, {})
            for name in _aspects(one, links.get(one.name, "")):
                aspects.setdefault(name, one)
    return {technology: aspects for technology, aspects in found.items() if "operated" in aspects}


def _hidden(edition: Shown, technology: str) -> set[str]:
    """The columns that questions are for which are not public."""
    links = edition.data.get("links", {})
    asked = (one for one in edition.questions.values() if one.technology == technology and not one.public)
    return {name for one in asked for name in _aspects(one, links.get(one.name, ""))}


def _aspects(one: Asked, link: str) -> Iterator[str]:
    """The columns that a question is for."""
    if link in ("operated", "devices", "makers", "flagged"):
        yield link
    elif one.kind == "text" and one.theme in ("capability", "use"):
        yield "purpose"
    else:
        yield from (name for name, theme in _THEMES.items() if theme == one.theme and one.kind != "text")


def _may_have(edition: Shown, body: Listed, operated: Asked) -> bool:
    said = edition.answers[Unit.BODY][body.id].get(operated.name, ())
    return any(one != ("answered", "no") and one[0] != NO_RETURN for one in said)


def _line(edition: Shown, body: Listed, technology: str, aspects: Mapping[str, Asked]) -> Line:
    answers = edition.answers[Unit.BODY][body.id]

    def shown(one: Asked) -> str:
        return " · ".join(words.answer(one, *each) for each in answers.get(one.name, ())) or atrs.NOT_STATED

    hidden = _hidden(edition, technology)
    otherwise = {name: atrs.NOT_PUBLIC if name in hidden else atrs.NOT_STATED for name in ASPECTS}
    told = {name: shown(aspects[name]) if name in aspects else otherwise[name] for name in ASPECTS}
    return Line(body, technology, shown(aspects["operated"]), told)


def pages(here: Here) -> Iterator[tuple[str, Draw]]:
    """The inventory as pages and as a table, and the records of facial recognition; nothing where use is not public."""
    if not _asked(here.shown):
        return
    at = here.at("inventory/inventory.csv")
    found = held(here.shown)
    yield at.address, partial(_table, at, found)
    listed = split(found, LINES)
    for number in range(1, len(listed) + 1):
        page = here.at(page_address("inventory/", number))
        yield page.address, partial(_page, page, listed, number)
    faces = [one for one in found if one[1] == atrs.TECHNOLOGY]
    yield from atrs.pages(here, list(lines(here.shown, faces)))


def there(edition: Shown) -> bool:
    """Whether there is an inventory."""
    return bool(_asked(edition))


def _page(here: Here, listed: Sequence[Sequence[Held]], number: int) -> Page:
    shown = list(lines(here.shown, listed[number - 1]))
    return html(
        here,
        "inventory.html",
        bodies=[(body, list(of)) for body, of in groupby(shown, lambda line: line.body)],
        columns=[
            name
            for name in ASPECTS
            if any(line.aspects[name] not in (atrs.NOT_STATED, atrs.NOT_PUBLIC) for line in shown)
        ],
        aspects=ASPECTS,
        not_stated=atrs.NOT_STATED,
        silent=sum(one.submitted != "yes" for one in here.shown.bodies.values()),
        records=any(one[1] == atrs.TECHNOLOGY for each in listed for one in each),
        steps=steps(here, f"{here.base}inventory/", number, len(listed)),
    )


def _table(here: Here, found: Sequence[Held]) -> Page:
    edition = here.shown
    about = (
        edition.about["wave"],
        str(edition.number),
        edition.data["at"][:10],
        "yes" if edition.fictional else "no",
    )
    rows = (
        (
            line.body.id,
            line.body.name,
            line.technology,
            words.technology(line.technology),
            line.operated,
            *line.aspects.values(),
            *about,
        )
        for line in lines(edition, found)
    )
    return Page(cells.table(COLUMNS, cells.safe_rows(rows)), "text/csv")

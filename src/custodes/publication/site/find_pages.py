"""Everything that has a page of its own in a survey, from A to Z. A script narrows the list where scripts run."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from custodes.publication.site.drawing import Draw, Here, Page, html, page_address, steps
from custodes.publication.site.drawing import pages as split
from custodes.publication.site.makers import asked_for, makers_of
from custodes.publication.site.topic_pages import topics

NAMES = 1_000
"""Names on one page: a page stays below 200 kB."""
ALL = "find/names.json"
"""Where all of them are for the script, if they do not fit on one page."""


class Name(NamedTuple):
    """What is called so, of what kind it is, and where it is told of."""

    called: str
    kind: str
    address: str


def names(here: Here) -> list[Name]:
    """All of them, in the order of the alphabet."""
    edition = here.shown
    found = [Name(one.name, "body", f"bodies/{one.id}/") for one in edition.bodies.values()]
    found += [Name(one["title"], "figure", f"figures/{one['name']}/") for one in edition.figures.values()]
    found += [Name(one.title, "technology", one.address) for one in topics(edition, "technologies")]
    found += [Name(one.title, "theme", one.address) for one in topics(edition, "themes")]
    if asked := asked_for(edition):
        found += [Name(one.name, "maker", one.address) for one in makers_of(edition, asked)]
    return sorted(found, key=lambda one: (one.called.casefold(), one.kind, one.address))


def pages(here: Here) -> Iterator[tuple[str, Draw]]:
    """The list, on as many pages as it takes; where these are several, also as a file in which all can be found."""
    every = names(here)
    listed = split(every, NAMES)
    if len(listed) > 1:
        whole = here.at(ALL)
        yield whole.address, partial(_all, every)
    for number in range(1, len(listed) + 1):
        at = here.at(page_address("find/", number))
        between = steps(at, f"{here.base}find/", number, len(listed))
        yield at.address, partial(html, at, "find.html", names=listed[number - 1], steps=between)


def _all(every: Sequence[Name]) -> Page:
    return Page(json.dumps(every, ensure_ascii=False, separators=(",", ":")).encode(), "application/json")

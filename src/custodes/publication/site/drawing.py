"""How a page is drawn: where it is, what it links to, its template. Links are relative: a site works below any folder."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from custodes.publication import wording
from custodes.publication.site import words
from custodes.publication.site.model import Shown, ShownWave, Site, part

HTML, SVG, TEXT, ATOM = "text/html", "image/svg+xml", "text/plain", "application/atom+xml"
ZONE = ZoneInfo("Europe/London")
LISTED = 200
"""Lines of a list on one page; what is longer is split."""
_Item = TypeVar("_Item")


class Page(NamedTuple):
    """What stands at an address."""

    data: bytes
    kind: str
    """Its media type; text is UTF-8."""


Draw = Callable[[], Page]
"""Draws what stands at an address, when somebody wants it."""


@dataclass(frozen=True, eq=False)
class Here:
    """Where a page is. `base`: where the pages of its edition begin."""

    site: Site
    address: str
    wave: ShownWave | None = None
    edition: Shown | None = None
    base: str = ""

    def at(self, rest: str) -> "Here":
        """Another page of the same edition."""
        return replace(self, address=self.base + rest)

    def to(self, address: str) -> str:
        """A link to another page of the site."""
        return "../" * self.address.count("/") + address or "./"

    def own(self, rest: str) -> str:
        """A link to another page of the same edition."""
        return self.to(self.base + rest)

    def now(self, rest: str) -> str:
        """A link to a page of the edition that stands."""
        return self.to(f"{self.wave.slug}/{rest}" if self.wave else rest)

    def full(self, rest: str) -> str:
        """The whole address of a page of the edition that stands, for those who are elsewhere."""
        return f"{self.site.address}{self.wave.slug}/{rest}" if self.wave else self.site.address + rest

    @property
    def shown(self) -> Shown:
        """The edition of a page that is of one."""
        assert self.edition
        return self.edition

    @property
    def superseded(self) -> bool:
        """Whether a later edition stands in place of this one."""
        return bool(self.wave and self.edition and self.edition is not self.wave.now)

    @property
    def preview(self) -> bool:
        """Whether the site is looked at before something of it is published."""
        return any(wave.now.preview for wave in self.site.waves)

    @property
    def fictional(self) -> bool:
        """Whether what is here is made up, or some of it on a page about all."""
        if self.edition:
            return self.edition.fictional
        return any(wave.now.fictional for wave in self.site.waves)


def html(here: Here, template: str, **context: Any) -> Page:
    """A page from its template."""
    made = _environment().get_template(template)
    return Page(made.render(here=here, **context).encode(), HTML)


@lru_cache
def _environment() -> Environment:
    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader("custodes.publication.site"), PackageLoader("custodes.web.govuk")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"date": wording.date, "day": day, "slug": part}
    made.globals |= {"words": words}
    return made


def day(moment: dt.datetime) -> str:
    """3 November 2026, of a moment."""
    return wording.date(moment.astimezone(ZONE).date().isoformat())


def pages(items: Sequence[_Item], size: int = LISTED) -> list[Sequence[_Item]]:
    """A list in pages; one that is empty has one."""
    return [items[at : at + size] for at in range(0, len(items), size)] or [items]


def page_address(first: str, number: int) -> str:
    """The address of a page of a list, from 1; no body and no figure is called “~2”."""
    return first if number == 1 else f"{first}~{number}/"


class Step(NamedTuple):
    """A page in the pagination of the pieces of the look."""

    number: int
    url: str
    current: bool


class Steps(NamedTuple):
    """What `govuk.pagination` takes."""

    steps: list[Step]
    previous_url: str
    next_url: str


def steps(here: Here, first: str, number: int, last: int) -> Steps:
    """Links between the pages of a list that begins at an address."""
    urls = {at: here.to(page_address(first, at)) for at in range(1, last + 1)}
    if last == 1:
        return Steps([], "", "")
    found = [Step(at, url, at == number) for at, url in urls.items()]
    return Steps(found, urls.get(number - 1, ""), urls.get(number + 1, ""))

"""What the address of the list asks for, and the addresses that ask for a little more or less."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from custodes.register.listing import FILTERS, SORTS, chosen_of

BY_NAME = "device"
"""The order when none is asked for."""


class Removable(NamedTuple):
    """A filter that is on, in words, and the address of the list without it."""

    label: str
    value: str
    url: str


class Heading(NamedTuple):
    """A column's heading. `key`: what it sorts by; `direction`: as aria-sort has it."""

    text: str
    key: str
    direction: str
    url: str


class ListAsked(NamedTuple):
    """The searched words, the filters, the order and whether withdrawn devices are asked for."""

    path: str
    words: str
    chosen: Mapping[str, str]
    sort: str
    withdrawn: bool

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.chosen or self.withdrawn)

    @property
    def parameters(self) -> dict[str, str]:
        """What an address needs to ask for the same, page aside."""
        sort = "" if self.sort == BY_NAME else self.sort
        asked = {"q": self.words, **self.chosen, "sort": sort, "withdrawn": "yes" if self.withdrawn else ""}
        return {name: value for name, value in asked.items() if value}

    def url(self, **changes: str) -> str:
        """The list with some parameters changed, or left out where "", from its first page."""
        return self.url_of(self.path, **changes)

    def url_of(self, path: str, **changes: str) -> str:
        """Another page with the same parameters, for the same devices."""
        query = {name: value for name, value in {**self.parameters, **changes}.items() if value}
        return f"{path}?{urlencode(query)}" if query else path

    def removables(self, systems: Mapping[int, str]) -> list[Removable]:
        """Everything that narrows the list."""
        found = [Removable("Search", f"“{self.words}”", self.url(q=""))] if self.words else []
        found += [
            Removable(FILTERS[name].label, _in_words(name, value, systems), self.url(**{name: ""}))
            for name, value in self.chosen.items()
        ]
        return found + [Removable("Withdrawn", "only those", self.url(withdrawn=""))] * self.withdrawn

    def heading(self, text: str, key: str) -> Heading:
        """Sorting by a column again turns it round."""
        if self.sort.removeprefix("-") != key:
            return Heading(text, key, "none", self.url(sort=key))
        down = self.sort.startswith("-")
        return Heading(
            text, key, "descending" if down else "ascending", self.url(sort=key if down else f"-{key}")
        )


def list_asked(path: str, parameters: Mapping[str, str]) -> ListAsked:
    """From the parameters of an address; what they do not make sense of is left out."""
    sort = parameters.get("sort", "")
    return ListAsked(
        path,
        parameters.get("q", "").strip()[:200],
        chosen_of(parameters),
        sort if sort.removeprefix("-") in SORTS else BY_NAME,
        parameters.get("withdrawn") == "yes",
    )


def page_asked(parameters: Mapping[str, str]) -> int:
    """The number of the page, from 1; nonsense asks for the first."""
    text = parameters.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _in_words(name: str, value: str, systems: Mapping[int, str]) -> str:
    if name == "system":
        return systems.get(int(value), "not one of this body’s") if value.isdigit() else "not a system"
    if name == "maker" and value == "none":
        return "Not known"
    return FILTERS[name].choices.get(value, value)

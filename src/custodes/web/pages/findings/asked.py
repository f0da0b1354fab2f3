"""What the address of the list of findings asks for."""

from collections.abc import Mapping
from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse

from custodes.concerns.listing import Asked
from custodes.publication import wording

KINDS = {"watchlist": "Watchlists", "vulnerability": "Known vulnerabilities"}
VERDICTS = {
    "affected": "Affects devices",
    "unknown": "Cannot be ruled out for devices",
    "not_affected": "Ruled out for devices",
}
EXPLOITED = {"yes": "Known to be exploited"}

Choices = Mapping[str, str]


class Filter(NamedTuple):
    """A box of the form: what was chosen in it, and what can be."""

    name: str
    label: str
    chosen: str
    choices: Choices


def read(asked: QueryDict) -> Asked:
    """What is not among the choices is not asked for."""
    return Asked(
        kind=_one_of(asked, "kind", KINDS),
        verdict=_one_of(asked, "verdict", VERDICTS),
        exploited=asked.get("exploited") == "yes",
        technology=asked.get("technology", "") if asked.get("technology") in wording.TECHNOLOGIES else "",
        words=asked.get("q", "").strip()[:200],
    )


def _one_of(asked: QueryDict, name: str, choices: Choices) -> str:
    value = asked.get(name, "")
    return value if value in choices else ""


def filters(asked: Asked, technologies: list[str]) -> list[Filter]:
    """The form as it was sent. `technologies`: those that are held."""
    held = {name: wording.subject("technology", name) for name in technologies}
    return [
        Filter("kind", "Kind", asked.kind, KINDS),
        Filter("verdict", "Verdict", asked.verdict, VERDICTS),
        Filter("exploited", "Exploitation", "yes" if asked.exploited else "", EXPLOITED),
        Filter("technology", "Technology", asked.technology, held),
    ]


def without(slug: str, given: QueryDict, name: str) -> str:
    """The address of the same list without one filter."""
    left = given.copy()
    for one in (name, "page"):
        left.pop(one, None)
    written = left.urlencode()
    return f"{reverse('findings', args=[slug])}{'?' + written if written else ''}"

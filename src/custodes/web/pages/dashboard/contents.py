"""A tally as the page of a body says it: every number with what it is a part of, and a link to what it counts."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from custodes.access.models import Body
from custodes.concerns.models import Concern, Tally
from custodes.publication import wording
from custodes.web.pages.dashboard.pictures import named, worst_first

MOST_SUBJECTS = 15
MOST_CONCERNS = 10

Count = Mapping[str, int]


class Figure(NamedTuple):
    """Some devices out of others. `href` is "" where there is no list of them."""

    words: str
    devices: int
    of: int
    href: str = ""
    look: str = "quiet"
    at_least: bool = False
    """Whether it may be more: rows do not say how many they stand for, or devices cannot be ruled out."""
    further: int = 0
    """Devices that may be among them: it cannot be ruled out."""
    further_href: str = ""

    @property
    def share(self) -> str:
        """26%, "less than 1%"."""
        return wording.share(self.devices, self.of)


class Subject(NamedTuple):
    """A maker or technology with its devices."""

    name: str
    href: str
    devices: int
    listed: int
    exploited: int
    affected: int
    unknown: int


class Listed(NamedTuple):
    """A watchlist, and how the devices stand on it."""

    name: str
    title: str
    affected: int
    unknown: int
    not_affected: int


class Found(NamedTuple):
    """An entry of a watchlist or a vulnerability."""

    concern: str
    title: str
    href: str
    exploited: bool
    affected: int
    unknown: int


class Rest(NamedTuple):
    """What is left out of a table: subjects beyond the first ones."""

    subjects: int
    devices: int


class Contents(NamedTuple):
    """All of it."""

    devices: int
    rows: int
    uncounted: int
    """Rows that do not say how many devices they stand for: each counts as one."""
    uncounted_href: str
    tiles: list[Figure]
    unknown: list[Figure]
    technologies: list[Subject]
    makers: list[Subject]
    makers_left_out: Rest
    lists: list[Listed]
    entries: list[Found]
    vulnerabilities: list[Found]


def contents(tally: Tally, body: Body) -> Contents:
    """From the figures that were kept. One query, for the titles of the worst concerns."""
    counts = tally.counts
    makers = _subjects("maker", counts["by_maker"], body)
    left_out = makers[MOST_SUBJECTS:]
    worst = {section: _worst(counts[section]) for section in ("by_entry", "by_vulnerability")}
    known = _known(worst)
    return Contents(
        devices=counts["estate"]["devices"],
        rows=counts["estate"]["rows"],
        uncounted=counts["rows_without_quantity"],
        uncounted_href=devices_page(body, quantity="not_known"),
        tiles=_tiles(counts, body),
        unknown=_unknown(counts, body),
        technologies=_subjects("technology", counts["by_technology"], body),
        makers=makers[:MOST_SUBJECTS],
        makers_left_out=Rest(len(left_out), sum(one.devices for one in left_out)),
        lists=_lists(tally),
        entries=_concerns(worst["by_entry"], counts["by_entry"], known, body),
        vulnerabilities=_concerns(worst["by_vulnerability"], counts["by_vulnerability"], known, body),
    )


TILES: Sequence[tuple[str, str, str]] = (
    ("on a watchlist", "watchlists", "listed"),
    ("affected by a vulnerability known to be exploited", "exploited", "exploited"),
    ("affected by any known vulnerability", "vulnerabilities", "vulnerable"),
)
"""Words, where the figure stands in the counts, and the filter that finds the devices."""

NOT_LOOKED_UP = (
    ("not identified", "not_identified"),
    ("not covered by any source", "not_covered"),
    ("not ruled out", "unknown"),
)


def _tiles(counts: Mapping[str, Any], body: Body) -> list[Figure]:
    return [*(_affected(counts, body, *tile) for tile in TILES), _not_known(counts, body)]


def _affected(counts: Mapping[str, Any], body: Body, words: str, section: str, name: str) -> Figure:
    devices, further = (counts[section][verdict]["devices"] for verdict in ("affected", "unknown"))
    return Figure(
        words,
        devices,
        counts["estate"]["devices"],
        devices_page(body, **{name: "affected"}),
        "affected" if devices else "unknown" if further else "quiet",
        bool(further or (devices and counts["rows_without_quantity"])),
        further,
        devices_page(body, **{name: "unknown"}),
    )


def _not_known(counts: Mapping[str, Any], body: Body) -> Figure:
    """Of vulnerabilities alone, which its words say: watchlists are asked about every device."""
    found = [(words, counts["vulnerabilities"][name]["devices"]) for words, name in NOT_LOOKED_UP]
    devices = sum(number for _, number in found)
    parts = ", ".join(f"{number:,} {words}" for words, number in found)
    return Figure(
        f"not known to be affected by a vulnerability or not: {parts}",
        devices,
        counts["estate"]["devices"],
        devices_page(body, vulnerable="not_known"),
        "unknown" if devices else "quiet",
        bool(devices and counts["rows_without_quantity"]),
    )


UNKNOWNS: Sequence[tuple[str, str, str, dict[str, str]]] = (
    ("Several makers are possible", "identification", "ambiguous", {"status": "ambiguous"}),
    ("What is recorded is no maker’s name", "identification", "not_an_answer", {"status": "not_an_answer"}),
    ("Nobody lists the name or model", "identification", "unknown", {"status": "unknown"}),
    (
        "Maker known, but not the product",
        "gaps", "no_model", {"status": "identified", "vulnerable": "not_identified"},
    ),
    ("No source of vulnerabilities covers the product", "vulnerabilities", "not_covered", {"vulnerable": "not_covered"}),
    (
        "A vulnerability cannot be ruled out: no firmware is recorded",
        "gaps", "no_firmware", {"vulnerable": "unknown", "firmware": "none"},
    ),
    (
        "A vulnerability cannot be ruled out, though firmware is recorded",
        "gaps", "undecided", {"vulnerable": "unknown", "firmware": "recorded"},
    ),
    ("A watchlist cannot be ruled out", "watchlists", "unknown", {"listed": "unknown"}),
)  # fmt: skip
"""Words, where the figure stands in the counts, and the filters that find the devices."""


def _unknown(counts: Mapping[str, Any], body: Body) -> list[Figure]:
    whole = counts["estate"]["devices"]
    return [
        Figure(words, counts[section][measure]["devices"], whole, devices_page(body, **chosen))
        for words, section, measure, chosen in UNKNOWNS
    ]


def _subjects(section: str, found: Mapping[str, Any], body: Body) -> list[Subject]:
    return [_subject(section, name, found[name], body) for name in worst_first(found)]


def _subject(section: str, name: str, one: Mapping[str, Any], body: Body) -> Subject:
    value = "none" if name in ("not known", "not given") else name
    vulnerable = one["vulnerabilities"]
    return Subject(
        name=named(section, name),
        href=devices_page(body, **{section: value}),
        devices=one["devices"]["devices"],
        listed=one["watchlists"]["affected"]["devices"],
        exploited=one["exploited"]["affected"]["devices"],
        affected=vulnerable["affected"]["devices"],
        unknown=sum(vulnerable[n]["devices"] for n in ("unknown", "not_covered", "not_identified")),
    )


def _lists(tally: Tally) -> list[Listed]:
    titles = {known["id"]: known["title"] for known in tally.sources["watchlists"]}
    found = tally.counts["by_list"]
    names = sorted(found, key=lambda name: (-found[name]["affected"]["devices"], name))
    verdicts = ("affected", "unknown", "not_affected")
    return [Listed(n, titles.get(n, n), *(found[n][v]["devices"] for v in verdicts)) for n in names]


def _worst(found: Mapping[str, Any]) -> list[str]:
    """Concerns that bear on most devices for sure."""
    affected = [name for name in found if found[name]["affected"]["devices"]]
    return sorted(affected, key=lambda name: (-found[name]["affected"]["devices"], name))[:MOST_CONCERNS]


def _known(worst: Mapping[str, Sequence[str]]) -> dict[str, Concern]:
    wanted = [name for names in worst.values() for name in names]
    return {one.concern: one for one in Concern.objects.filter(concern__in=wanted)}


def _concerns(
    names: Sequence[str], found: Mapping[str, Any], known: Mapping[str, Concern], body: Body
) -> list[Found]:
    return [
        Found(
            concern=name,
            title=known[name].title if name in known else "",
            href=devices_page(body, concern=name),
            exploited=name in known and known[name].exploited,
            affected=found[name]["affected"]["devices"],
            unknown=found[name]["unknown"]["devices"],
        )
        for name in names
    ]


def devices_page(body: Body, **chosen: str) -> str:
    """The list of devices with these filters; "" where there is no such page."""
    try:
        page = reverse("devices", args=[body.slug])
    except NoReverseMatch:
        return ""
    return f"{page}?{urlencode(chosen)}" if chosen else page

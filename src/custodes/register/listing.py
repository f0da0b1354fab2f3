"""Finding devices: what can be searched, filtered and sorted by. Pure reads, over devices one may see."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Left

from custodes import clock
from custodes.concerns.models import Finding
from custodes.evidence.models import Observation
from custodes.register.models import Device
from custodes.register.terms import QuantityBasis, SiteClass, Technology

NOT_KNOWN = ("unknown", "not_covered", "not_identified", "")
"""Standings that are not an answer. Together they are the choice `not_known`."""

SOON = dt.timedelta(days=365)
"""How long before its end support is said to end."""

MOST_WORDS = 8
"""Words of a search that count: each one is looked for in every device."""


class Filter(NamedTuple):
    """A choice of devices. `choices`: value to words, in the order shown; empty where any value will do."""

    label: str
    choices: Mapping[str, str]
    condition: Callable[[str], Q]


def _standing(column: str) -> Callable[[str], Q]:
    def condition(value: str) -> Q:
        if value == "not_known":
            return Q(**{f"{column}__in": NOT_KNOWN})
        return Q(**{column: "" if value == "not_assessed" else value})

    return condition


FLAGGED = Q(product__listed="affected") | Q(product__vulnerable="affected")
UNKNOWN = Q(product__listed__in=NOT_KNOWN) | Q(product__vulnerable__in=NOT_KNOWN)

RESULTS: Mapping[str, tuple[str, Q]] = {
    "flagged": ("Flagged: on a watchlist, or affected by a known vulnerability", FLAGGED),
    "not_known": (
        "Not known: not flagged, but something is not ruled out or not looked at",
        UNKNOWN & ~FLAGGED,
    ),
    "nothing_found": ("Nothing found by what was looked at", ~FLAGGED & ~UNKNOWN),
}
"""Every device is in one of these three."""


def _number(column: str) -> Callable[[str], Q]:
    """By an id; what is no number is nobody's."""
    return lambda value: Q(
        **{column: int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0}
    )


def _of_import(value: str) -> Q:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0
    return Q(pk__in=Observation.objects.filter(of=number).values("device"))


def _concern(value: str) -> Q:
    bears_on = Finding.objects.filter(concern=value, verdict__in=("affected", "unknown"))
    return Q(product__found__in=bears_on.values("of"))


def _support(value: str) -> Q:
    today = clock.today()
    if value == "none":
        return Q(supported_until=None)
    if value == "ended":
        return Q(supported_until__lt=today)
    return Q(supported_until__gte=today, supported_until__lte=today + SOON)


FILTERS: Mapping[str, Filter] = {
    "system": Filter("System", {}, _number("system")),
    "technology": Filter(
        "Technology",
        {**dict(Technology.choices), "none": "Not recorded"},
        lambda value: Q(product__technology="" if value == "none" else value),
    ),
    "maker": Filter("Maker", {}, lambda value: Q(product__maker="" if value == "none" else value)),
    "result": Filter(
        "Result",
        {value: words for value, (words, _) in RESULTS.items()},
        lambda value: RESULTS[value][1],
    ),
    "listed": Filter(
        "Watchlists",
        {
            "affected": "On a watchlist",
            "not_known": "Not known, for any reason",
            "unknown": "Cannot be ruled out",
            "not_affected": "On no watchlist",
            "not_assessed": "Not yet assessed",
        },
        _standing("product__listed"),
    ),
    "vulnerable": Filter(
        "Known vulnerabilities",
        {
            "affected": "Affected",
            "not_known": "Not known, for any reason",
            "unknown": "Cannot be ruled out",
            "not_covered": "Not covered by any source",
            "not_identified": "Not identified",
            "not_affected": "Not affected by what is listed",
            "not_assessed": "Not yet assessed",
        },
        _standing("product__vulnerable"),
    ),
    "exploited": Filter(
        "Known to be exploited",
        {"affected": "Affected", "unknown": "Cannot be ruled out"},
        lambda value: Q(product__exploited=value),
    ),
    "conflict": Filter(
        "Conflicts",
        {"yes": "Evidence or sources disagree"},
        lambda value: Q(disagreement=True) | Q(product__conflict=True),
    ),
    "status": Filter(
        "Identification",
        {
            "identified": "Maker known",
            "ambiguous": "Several makers possible",
            "not_an_answer": "Entry is not a maker’s name",
            "unknown": "Name or model nobody lists",
            "not_assessed": "Not yet assessed",
        },
        _standing("product__status"),
    ),
    "firmware": Filter(
        "Firmware",
        {"none": "Not recorded", "recorded": "Recorded"},
        lambda value: Q(firmware="") if value == "none" else ~Q(firmware=""),
    ),
    "site_class": Filter(
        "Site class",
        {**dict(SiteClass.choices), "none": "Not recorded"},
        lambda value: Q(product__site_class="" if value == "none" else value),
    ),
    "quantity": Filter(
        "Number",
        {
            **dict(QuantityBasis.choices),
            "none": "Not said how it is known",
            "not_known": "Not known; counted as one",
        },
        lambda value: (
            Q(quantity=None) if value == "not_known" else Q(quantity_basis="" if value == "none" else value)
        ),
    ),
    "support": Filter(
        "Maker’s support",
        {"ended": "Has ended", "ending": "Ends within 12 months", "none": "End not recorded"},
        _support,
    ),
    "concern": Filter("Concern", {}, _concern),
    "import": Filter("Import", {}, _of_import),
}

SORTS: Mapping[str, tuple[str, ...]] = {
    "device": ("named",),
    "maker": ("product__maker", "named"),
    "firmware": ("firmware_start",),
    "system": ("system__name", "named"),
    "site": ("site_start", "named"),
    "number": ("quantity",),
    "listed": ("worst_listed", "named"),
    "vulnerable": ("worst_vulnerable", "named"),
    "changed": ("changed_at",),
}
"""What the list can be sorted by, `-` in front turning it round. Verdicts go from the worst."""

WORST_FIRST = ("affected", "unknown", "not_covered", "not_identified", "", "not_affected")


def chosen_of(parameters: Mapping[str, str]) -> dict[str, str]:
    """The filters in an address that are ones: name to value. Others are ignored."""
    return {
        name: value
        for name, one in FILTERS.items()
        if (value := parameters.get(name, "").strip()) and (value in one.choices or not one.choices)
    }


def matching(devices: QuerySet[Device], chosen: Mapping[str, str] = {}, words: str = "") -> QuerySet[Device]:
    """Those of `devices` that fit every chosen filter and hold every word searched for."""
    condition = Q()
    for name, value in chosen.items():
        condition &= FILTERS[name].condition(value)
    for word in _words(words):
        condition &= _holds(word)
    return devices.filter(condition) if condition else devices


def in_order(devices: QuerySet[Device], sort: str, few: bool = False) -> QuerySet[Device]:
    """Sorted by a key of SORTS, ties by id. Anything else sorts by name.

    `few`: devices that match are so few that the database had better find them all and sort them than
    walk its index of names until it has met enough of them.
    """
    down = sort.startswith("-")
    columns = SORTS.get(sort.removeprefix("-"), SORTS["device"])
    for column in columns:
        if column.startswith("worst_"):
            devices = devices.annotate(**{column: _rank(column.removeprefix("worst_"))})
    if few:
        devices = devices.annotate(name_alone=Left("named", 120))
        columns = tuple("name_alone" if column == "named" else column for column in columns)
    return devices.order_by(*(f"{'-' if down else ''}{column}" for column in (*columns, "id")))


def _rank(column: str) -> Case:
    ranks = [When(**{f"product__{column}": word}, then=Value(at)) for at, word in enumerate(WORST_FIRST)]
    return Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())


_ADDRESS = re.compile(r"[0-9a-fA-F]{2}(?:[:\-. ]?[0-9a-fA-F]{2}){2,5}")


def _words(typed: str) -> list[str]:
    """A MAC address in any writing, also with blanks, is one word."""
    if re.fullmatch(_ADDRESS, typed.strip()) and len(re.sub(r"[:\-. ]", "", typed)) == 12:
        return [typed.strip()]
    return typed.split()[:MOST_WORDS]


def _holds(word: str) -> Q:
    found = Q()
    for writing in sorted({_lower(form) for form in (word, word.lower(), word.upper(), word.title())}):
        found |= Q(searched__contains=writing)
    if re.fullmatch(_ADDRESS, word):
        found |= Q(mac__startswith=re.sub(r"[:\-. ]", "", word).upper())
    return found


def _lower(text: str) -> str:
    """Lower case as SQLite has it, which knows of A to Z alone; what is beyond them is tried as it may stand."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)

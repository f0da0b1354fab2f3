"""The figures of a register that an answer may give, as data. They are those of the body's overview, counted there."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from custodes.publication import wording
from custodes.publication.summary import STATUSES, VERDICTS
from custodes.register.terms import Technology

Numbers = dict[str, int]
"""By the name of a row, how many."""
Rows = Callable[[Mapping[str, Any], Numbers], Numbers]
"""From `publication.summary.counts` and systems by technology."""
NOT_GIVEN, NOT_KNOWN = "not given", "not known"


class RegisterFigure(NamedTuple):
    """A figure that can be chosen. `title` ends in what it is split by; the denominator is all of its unit."""

    name: str
    title: str
    unit: str
    """device or system."""
    hint: str
    rows: Rows
    words: Callable[[str], str]
    unknown: frozenset[str] = frozenset()
    """Rows that say of how many it is not known."""


def _technologies(found: Mapping[str, int]) -> Numbers:
    """Each technology, also where there is none of it, and what is of none that is recorded."""
    names = [*Technology.values, *sorted(found.keys() - {*Technology.values, NOT_GIVEN}), NOT_GIVEN]
    return {name: found.get(name, 0) for name in names}


def _devices(found: Mapping[str, Mapping[str, Any]]) -> Numbers:
    return {name: one["devices"]["devices"] for name, one in found.items()}


def _makers(counts: Mapping[str, Any], _: Numbers) -> Numbers:
    found = _devices(counts["by_maker"])
    return {name: found[name] for name in sorted(found.keys() - {NOT_KNOWN})} | {
        NOT_KNOWN: found.get(NOT_KNOWN, 0)
    }


def _technology(name: str) -> str:
    return wording.subject("technology", "" if name == NOT_GIVEN else name)


FIGURES = (
    RegisterFigure(
        "devices",
        "Devices",
        "device",
        "How many there are in the register",
        lambda counts, _: {"all": counts["estate"]["devices"]},
        lambda _: "All devices in the register",
    ),
    RegisterFigure(
        "technology",
        "Devices by technology",
        "device",
        "CCTV, number-plate readers, body-worn video and so on",
        lambda counts, _: _technologies(_devices(counts["by_technology"])),
        _technology,
        frozenset({NOT_GIVEN}),
    ),
    RegisterFigure(
        "maker",
        "Devices by maker",
        "device",
        "Who really made them, where that is known",
        _makers,
        lambda name: wording.subject("maker", "" if name == NOT_KNOWN else name),
        frozenset({NOT_KNOWN}),
    ),
    RegisterFigure(
        "certainty",
        "Devices by how far the maker is known",
        "device",
        "Known, one of several, or not known",
        lambda counts, _: {name: counts["identification"][name]["devices"] for name in STATUSES},
        lambda name: wording.phrase("status", "", name),
        frozenset(STATUSES) - {"identified"},
    ),
    RegisterFigure(
        "watchlists",
        "Devices by whether they are on a watchlist",
        "device",
        "On any list that is followed, not ruled out, or on none",
        lambda counts, _: {name: counts["watchlists"][name]["devices"] for name in VERDICTS},
        lambda name: wording.phrase("estate", "", f"listed_{name}"),
        frozenset({"unknown"}),
    ),
    RegisterFigure(
        "systems",
        "Systems",
        "system",
        "Camera systems in the register, whatever the number of their devices",
        lambda _, systems: {"all": sum(systems.values())},
        lambda _: "All systems in the register",
    ),
    RegisterFigure(
        "systems_technology",
        "Systems by technology",
        "system",
        "CCTV, number-plate readers, body-worn video and so on",
        lambda _, systems: _technologies(systems),
        _technology,
        frozenset({NOT_GIVEN}),
    ),
)
BY_NAME: Mapping[str, RegisterFigure] = {figure.name: figure for figure in FIGURES}


WHOLES = {"device": "devices", "system": "systems"}
"""By unit, the figure that counts all of it: the denominator."""


def numbers(counts: Mapping[str, Any], systems: Numbers) -> dict[str, Numbers]:
    """Every figure by name, each number by its row. `systems`: how many of each technology."""
    return {figure.name: figure.rows(counts, systems) for figure in FIGURES}

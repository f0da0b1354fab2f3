"""Numbers too small to be given, with as many others as would give them away. Always over all figures of a register,
whichever were asked for: so that two answers cannot be set against each other. Pure."""

from collections.abc import Collection, Hashable, Iterator, Mapping
from contextlib import suppress

from custodes.publication.information.figures import NOT_KNOWN, Numbers
from custodes.publication.package.suppression import Cell, GivenAway, Known, suppressed

BELOW = 5
"""Numbers from 1 to 4 are not given: one camera, or the few of one site, never stand by themselves."""
Given = dict[str, dict[str, int | None]]
"""By figure and row; None where it is not given."""


def without_small(
    found: Mapping[str, Numbers], flagged: Collection[str], harmless: Collection[str] = ()
) -> Given:
    """The figures as they may be given. `flagged`: makers of whose devices some are, or may be, on a watchlist.
    `harmless`: technologies all of whose systems are said to be on no sensitive site: of those a few are no secret.

    Lists are public: who knows how many devices are on one, and all of its makers but one, knows that one too.
    So their sum is taken to be known. Where a single maker would be given away by it, what is on watchlists is not given.
    """
    out = _left_out(found, flagged, harmless)
    return {
        name: {row: None if (name, row) in out else number for row, number in rows.items()}
        for name, rows in found.items()
    }


def _left_out(
    found: Mapping[str, Numbers], flagged: Collection[str], harmless: Collection[str]
) -> set[Hashable]:
    """Figure and row of what is not given."""
    watchlists: set[Hashable] = {("watchlists", row) for row in found["watchlists"]}
    ways = ((flagged, harmless, set[Hashable]()), ((), harmless, watchlists))
    for named, told, further in ways:
        with suppress(GivenAway):
            return suppressed([*_cells(found, named, told)], BELOW) | further
    return suppressed([*_cells(found, (), ())], BELOW) | watchlists  # there is always a companion


def _cells(
    found: Mapping[str, Numbers], flagged: Collection[str], harmless: Collection[str]
) -> Iterator[Cell]:
    """Every table as a way from "all" and back. Makers and how far they are known share what stands between."""
    for name in ("technology", "watchlists"):
        yield from (Cell((name, row), "all", name, number) for row, number in found[name].items())
        yield _whole(found, "devices", name)
    systems = found["systems_technology"]
    for row, number in systems.items():
        known = Known.ALREADY if row in harmless else Known.PUBLISHED
        yield Cell(("systems_technology", row), "all", "systems_technology", number, known)
    told = {row for row, number in systems.items() if number} <= set(harmless)
    yield _whole(found, "systems", "systems_technology", told=told)
    groups = dict.fromkeys(("flagged", "others"), 0)
    for row, number in found["maker"].items():
        group = "not known" if row == NOT_KNOWN else "flagged" if row in flagged else "others"
        groups[group] = groups.get(group, 0) + number
        yield Cell(("maker", row), "all", group, number)
    yield Cell("flagged", "flagged", "known", groups["flagged"], Known.ALREADY)
    yield Cell("others", "others", "known", groups["others"], Known.NEVER)
    for row, number in found["certainty"].items():
        yield Cell(("certainty", row), "known" if row == "identified" else "not known", "certainty", number)
    yield _whole(found, "devices", "certainty")


def _whole(found: Mapping[str, Numbers], whole: str, name: str, *, told: bool = False) -> Cell:
    """What a table adds up to: given, unless it is too small itself. `told`: even then, as all of its parts are."""
    number = found[whole]["all"]
    known = Known.ALREADY if told or number >= BELOW else Known.PUBLISHED
    return Cell((whole, "all"), name, "all", number, known)

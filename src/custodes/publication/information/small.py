"""Numbers too small to be given, with as many others as would give them away. Always over all figures of a register,
whichever were asked for: so that two answers cannot be set against each other. Pure."""

from collections.abc import Collection, Iterator, Mapping

from custodes.publication.information.figures import NOT_KNOWN, Numbers
from custodes.publication.package.suppression import Cell, GivenAway, Known, suppressed

BELOW = 5
"""Numbers from 1 to 4 are not given: one camera, or the few of one site, never stand by themselves."""
Given = dict[str, dict[str, int | None]]
"""By figure and row; None where it is not given."""


def without_small(found: Mapping[str, Numbers], flagged: Collection[str]) -> Given:
    """The figures as they may be given. `flagged`: makers of whose devices some are, or may be, on a watchlist.

    Lists are public: who knows how many devices are on one, and all of its makers but one, knows that one too.
    So their sum is taken to be known. Where a single maker would be given away by it, what is on watchlists is not given.
    """
    try:
        out = suppressed([*_cells(found, flagged)], BELOW)
    except GivenAway:
        out = suppressed([*_cells(found, ())], BELOW) | {("watchlists", row) for row in found["watchlists"]}
    return {
        name: {row: None if (name, row) in out else number for row, number in rows.items()}
        for name, rows in found.items()
    }


def _cells(found: Mapping[str, Numbers], flagged: Collection[str]) -> Iterator[Cell]:
    """Every table as a way from "all" and back. Makers and how far they are known share what stands between."""
    for name, whole in (
        ("technology", "devices"),
        ("watchlists", "devices"),
        ("systems_technology", "systems"),
    ):
        yield from (Cell((name, row), "all", name, number) for row, number in found[name].items())
        yield _whole(found, whole, name)
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


def _whole(found: Mapping[str, Numbers], whole: str, name: str) -> Cell:
    """What a table adds up to: given, unless it is too small itself."""
    number = found[whole]["all"]
    return Cell((whole, "all"), name, "all", number, Known.ALREADY if number >= BELOW else Known.PUBLISHED)

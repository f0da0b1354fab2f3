"""How a body stands: its counts, which concerns came and went, and the same by system."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from custodes.concerns.kinds import Kinds
from custodes.publication import estate, summary

if TYPE_CHECKING:
    from custodes.assessment import Assessment

Counts = dict[str, Any]
"""`publication.summary.counts`."""

KINDS = {"watchlist": "by_entry", "vulnerability": "by_vulnerability"}
"""Kind of finding to where its counts stand."""


class Difference(NamedTuple):
    """A concern and verdict whose devices became more or fewer."""

    kind: str
    concern: str
    verdict: str
    before: int
    after: int


def counts(found: "Assessment", lists: Sequence[str]) -> Counts:
    """Every figure of these devices. `lists`: the ids of the watchlists that were asked."""
    return summary.counts(found.identifications, found.findings, lists)


def differences(before: Counts, after: Counts) -> Iterator[Difference]:
    """What came and went between two counts, in devices."""
    for kind, section in KINDS.items():
        was, now = before.get(section, {}), after.get(section, {})
        for concern in sorted(was.keys() | now.keys()):
            for verdict in summary.VERDICTS:
                had, has = _devices(was, concern, verdict), _devices(now, concern, verdict)
                if had != has:
                    yield Difference(kind, concern, verdict, had, has)


def _devices(section: Mapping[str, Any], concern: str, verdict: str) -> int:
    found: int = section.get(concern, {}).get(verdict, {}).get("devices", 0)
    return found


CONCERNS = """
select h.system, technology, kind, concern, case rank when 2 then 'affected' when 1 then 'unknown' else 'not_affected' end,
       sum(h.devices)::bigint, sum(h."rows")::bigint
from held h join member using ("row") join grouped using (grp) join found using (grp) group by all
"""
STANDINGS = """
select h.system, technology, vulnerable, exploited, listed, sum(h.devices)::bigint, sum(h."rows")::bigint
from held h join member using ("row") join grouped using (grp) group by all
"""


class BySystem(NamedTuple):
    """`concerns`: system, technology, kind, concern, verdict, devices, rows. `standings`: system, technology,
    vulnerable, exploited, listed, devices, rows."""

    concerns: list[tuple[Any, ...]]
    standings: list[tuple[Any, ...]]


def by_system(kinds: Kinds) -> BySystem:
    """The same figures for each system and technology."""
    found = kinds.of(kinds.systems)
    with estate.opened(found.identifications, found.findings) as engine:
        engine.register("held", kinds.held)
        return BySystem(engine.execute(CONCERNS).fetchall(), engine.execute(STANDINGS).fetchall())

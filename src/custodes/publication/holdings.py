"""The last step down: each group with its devices, once."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

import duckdb

from custodes.publication import estate

MOST_ROWS_LISTED = 100_000
"""Above this many rows in the register, devices are given as ranges of row numbers."""
MOST_RANGES = 100
"""Ranges of row numbers given for one group in one body."""
MOST_REASONS, MOST_NAMED = 3, 20
"""Concerns of one group and verdict given with their reasons, and by name alone."""

GROUPS = """
select g.*, e.place, i.reasons, i.confidence
from grouped g join entry e using (grp)
join (select "row", reasons::text as reasons, confidence from identification) i on i."row" = g.first_row
order by e.place
"""

CONCERNS = """
select grp, kind, rank, inferred, concern, reasons, exploited, count(*) over named as named
from found f join entry using (grp) join (select kind, concern, exploited, epss, cvss from concern) using (kind, concern)
where rank > 0
window named as (partition by grp, kind, rank)
qualify row_number() over (partition by grp, kind, rank
        order by exploited desc, epss desc nulls last, cvss desc nulls last, concern) <= {named}
order by grp, kind desc, rank desc, exploited desc, epss desc nulls last, cvss desc nulls last, concern
"""

DEVICES = """
select e.place, m.grp, m.body, m."row", m.devices,
       concat_ws(', ', nullif(trim(i.site::text), ''), nullif(trim(i.system::text), '')) as place_name,
       coalesce(nullif(i.serial::text, ''), nullif(i.hostname::text, ''), nullif(i.ip::text, ''), i.mac::text, '') as handle
from member m join entry e using (grp) join identification i on i."row" = m."row"
order by e.place, m.body, m."row"
"""

RANGES = """
with runs as (select grp, body, "row", devices, "row" - row_number() over (partition by grp, body order by "row") as run
              from member join entry using (grp)),
spans as (select grp, body, min("row") as first, max("row") as last, sum(devices) as devices from runs group by grp, body, run)
select e.place, s.grp, body, sum(devices)::bigint as devices, count(*) as ranges,
       string_agg(case when first = last then first::text else first || '–' || last end, ', ' order by first)
           filter (n <= {most}) as "rows"
from (select *, row_number() over (partition by grp, body order by first) as n from spans) s join entry e using (grp)
group by e.place, s.grp, body order by e.place, body
"""


class Device(NamedTuple):
    """One row of the register."""

    row: int
    devices: int
    place: str
    handle: str
    """Serial number, host name, IP or MAC address: the first there is."""


class Holding(NamedTuple):
    """A group's devices in one body: one by one, or as ranges of row numbers."""

    anchor: str
    body: str
    devices: int
    listed: list[Device]
    ranges: str
    more_ranges: int


Held = dict[int, list[Holding]]
"""group -> its devices in each body."""


class Group(NamedTuple):
    """A product version in one technology, concluded and found alike."""

    facts: dict[str, Any]
    concerns: dict[tuple[str, int], list[dict[str, Any]]]
    """(kind, rank) -> the worst concerns of that verdict; each says under `named` how many there are."""
    holdings: list[Holding]


def name(facts: dict[str, Any]) -> str:
    """A group as people would say it: brand and model, the brand once."""
    brand, model = facts["brand"], facts["model"]
    said = model if model.upper().startswith(brand.upper()) else f"{brand} {model}".strip()
    return said or "No brand or model recorded"


def groups(engine: duckdb.DuckDBPyConnection, held: Held) -> Iterator[Group]:
    """Every group with an entry in the report, worst first."""
    concerns: dict[int, dict[tuple[str, int], list[dict[str, Any]]]] = {}
    for found in estate.dicts(engine, CONCERNS.format(named=MOST_NAMED)):
        concerns.setdefault(found["grp"], {}).setdefault((found["kind"], found["rank"]), []).append(found)
    for facts in estate.dicts(engine, GROUPS):
        yield Group(facts, concerns.get(facts["grp"], {}), held[facts["grp"]])


def anchors(held: Held) -> dict[tuple[int, str], str]:
    """(group, body) -> the id of its devices."""
    return {(grp, holding.body): holding.anchor for grp, holdings in held.items() for holding in holdings}


def held_by_group(engine: duckdb.DuckDBPyConnection) -> Held:
    """Every listed group's devices, by body in alphabetical order."""
    (rows,) = engine.execute("select count(*) from member").fetchone() or (0,)
    return _ranged(engine) if rows > MOST_ROWS_LISTED else _one_by_one(engine)


def _one_by_one(engine: duckdb.DuckDBPyConnection) -> Held:
    found: Held = {}
    rows = engine.execute(DEVICES).fetchall()
    for (_place, grp, body), members in groupby(rows, key=lambda row: row[:3]):
        listed = [Device(*member[3:]) for member in members]
        known = found.setdefault(grp, [])
        known.append(Holding(f"d{grp}-{len(known)}", body, sum(d.devices for d in listed), listed, "", 0))
    return found


def _ranged(engine: duckdb.DuckDBPyConnection) -> Held:
    found: Held = {}
    for _place, grp, body, devices, ranges, rows in engine.execute(
        RANGES.format(most=MOST_RANGES)
    ).fetchall():
        known = found.setdefault(grp, [])
        known.append(Holding(f"d{grp}-{len(known)}", body, devices, [], rows, max(0, ranges - MOST_RANGES)))
    return found

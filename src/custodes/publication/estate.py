"""The estate as published figures see it: devices in groups that share every fact and every finding.

A group is one product version in one technology, concluded alike and found alike. Whatever is counted
(by list, maker, technology, vulnerability) is therefore a union of whole groups, and every figure can be
taken apart down to its devices. Rows are only ever touched set-wise, in DuckDB; all that follows reads
the groups, of which there are as many as there are kinds of device.

| table | one row for |
|---|---|
| member | a device row: its group, body, number of devices, and how many rows it stands for |
| grouped | a group, with its standing on watchlists and on vulnerabilities |
| cell | a group in a body |
| found | a concern of a group, at its worst verdict (2 affected, 1 unknown, 0 not affected) |
| concern | a concern: list, title, scores, source |
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from custodes.scratch import scratch

RANK = "case f.verdict when 'affected' then 2 when 'not_affected' then 0 else 1 end"
"""Anything that is not a verdict we know is unknown."""

IDENTITY = "maker, made_by, status, coverage, conflict, brand, model_key, firmware_key, hardware, technology"
SAME_IDENTITY = " and ".join(f"d.{name} = g.{name}" for name in IDENTITY.split(", "))

DEVICES = """
create temp table device as
select i."row", {devices} as devices, {rows} as "rows", coalesce(trim(i.body), '') as body,
       coalesce(trim(i.technology), '') as technology, coalesce(i.maker, '') as maker,
       coalesce(i.made_by, '') as made_by, coalesce(i.status, 'unknown') as status,
       coalesce(i.coverage, 'not_identified') as coverage, coalesce(i.conflict, false) as conflict,
       coalesce(nullif(i.brand, ''), trim(i.brand_as_given), '') as brand,
       coalesce(trim(i.model_as_given), '') as model, upper(model) as model_key,
       coalesce(trim(i.firmware_as_given), '') as firmware, upper(firmware) as firmware_key,
       coalesce(trim(i.hardware_as_given), '') as hardware, s.findings
from identification i left join
     (select "row", sum(hash(kind::text, concern::text, verdict::text, inferred)) as findings
      from finding group by "row") s using ("row")
"""
"""`findings` is a fingerprint of all that was found about the row: equal fingerprints, equal findings."""

SINGLE = {"devices": "coalesce(i.quantity, 1)", "rows": "1"}
WEIGHED = {"devices": "i.devices", "rows": 'i."rows"'}
"""How many devices and rows of the register a row of the identifications stands for."""

GROUPS = f"""
create temp table shared as
select row_number() over (order by first_row) as grp, *
from (select {IDENTITY}, findings, min(model) as model, min(firmware) as firmware, min("row") as first_row,
             sum(devices)::bigint as devices, sum("rows")::bigint as "rows"
      from device group by {IDENTITY}, findings);
create temp table member as
select d."row", g.grp, d.body, d.devices, d."rows"
from device d join shared g on {SAME_IDENTITY} and d.findings is not distinct from g.findings;
create temp table cell as
select grp, body, sum(devices)::bigint as devices, sum("rows")::bigint as "rows" from member group by grp, body
"""

FINDINGS = f"""
create temp table found as
select grp, kind, concern, split_part(concern, '/', 1) as list, worst.rank as rank, inferred,
       worst.basis as basis, worst.reasons as reasons
from (select g.grp, f.kind::text as kind, f.concern::text as concern, bool_and(coalesce(f.inferred, false)) as inferred,
             max({{'rank': {RANK}, 'basis': coalesce(f.basis::text, ''), 'reasons': coalesce(f.reasons::text, '')}}) as worst
      from finding f join shared g on f."row" = g.first_row group by all);
create temp table concern as
select kind::text as kind, concern::text as concern, split_part(concern, '/', 1) as list,
       coalesce(min(title), '') as title, bool_or(coalesce(exploited, false)) as exploited,
       string_agg(distinct basis, ', ' order by basis) as basis,
       max(cvss) as cvss, max(epss) as epss, coalesce(min(source), '') as source
from finding group by all
"""

STANDINGS = """
create temp table grouped as
select s.*,
       case when w.rank = 2 then 'affected' when w.rank = 1 or s.status in ('unknown', 'not_an_answer') then 'unknown'
            else 'not_affected' end as listed,
       case when v.rank = 2 then 'affected' when v.rank = 1 then 'unknown'
            when s.coverage = 'covered' then 'not_affected'
            when s.coverage = 'not_covered' then 'not_covered' else 'not_identified' end as vulnerable,
       case when v.exploited = 2 then 'affected' when v.exploited = 1 then 'unknown' else '' end as exploited
from shared s
left join (select grp, max(rank) as rank from found where kind = 'watchlist' group by grp) w using (grp)
left join (select grp, max(rank) as rank, max(rank) filter (c.exploited) as exploited
           from found join concern c using (kind, concern) where kind = 'vulnerability' group by grp) v using (grp)
"""
"""No finding is no comfort: a device whose maker is not known cannot be ruled out of any list, and only a
device that a source covers can be not affected."""


@contextmanager
def opened(identifications: pa.Table, findings: pa.Table) -> Iterator[duckdb.DuckDBPyConnection]:
    """An embedded engine holding the tables above, and the two given as `identification` and `finding`.

    Identifications with columns `devices` and `rows` have a row for each kind of device instead of for each
    device: those columns say how many of the register it stands for.
    """
    each = WEIGHED if weighed(identifications) else SINGLE
    with scratch() as engine:
        engine.register("identification", identifications)
        engine.register("finding", findings)
        for step in (DEVICES.format(**each), GROUPS, FINDINGS, STANDINGS):
            engine.execute(step)
        yield engine


def weighed(identifications: pa.Table) -> bool:
    """Whether each row stands for as many of the register as it says."""
    return "rows" in identifications.column_names


def dicts(engine: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows of `query`, in its order, each a dict of column to value."""
    found: list[dict[str, Any]] = engine.sql(query).to_arrow_table().to_pylist()
    return found

"""Every published figure, with the groups that make it up, from one table.

`figure` has one row for each group that counts towards a figure: section, subject, measure, group, body
("" unless the section is by body), devices and rows. A figure is the sum over its rows, so a number in
the report, in summary.json and in the list behind a link cannot disagree.
"""

from collections.abc import Sequence

import duckdb

MEASURES = """
create temp table measure as
select grp, 'devices' as measure from grouped
union all select grp, 'listed_' || listed from grouped
union all select grp, 'vulnerable_' || vulnerable from grouped
union all select grp, 'unchecked' from grouped where vulnerable in ('not_covered', 'not_identified')
union all select grp, 'exploited_' || exploited from grouped where exploited <> ''
union all select grp, 'exploited_not_affected' from grouped
          where exploited = '' and vulnerable not in ('not_covered', 'not_identified')
"""

LISTS = """
create temp table on_list as
select l.list, g.grp, case when max(f.rank) = 2 then 'affected'
       when max(f.rank) = 1 or any_value(g.status) in ('unknown', 'not_an_answer') then 'unknown' else 'not_affected' end as measure
from (select list from concern where kind = 'watchlist' union select list from asked) l cross join grouped g
left join (select grp, list, rank from found where kind = 'watchlist') f on f.grp = g.grp and f.list = l.list
group by l.list, g.grp
"""

FIGURES = """
create temp table figure as
with counted(section, subject, measure, grp) as (
    select 'estate', '', measure, grp from measure
    union all select 'maker', g.maker, m.measure, grp from measure m join grouped g using (grp)
    union all select 'technology', g.technology, m.measure, grp from measure m join grouped g using (grp)
    union all select 'status', '', status, grp from grouped
    union all select 'coverage', '', coverage, grp from grouped
    union all select 'conflict', '', 'devices', grp from grouped where conflict
    union all select 'made_by', made_by, 'devices', grp from grouped where made_by <> ''
    union all select 'gap', '', case firmware when '' then 'no_firmware' else 'undecided' end, grp
              from grouped where vulnerable = 'unknown'
    union all select 'maker', maker, 'no_firmware', grp from grouped where vulnerable = 'unknown' and firmware = ''
    union all select 'gap', '', 'no_maker', grp from grouped where status <> 'identified'
    union all select 'gap', '', 'no_model', grp from grouped where status = 'identified' and vulnerable = 'not_identified'
    union all select 'list', list, measure, grp from on_list
    union all select kind, concern, case rank when 2 then 'affected' when 1 then 'unknown' else 'not_affected' end, grp
              from found)
select section, subject, measure, grp, '' as body, g.devices, g."rows" from counted join grouped g using (grp)
union all select 'body', c.body, m.measure, grp, c.body, c.devices, c."rows" from cell c join measure m using (grp)
union all select 'body', c.body, 'no_maker', grp, c.body, c.devices, c."rows"
          from cell c join grouped g using (grp) where g.status <> 'identified'
"""

TOTALS = """
select section, subject, measure, sum(devices)::bigint as devices, sum("rows")::bigint as "rows"
from figure group by all order by all
"""

Totals = dict[str, dict[str, dict[str, tuple[int, int]]]]
"""section -> subject -> measure -> (devices, rows)."""


def prepare(engine: duckdb.DuckDBPyConnection, lists: Sequence[str] = ()) -> None:
    """Add `figure` to an engine that `estate.opened` gave. `lists` were asked, even where they found nothing."""
    engine.execute("create temp table asked as select unnest($1::text[]) as list", [list(lists)])
    for step in (MEASURES, LISTS, FIGURES):
        engine.execute(step)


def totals(engine: duckdb.DuckDBPyConnection) -> Totals:
    """Every figure: (devices, rows) by section, subject and measure."""
    found: Totals = {}
    for section, subject, measure, devices, rows in engine.execute(TOTALS).fetchall():
        found.setdefault(section, {}).setdefault(subject, {})[measure] = (devices, rows)
    return found

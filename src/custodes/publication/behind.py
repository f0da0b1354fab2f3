"""What stands behind each number: the groups that make it up, so that a link can lead down to devices.

Figures made up of the same groups share one list. A figure over the whole estate is taken apart by
maker, each of which has its own list; every other figure by group, the largest first. Beyond a budget of
lines the lists are cut and say so: findings.parquet has the rest.
"""

from typing import NamedTuple

import duckdb

from custodes.publication import estate, wording
from custodes.publication.estate_figures import Totals

MOST_GROUPS = 10_000
"""Groups with an entry of their own in the report, worst first."""
MOST_CONCERNS = 300
"""Vulnerabilities with a line of their own in the report, worst first."""
MOST_LINES = 50_000
"""Lines in all lists together: about 5 MB."""
CAPS = (1_000_000_000, 1000, 500, 200, 100, 50, 25, 10)

LISTED = f"""
create temp table entry as
select grp, row_number() over (order by
       case exploited when 'affected' then 2 when 'unknown' then 1 else 0 end desc,
       case vulnerable when 'affected' then 1 else 0 end desc, case listed when 'affected' then 1 else 0 end desc,
       case vulnerable when 'unknown' then 1 else 0 end desc, devices desc, grp) as place
from grouped qualify place <= {MOST_GROUPS};
create temp table shown_concern as
select c.concern, row_number() over (order by c.exploited and devices > 0 desc, devices > 0 desc, epss desc nulls last,
       cvss desc nulls last, devices desc, concern) as place
from concern c join (select subject as concern, sum(devices) filter (measure = 'affected') as devices,
                            sum(devices) filter (measure <> 'not_affected') as open
                     from figure where section = 'vulnerability' group by subject) t using (concern)
where c.kind = 'vulnerability' and t.open > 0 qualify place <= {MOST_CONCERNS};
create temp table shown_figure as
select f.* from figure f where section <> 'vulnerability' or subject in (select concern from shown_concern)
"""

ORDER = list(wording.HOMES)

SETS = f"""
create temp table number as
select section, subject, measure, sum(devices)::bigint as devices, sum("rows")::bigint as "rows", count(*) as groups,
       case section when 'estate' then 'all ' || measure
                    else md5(string_agg(grp || ' ' || devices || body, ' ' order by grp)) end as content
from shown_figure group by section, subject, measure;
create temp table behind as
select row_number() over (order by min(k)) as id, content, min_by(section, k) as section, min_by(subject, k) as subject,
       min_by(measure, k) as measure, any_value(devices) as devices, any_value("rows") as "rows",
       any_value(groups) as groups
from (select *, (list_position({ORDER}, section), subject, measure) as k from number) group by content
"""
"""Lists stand in the order of the report, each under the first of its figures."""

LINES = """
select b.id, f.grp, case f.section when 'body' then f.body end as body, f.devices, f."rows"
from behind b join shown_figure f using (section, subject, measure) join entry e using (grp)
where b.section <> 'estate'
qualify row_number() over (partition by b.id order by f.devices desc, e.place) <= {cap}
order by b.id, f.devices desc, e.place
"""


class Line(NamedTuple):
    """A group's part of a figure. `body` where the figure counts one body only."""

    grp: int
    body: str | None
    devices: int
    rows: int


class Behind(NamedTuple):
    """A list of what makes up one or more figures."""

    id: int
    labels: list[str]
    home: str
    """The id of the part of the report where the first of them stands."""
    measure: str
    by_maker: bool
    devices: int
    rows: int
    lines: list[Line]
    more: int
    """Groups that are not among the lines."""


class Numbers:
    """Figures by name, and the number of the list behind each."""

    def __init__(self, totals: Totals, lists: dict[tuple[str, str, str], int]) -> None:
        self.totals = totals
        self.lists = lists

    def count(self, section: str, subject: str, measure: str) -> int:
        """Devices (sum of quantity)."""
        return self.totals.get(section, {}).get(subject, {}).get(measure, (0, 0))[0]

    def rows(self, section: str, subject: str, measure: str) -> int:
        """Rows of the register."""
        return self.totals.get(section, {}).get(subject, {}).get(measure, (0, 0))[1]

    def behind(self, section: str, subject: str, measure: str) -> int | None:
        """The id of the list behind a figure; None for a nought, or where the report has no list."""
        return self.lists.get((section, subject, measure)) if self.count(section, subject, measure) else None


def prepare(engine: duckdb.DuckDBPyConnection) -> None:
    """Choose what the report lists, on an engine that `estate_figures.prepare` has seen."""
    engine.execute(LISTED)
    engine.execute(SETS)


def numbers(engine: duckdb.DuckDBPyConnection, totals: Totals) -> Numbers:
    """Every figure with the list behind it."""
    query = "select section, subject, measure, b.id from number n join behind b using (content)"
    found = engine.execute(
        query.replace("section, subject, measure", "n.section, n.subject, n.measure")
    ).fetchall()
    return Numbers(
        totals, {(section, subject, measure): number for section, subject, measure, number in found}
    )


def lists(engine: duckdb.DuckDBPyConnection) -> list[Behind]:
    """Every list, in the order of its id."""
    lines: dict[int, list[Line]] = {}
    for number, *line in engine.execute(LINES.format(cap=_cap(engine))).fetchall():
        lines.setdefault(number, []).append(Line(*line))
    labels = _labels(engine)
    return [_behind(found, labels[found["id"]], lines.get(found["id"], [])) for found in estate.dicts(engine, "select * from behind order by id")]  # fmt: skip


def _behind(found: dict[str, object], labels: list[str], lines: list[Line]) -> Behind:
    section, by_maker = str(found["section"]), found["section"] == "estate"
    return Behind(
        id=int(str(found["id"])),
        labels=labels,
        home=wording.HOMES[section],
        measure=str(found["measure"]),
        by_maker=by_maker,
        devices=int(str(found["devices"])),
        rows=int(str(found["rows"])),
        lines=lines,
        more=0 if by_maker else int(str(found["groups"])) - len(lines),
    )


def _labels(engine: duckdb.DuckDBPyConnection) -> dict[int, list[str]]:
    query = f"""select b.id, n.section, n.subject, n.measure from number n join behind b using (content)
                order by b.id, list_position({ORDER}, n.section), n.subject, n.measure"""
    found: dict[int, list[str]] = {}
    for number, section, subject, measure in engine.execute(query).fetchall():
        found.setdefault(number, []).append(wording.phrase(section, subject, measure))
    return found


def _cap(engine: duckdb.DuckDBPyConnection) -> int:
    """The most lines a list may have, so that all of them together keep to the budget."""
    for cap in CAPS:
        query = f"select coalesce(sum(least(groups, {cap})), 0) from behind where section <> 'estate'"
        if (engine.execute(query).fetchone() or (0,))[0] <= MOST_LINES:
            return cap
    return CAPS[-1]

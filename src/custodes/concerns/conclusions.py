"""From product versions to what is concluded of them: the code of the command line, on one row for each."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import pyarrow as pa

from custodes.audit.chain import canonical
from custodes.evidence.shapes import CANONICAL
from custodes.publication import estate

if TYPE_CHECKING:
    from custodes.assessment import Sources

Row = dict[str, Any]

GIVEN = {
    "brand": "brand",
    "model": "model",
    "mac": "mac_block",
    "supplier": "supplier",
    "firmware": "firmware",
    "hardware": "hardware",
    "technology": "technology",
    "site_class": "site_class",
    "judged_maker": "judged_maker",
}
"""Column of an intake to column of `ProductVersion`."""

CONCLUDED = (
    "status",
    "maker",
    "known_brand",
    "known_model",
    "made_by",
    "confidence",
    "conflict",
    "reasons",
    "coverage",
    "vulnerable",
    "exploited",
    "listed",
)
"""The columns of `ProductVersion` that an assessment fills in."""

SAID = (
    "kind",
    "concern",
    "title",
    "verdict",
    "basis",
    "inferred",
    "exploited",
    "cvss",
    "epss",
    "reasons",
    "source",
)
"""The columns of a finding."""


class FoundSet(NamedTuple):
    """All findings of some product versions: see `models.FindingSet`."""

    key: str
    findings: list[Row]


class Concluded(NamedTuple):
    """`products`: for each product version its CONCLUDED columns as a tuple, and the number of its set."""

    products: dict[int, tuple[tuple[Any, ...], int]]
    sets: dict[int, FoundSet]


def conclude(products: Sequence[Row], sources: "Sources") -> Concluded:
    """Assess product versions: dicts of id and `ProductVersion.GIVEN`, by id; at least one."""
    from custodes.assessment import assess

    found = assess(as_intake(products), sources)
    with estate.opened(found.identifications, found.findings) as engine:
        engine.execute(PRINTS)
        return Concluded(_products(engine), _sets(engine))


def as_intake(products: Sequence[Row]) -> pa.Table:
    """In the shape of `evidence.intake.Intake.table`, `row` being the product version's id."""
    rows = pa.array([product["id"] for product in products], pa.int64())
    texts = {
        name: pa.array([product[column] for product in products], pa.string())
        for name, column in GIVEN.items()
    }
    blank = pa.array([""] * len(products), pa.string())
    rest = {name: texts.get(name, blank) for name in CANONICAL if name != "quantity"}
    quantity = pa.nulls(len(products), pa.int64())
    return pa.table({"row": rows, **rest, "quantity": quantity, "judged_maker": texts["judged_maker"]})


PRINTS = f"""
create temp table printed as
select "row", count(*) as n, sum(hash({", ".join(f"{name}::text" for name in SAID)})) as print from finding group by "row";
create temp table numbered as
select dense_rank() over (order by n, print) as number, "row"
from (select i."row", coalesce(n, 0) as n, coalesce(print, 0) as print
      from identification i left join printed using ("row"))
"""
"""Equal fingerprints, equal findings: as `estate` has it, and over all that a finding says."""

PRODUCTS = """
select i."row", n.number, i.status::text, coalesce(i.maker::text, ''), coalesce(i.brand::text, ''),
       coalesce(i.model::text, ''), coalesce(i.made_by::text, ''), i.confidence, i.conflict, i.reasons::text,
       i.coverage::text, g.vulnerable, g.exploited, g.listed
from identification i join numbered n using ("row") join member m using ("row") join grouped g using (grp)
"""

SETS = f"""
select n.number, {", ".join(f"f.{name}" for name in SAID)}
from (select number, min("row") as "row" from numbered group by number) n join finding f using ("row")
order by n.number, f.kind::text desc, f.concern::text
"""


def _products(engine: duckdb.DuckDBPyConnection) -> dict[int, tuple[tuple[Any, ...], int]]:
    return {row[0]: (tuple(row[2:]), row[1]) for row in engine.execute(PRODUCTS).fetchall()}


def _sets(engine: duckdb.DuckDBPyConnection) -> dict[int, FoundSet]:
    numbers = [number for (number,) in engine.execute("select distinct number from numbered").fetchall()]
    found = {
        number: list(rows)
        for number, rows in groupby(engine.execute(SETS).fetchall(), key=lambda row: row[0])
    }
    return {number: _set([row[1:] for row in found.get(number, ())]) for number in numbers}


def _set(findings: Iterable[tuple[Any, ...]]) -> FoundSet:
    said = list(findings)
    key = hashlib.sha256(canonical(said).encode()).hexdigest()
    return FoundSet(key, [dict(zip(SAID, one, strict=True)) for one in said])


def concerns_in(sets: Iterable[FoundSet]) -> Iterator[Row]:
    """Each concern that is met, once, with what is known of it whatever the device."""
    seen = set()
    for one in sets:
        for finding in one.findings:
            if (name := (finding["kind"], finding["concern"])) not in seen:
                seen.add(name)
                yield finding

"""A body's devices by kind: what `tables_of` gives, with one row for all devices that are concluded alike.

Figures come out the same and many times quicker: a hundred thousand devices are a few thousand kinds.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, Q, QuerySet, Sum

from custodes.audit.snapshot import snapshot
from custodes.concerns.tables import CONCLUSIONS, NUMBER, PRODUCT, findings_at, findings_of, read, table
from custodes.register.models import Device, ProductVersion
from custodes.scratch import scratch

if TYPE_CHECKING:
    from custodes.assessment import Assessment

HELD = {"product": NUMBER, "system": NUMBER, "rows": NUMBER, "uncounted": NUMBER, "counted": NUMBER}
SAYS = ("reasons", "confidence")
"""Columns that no figure asks for, and that make kinds more."""


class Kinds(NamedTuple):
    """`found`: an assessment whose rows are kinds. `held`: kind, system, devices, rows, uncounted."""

    found: "Assessment"
    held: pa.Table

    def of(self, systems: Collection[int]) -> "Assessment":
        """The kinds as these systems hold them, with how many devices each stands for (`estate.opened`)."""
        from custodes.assessment import Assessment

        held = self.held.filter(pc.is_in(self.held["system"], pa.array(systems, NUMBER)))
        counted = held.group_by("row").aggregate([(name, "sum") for name in ("devices", "rows", "uncounted")])
        counted = counted.rename_columns(["row", "devices", "rows", "uncounted"])
        return Assessment(
            self.found.identifications.join(counted, "row", join_type="inner").sort_by("row"),
            self.found.findings.filter(pc.is_in(self.found.findings["row"], counted["row"])),
        )

    @property
    def systems(self) -> set[int]:
        return set(self.held["system"].unique().to_pylist())


KINDS = """
create temp table kind as
select row_number() over () as "row", * from (select distinct {columns}, found_id from product);
create temp table held_kind as
select k."row", h.system, sum(coalesce(h.counted, 0) + h.uncounted)::bigint as devices, sum(h."rows")::bigint as "rows",
       sum(h.uncounted)::bigint as uncounted
from held h join product p on p.id = h.product
join kind k on {same} and k.found_id is not distinct from p.found_id
group by k."row", h.system
"""
PAIRS = 'select k."row", s.place from kind k join said s on s.of_id = k.found_id order by k."row", s.place'


def kinds_of(devices: QuerySet[Device], body: str) -> Kinds:
    """The devices of one body, by kind and system. Three queries, of one moment."""
    from custodes.assessment import Assessment

    chosen = devices.order_by()
    products = ProductVersion.objects.filter(pk__in=chosen.values("product"))
    with snapshot():
        having, concluded = table(_held(chosen), HELD), read(products, PRODUCT)
        said = findings_of(products, concluded)
    columns = [name for name in PRODUCT if name not in ("id", "found_id", *SAYS)]
    with scratch() as engine:
        engine.register("held", having)
        engine.register("product", concluded)
        engine.register(
            "said", said.select(["of_id"]).append_column("place", pa.array(range(len(said)), NUMBER))
        )
        engine.execute(
            KINDS.format(columns=", ".join(columns), same=" and ".join(f"k.{c} = p.{c}" for c in columns))
        )
        identifications = engine.sql(_identifications(), params={"body": body}).to_arrow_table()
        held, pairs = engine.table("held_kind").to_arrow_table(), engine.sql(PAIRS).to_arrow_table()
    assert (pc.sum(held["rows"]).as_py() or 0) == (pc.sum(having["rows"]).as_py() or 0), "a device was lost"
    return Kinds(Assessment(identifications, findings_at(pairs, said)), held)


def _held(devices: QuerySet[Device]) -> list[tuple[Any, ...]]:
    held = devices.values("product_id", "system_id").annotate(
        n=Count("pk"), uncounted=Count("pk", filter=Q(quantity=None)), counted=Sum("quantity")
    )
    return list(held.values_list("product_id", "system_id", "n", "uncounted", "counted"))


def _identifications() -> str:
    """The columns that figures ask for, as `tables_of` has them. Its parameter is the body's name."""
    given = [f"p.{name} as {name}_as_given" for name in ("brand", "model", "firmware", "hardware")]
    concluded = [f"{source} as {name}" for name, source in CONCLUSIONS.items() if name not in SAYS]
    return f"""select p."row", $body as body, p.technology, {", ".join([*given, *concluded])} from kind p order by p."row" """

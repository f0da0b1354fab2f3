"""The register as the two tables that every export, report and figure is made from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet

from custodes.audit.snapshot import snapshot
from custodes.concerns.conclusions import SAID
from custodes.concerns.models import FindingSet
from custodes.evidence.models import Import, Observation
from custodes.evidence.shapes import CANONICAL
from custodes.register.models import Device, ProductVersion
from custodes.scratch import scratch

if TYPE_CHECKING:
    from custodes.assessment import Assessment

NOT_ASSESSED = "Not yet assessed: nobody has looked at it, so nothing is known of it."

TEXT, NUMBER = pa.string(), pa.int64()
DEVICE = {
    "pk": NUMBER,
    "product_id": NUMBER,
    "body__name": TEXT,
    "system__name": TEXT,
    "system__connectivity": TEXT,
    "connectivity": TEXT,
    "site": TEXT,
    "mac": TEXT,
    "ip": TEXT,
    "hostname": TEXT,
    "serial": TEXT,
    "supplier": TEXT,
    "quantity": NUMBER,
    "quantity_basis": TEXT,
    "installed": pa.date32(),
    "supported_until": pa.date32(),
}
PRODUCT = {
    "id": NUMBER,
    "found_id": NUMBER,
    **dict.fromkeys(("brand", "model", "firmware", "hardware", "technology", "site_class"), TEXT),
    **dict.fromkeys(("maker", "known_brand", "known_model", "made_by", "status"), TEXT),
    **{"confidence": pa.float64(), "conflict": pa.bool_(), "reasons": TEXT, "coverage": TEXT},
}
PLACE = {"device_id": NUMBER, "file": TEXT, "sheet": TEXT, "line": NUMBER}
FINDING = {
    "of_id": NUMBER,
    **dict.fromkeys(SAID, TEXT),
    **{"inferred": pa.bool_(), "exploited": pa.bool_(), "cvss": pa.float64(), "epss": pa.float64()},
}
"""Columns of each query, with their types."""

CONCLUSIONS = {
    "maker": "p.maker",
    "brand": "p.known_brand",
    "model": "p.known_model",
    "made_by": "p.made_by",
    # what nobody has looked at cannot be ruled out of anything
    "status": "coalesce(nullif(p.status, ''), 'unknown')",
    "confidence": "p.confidence",
    "conflict": "p.conflict",
    "reasons": f"if(p.status = '', '{NOT_ASSESSED}', p.reasons)",
    "coverage": "coalesce(nullif(p.coverage, ''), 'not_identified')",
}
GIVEN = {
    "row": "d.pk",
    "file": "coalesce(w.file, '')",
    "sheet": "coalesce(w.sheet, '')",
    "line": "coalesce(w.line, 0)",
    "body": "d.body__name",
    "system": "d.system__name",
    "connectivity": "coalesce(nullif(d.connectivity, ''), d.system__connectivity)",
    **{name: f"p.{name}" for name in ("technology", "site_class")},
    **{f"{name}_as_given": f"p.{name}" for name in ("brand", "model", "firmware", "hardware")},
    **{name: f"coalesce(d.{name}::text, '')" for name in ("installed", "supported_until")},
}

PAIRS = """
select d.pk as "row", s.place from device d join product p on p.id = d.product_id join said s on s.of_id = p.found_id
order by d.pk, s.place
"""


def tables_of(devices: QuerySet[Device]) -> "Assessment":
    """Devices with what is concluded and found, as `custodes.assessment.assess` gives it; `row` is the device's id.

    Technology, site class and connectivity are the device's own, else its system's. Where a device came in
    by several lists, file, sheet and line are of the last. What is not yet assessed is unknown, and says so.
    Four queries, whatever the number of devices, all of one moment; rows in order of id.
    """
    from custodes.assessment import Assessment

    chosen = devices.order_by()
    products = ProductVersion.objects.filter(pk__in=chosen.values("product"))
    with snapshot():
        held, concluded, places = read(chosen, DEVICE), read(products, PRODUCT), _places(chosen)
        said = findings_of(products, concluded)
    with scratch() as engine:
        engine.register("device", held)
        engine.register("product", concluded)
        engine.register("place", places)
        engine.register(
            "said", said.select(["of_id"]).append_column("place", pa.array(range(len(said)), NUMBER))
        )
        identifications = engine.sql(_identifications()).to_arrow_table()
        pairs = engine.sql(PAIRS).to_arrow_table()
    assert identifications.num_rows == held.num_rows, "a device was lost"
    coded = [name for name in CONCLUSIONS if name not in ("confidence", "conflict")]
    return Assessment(_encoded(identifications, coded), findings_at(pairs, said))


def read(rows: QuerySet[Any], types: Mapping[str, pa.DataType]) -> pa.Table:
    """The columns of a query as a table."""
    return table(rows.values_list(*types), types)


def table(rows: Iterable[Sequence[Any]], types: Mapping[str, pa.DataType]) -> pa.Table:
    """Rows as a table of these columns, also when there are none."""
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    arrays = [pa.array(column, type_) for column, type_ in zip(columns, types.values(), strict=True)]
    return pa.table(arrays, names=list(types))


def _places(devices: QuerySet[Device]) -> pa.Table:
    """Where each device last came in by a list that stands."""
    listed = Observation.objects.filter(device__in=devices.values("pk"), of__isnull=False)
    standing = listed.exclude(of__state=Import.State.UNDONE).order_by("observed_on", "id")
    last = {row[0]: row for row in standing.values_list(*PLACE)}
    return table(last.values(), PLACE)


def findings_of(products: QuerySet[ProductVersion], concluded: pa.Table) -> pa.Table:
    """Every finding of their sets, in the order in which those of a device stand: databases sort texts differently.

    `concluded`: the products as they were read (`PRODUCT`). Where one has been concluded anew since then its
    findings would be missing, and it would look clean: that is an AssertionError. In a `snapshot` there is none.
    """
    sets = FindingSet.objects.filter(pk__in=products.values("found"))
    columns = ["pk", *(f"findings__{name}" for name in FINDING if name != "of_id")]
    found = table(sets.values_list(*columns), FINDING)
    missing = set(concluded["found_id"].drop_null().to_pylist()) - set(found["of_id"].to_pylist())
    assert not missing, "products were concluded anew while they were read"
    found = found.filter(pc.is_valid(found["kind"]))  # a set without findings says: looked at, nothing found
    return found.sort_by([("kind", "descending"), ("concern", "ascending"), ("of_id", "ascending")])


def _identifications() -> str:
    """The query whose columns stand as in `custodes.assessment`."""
    from custodes.assessment import COLUMNS_FIRST
    from custodes.assessment import GIVEN as RENAMED

    given = [RENAMED.get(name, name) for name in ("row", "file", "sheet", "line", *CANONICAL)]
    names = [*COLUMNS_FIRST, *(name for name in (*given, *CONCLUSIONS) if name not in COLUMNS_FIRST)]
    sources = GIVEN | CONCLUSIONS
    chosen = ", ".join(f'{sources.get(name, f"d.{name}")} as "{name}"' for name in names)
    return f"""select {chosen} from device d join product p on p.id = d.product_id
               left join place w on w.device_id = d.pk order by d.pk"""


def findings_at(pairs: pa.Table, said: pa.Table) -> pa.Table:
    """Findings by row: `pairs` has rows and places in `said`."""
    at = pairs["place"].combine_chunks()
    whole = _encoded(said, [name for name in SAID if FINDING[name] == TEXT])
    return pa.table({"row": pairs["row"], **{name: whole[name].combine_chunks().take(at) for name in SAID}})


def _encoded(given: pa.Table, names: Sequence[str]) -> pa.Table:
    """The table with these texts as dictionaries."""
    for name in names:
        coded = given[name].combine_chunks().dictionary_encode()
        given = given.set_column(given.schema.get_field_index(name), name, coded)
    return given

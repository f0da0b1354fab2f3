"""Distinct products matched to what sources name, distinct firmware read into keys: the engine's tables.

Every text is looked at once: a model once per maker, a firmware string once per maker it may be of. The rest is
numbers.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from custodes.concerns.catalogue import Named
from custodes.concerns.index import Index, line_of, tidy_revision
from custodes.concerns.products import split_revision
from custodes.identity.compare.model_text import says_which
from custodes.identity.conclusion import Attribution
from custodes.register import versions as firmware_versions

VERSIONS = pa.schema([("product_id", pa.int32()), ("firmware", pa.string()), ("hardware", pa.string())])
"""What is asked about: row n is version n, `product_id` a place in the list of products."""
Product = tuple[Attribution, ...]
Link = tuple[int, int, bool, bool, bool]


class Tables(NamedTuple):
    """The engine's four tables (see `expressions`; the claims are the index's), and each version's coverage."""

    versions: pa.Table
    applicability: pa.Table
    readings: pa.Table
    coverage: pa.Array


def tables(index: Index, products: Sequence[Product], versions: pa.Table) -> Tables:
    """Match every product, read every firmware once per maker it may be of (`versions`: see `VERSIONS`)."""
    applicability = _applicability_table([list(_links(index, product)) for product in products])
    firmware = versions["firmware"].combine_chunks().dictionary_encode()
    asked = pa.table(
        {
            "version_id": pa.array(range(len(versions)), pa.int32()),
            "product_id": versions["product_id"],
            "firmware_id": firmware.indices.cast(pa.int32()),
            "has_firmware": pc.not_equal(versions["firmware"], ""),
            "hardware": _hardware(products, versions),
        }
    )
    readings = _readings_table(index, asked, applicability, firmware.dictionary.to_pylist())
    covered = pa.array([_coverage(index, product) for product in products], pa.string())
    return Tables(
        asked.append_column("line", _lines(readings, len(firmware.dictionary)).take(firmware.indices)),
        applicability,
        readings,
        covered.take(versions["product_id"].combine_chunks()),
    )


def _lines(readings: pa.Table, firmwares: int) -> pa.Array:
    """Whose line of firmware each string was read in; "" for most."""
    found = [""] * firmwares
    for number, scheme in zip(
        readings["firmware_id"].to_pylist(), readings["scheme"].to_pylist(), strict=True
    ):
        found[number] = found[number] or line_of(scheme)
    return pa.array(found, pa.string())


def _hardware(products: Sequence[Product], versions: pa.Table) -> pa.Array:
    """The hardware revision of each version: of its own column or after the model (`C1 V3`), "" where
    neither names one or the two contradict each other."""
    after_model = [tidy_revision(split_revision(p[0].model)[1]) if p else "" for p in products]
    model = pa.array(after_model, pa.string()).take(versions["product_id"].combine_chunks())
    given = versions["hardware"].combine_chunks().dictionary_encode()
    cell = pa.array([tidy_revision(text) for text in given.dictionary.to_pylist()], pa.string()).take(
        given.indices
    )
    agree = pc.or_(pc.equal(cell, model), pc.equal(model, ""))
    return pc.if_else(agree, cell, pc.if_else(pc.equal(cell, ""), model, ""))


def _links(index: Index, attributions: Sequence[Attribution]) -> Iterator[Link]:
    """(pattern, maker, certain, inferred, broad), the surest link to each pattern."""
    label = next((a.maker for a in attributions if a.how == "direct"), "")
    best: dict[int, Link] = {}
    for a in sorted(attributions, key=lambda a: (a.how == "relabel", not a.certain)):
        for named in _meant(index, a, label):
            certain, inferred = named.certain and a.certain, a.how == "relabel"
            link = named.pattern_id, index.maker_id(a.maker), certain, inferred, named.broad
            best.setdefault(named.pattern_id, link)
    yield from best.values()


def _meant(index: Index, a: Attribution, label: str) -> tuple[Named, ...]:
    """The products an attribution is or may be: any of the maker's where its model does not say which, or
    is the label's own number, which says nothing in the hardware maker's numbering."""
    found = index.find(a.maker, a.model)
    if any(named.certain for named in found):
        return found
    if a.how == "relabel":
        return (*found, *index.unsaid(a.maker, label))
    return found if says_which(a.model) else (*found, *index.unsaid(a.maker))


def _coverage(index: Index, attributions: Sequence[Attribution]) -> str:
    """Whether any source lists the product: covered, not_covered, or not_identified well enough to say."""
    if any(not named.broad for a in attributions for named in index.find(a.maker, a.model)):
        return "covered"
    return "not_covered" if any(a.model and says_which(a.model) for a in attributions) else "not_identified"


APPLICABILITY = pa.schema(
    [
        ("product_id", pa.int32()),
        ("pattern_id", pa.int32()),
        ("maker_id", pa.int32()),
        ("certain", pa.bool_()),
        ("inferred", pa.bool_()),
        ("broad", pa.bool_()),
    ]
)
READINGS = pa.schema(
    [
        ("maker_id", pa.int32()),
        ("firmware_id", pa.int32()),
        ("scheme", pa.string()),
        ("low", pa.string()),
        ("high", pa.string()),
    ]
)


def _table(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Rows as a table of that schema, also when there are none."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.table([pa.array(c, t) for c, t in zip(columns, schema.types, strict=True)], schema=schema)


def _applicability_table(links: Sequence[Sequence[Link]]) -> pa.Table:
    return _table([(product, *link) for product, found in enumerate(links) for link in found], APPLICABILITY)


def _readings_table(
    index: Index, versions: pa.Table, applicability: pa.Table, texts: Sequence[str]
) -> pa.Table:
    """Every firmware string read in the schemes of each maker that it may be of."""
    recorded = versions.filter(versions["has_firmware"]).group_by(["product_id", "firmware_id"]).aggregate([])
    makers = applicability.group_by(["product_id", "maker_id"]).aggregate([])
    pairs = (
        recorded.join(makers, "product_id", join_type="inner")
        .group_by(["maker_id", "firmware_id"])
        .aggregate([])
    )
    names = {number: name for name, number in index.makers.items()}
    read = [
        (maker, firmware, *reading)
        for maker, firmware in zip(
            pairs["maker_id"].to_pylist(), pairs["firmware_id"].to_pylist(), strict=True
        )
        for reading in firmware_versions.readings(names[maker], texts[firmware])
    ]
    return _table(read, READINGS)

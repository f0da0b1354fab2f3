"""Devices as the register has them: a row each, with who made it and how it stands."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
from django.db.models import QuerySet

from custodes.register.models import Device
from custodes.web.api.shown import NOT_ASSESSED, exploited

TEXT, WHOLE, YES, DAY = pa.string(), pa.int64(), pa.bool_(), pa.date32()

COLUMNS: dict[str, tuple[str, pa.DataType]] = {
    "device": ("pk", WHOLE),
    "body": ("body__name", TEXT),
    "system": ("system__name", TEXT),
    **{
        name: (name, TEXT) for name in Device.SAID if name not in ("quantity", "installed", "supported_until")
    },
    "technology": ("product__technology", TEXT),
    "site_class": ("product__site_class", TEXT),
    "quantity": ("quantity", WHOLE),
    "installed": ("installed", DAY),
    "supported_until": ("supported_until", DAY),
    "maker": ("product__maker", TEXT),
    "made_by": ("product__made_by", TEXT),
    "identification": ("product__status", TEXT),
    "listed": ("product__listed", TEXT),
    "vulnerable": ("product__vulnerable", TEXT),
    "exploited": ("product__exploited", TEXT),
    "sources_disagree": ("disagreement", YES),
    "revision": ("revision", WHOLE),
    "changed": ("changed_at", pa.timestamp("us", tz="UTC")),
}
"""Name in the file to the field, and its type. Technology and site class are the system's where a device has none."""

STANDINGS = ("identification", "listed", "vulnerable")
AT_ONCE = 5_000


def device_table(devices: QuerySet[Device]) -> pa.Table:
    """A row for each device, in order of their numbers; a part at a time, so that it never stands twice in memory."""
    fields = [field for field, _ in COLUMNS.values()]
    rows = devices.order_by("pk").values_list(*fields).iterator(chunk_size=AT_ONCE)
    batches = list(_batches(rows))
    return pa.Table.from_batches(batches, _schema()) if batches else _schema().empty_table()


def _schema() -> pa.Schema:
    return pa.schema([(name, kind) for name, (_, kind) in COLUMNS.items()])


def _batches(rows: Iterator[Sequence[Any]]) -> Iterator[pa.RecordBatch]:
    while some := list(islice(rows, AT_ONCE)):
        columns = dict(zip(COLUMNS, zip(*some, strict=True), strict=True))
        for name in STANDINGS:
            columns[name] = tuple(value or NOT_ASSESSED for value in columns[name])
        columns["exploited"] = tuple(map(exploited, columns["vulnerable"], columns["exploited"]))
        yield pa.record_batch([pa.array(columns[n], k) for n, (_, k) in COLUMNS.items()], _schema())

"""What adding the rows of an import would do to the register as it stands now. Reads only."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from django.db.models import Q, QuerySet

from custodes.access.models import Body
from custodes.evidence import files, rows
from custodes.evidence.checked import Report, planned
from custodes.evidence.marks import Known
from custodes.evidence.merging import Plan, name_key, plan
from custodes.register.models import Device, System


def lay_out(body: Body, reading: Path) -> tuple[Plan, Report]:
    """The plan for the accepted rows that lie in `reading`, and what a page says of it."""
    marked = Device.objects.filter(body=body).exclude(serial="", mac="")
    table = pq.read_table(reading / files.ACCEPTED, columns=list(rows.MERGING))
    found = plan(
        rows.merging(table),
        _known(marked.filter(withdrawn_at=None)),
        _known(marked.filter(withdrawn_at__isnull=False)),
        body.name,
    )
    return found, planned(found, systems(body))


def _known(devices: "QuerySet[Device]") -> Iterator[Known]:
    # a batch may bear a serial number, and is never the same as a device that does
    units = devices.filter(Q(quantity=None) | Q(quantity__lte=1)).order_by("id")
    yield from map(
        Known._make, units.values_list("id", "serial", "mac", "quantity", "system__name").iterator()
    )


def systems(body: Body) -> dict[str, System]:
    """The systems of a body by `merging.name_key`; of several with names that read alike, the first."""
    found: dict[str, System] = {}
    for system in System.objects.filter(body=body, withdrawn_at=None).order_by("id"):
        found.setdefault(name_key(system.name), system)
    return found

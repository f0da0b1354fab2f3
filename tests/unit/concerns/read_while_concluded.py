"""Run as a program, on a register of its own: reads it while another connection concludes its products anew.

Before every query but the first of each reading, another connection gives the only product another set with
the same findings, and moves one of the devices between two products, as a worker and an editor do.
"""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from custodes.cli import service

service.set_up()

from django.db import connection  # noqa: E402
from small_registers import FLAGGED, OTHER, devices, system  # noqa: E402

from cast import assemble  # noqa: E402
from custodes.audit.snapshot import snapshot  # noqa: E402
from custodes.concerns.actions import assess_products  # noqa: E402
from custodes.concerns.kinds import kinds_of  # noqa: E402
from custodes.concerns.models import Finding, FindingSet  # noqa: E402
from custodes.concerns.tables import tables_of  # noqa: E402
from custodes.register.models import Device, ProductVersion  # noqa: E402
from custodes.web.pages.exports.making import EXPORTS, Contents, make  # noqa: E402

KEYS = map(str, itertools.count())


def conclude_anew() -> None:
    """What a worker's run commits: nothing is found but what was found before."""
    for product in ProductVersion.objects.exclude(found=None):
        findings = list(Finding.objects.filter(of=product.found_id))
        found = FindingSet.objects.create(key=next(KEYS))
        for finding in findings:
            finding.pk, finding.of = None, found
        Finding.objects.bulk_create(findings)
        ProductVersion.objects.filter(pk=product.pk).update(found=found)
    first, second = Device.objects.order_by("pk")
    first.product_id, second.product_id = second.product_id, first.product_id
    Device.objects.bulk_update([first, second], ["product"])
    connection.close()


def disturbed(read: Callable[[], Any]) -> Any:
    """What is read while another connection writes before every query but the first."""
    queries = 0

    def disturb(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal queries
        reads = sql.lower().startswith("select") and "audit_head" not in sql  # that is read to write an event
        queries += reads
        if reads and queries > 1:
            with ThreadPoolExecutor(1) as other:
                other.submit(conclude_anew).result()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(disturb):
        found = read()
    assert queries > 1, "nothing was read"
    return found


def main() -> None:
    """Read everything quietly, then disturbed: the same has to come out."""
    cast = assemble()
    devices(system(cast.oxmere, cast.lead, "Gate"), cast.lead, [FLAGGED, OTHER])
    assess_products(ProductVersion.objects.values_list("pk", flat=True))
    held = Device.objects.filter(body=cast.oxmere)

    def by_kind() -> list[str]:
        found = kinds_of(held, cast.oxmere.name)
        return sorted(map(str, found.of(found.systems).findings["concern"].to_pylist()))

    def findings() -> list[str]:
        return sorted(map(str, tables_of(held).findings["concern"].to_pylist()))

    def exported() -> int:
        with make(EXPORTS["findings.csv"], Contents(cast.oxmere, held, {}), cast.lead) as file:
            return len(file.readlines())

    for read in (by_kind, findings, exported):
        quiet = read()
        assert quiet
        assert disturbed(read) == quiet, read.__name__
    with snapshot(), snapshot():
        assert Device.objects.count() == 2


main()

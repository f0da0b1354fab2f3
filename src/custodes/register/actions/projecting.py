"""Device rows from their observations. No events here: whoever calls this records why."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from custodes import locks
from custodes.evidence.models import Import, Observation
from custodes.identity.models import Judgement
from custodes.register.columns import columns_of
from custodes.register.models import Device, ProductVersion, System
from custodes.register.products import Given, given
from custodes.register.projection import Said, project

T = TypeVar("T")

AT_ONCE = 500
"""Devices or keys in one statement: SQLite bounds the parameters of a query."""

DATES = {"installed", "supported_until"}


def number_products(wanted: Sequence[Given]) -> list[int]:
    """The id of the product version of each, in order; those not seen before are added, not yet assessed."""
    distinct = {one.key: one for one in wanted}
    known = _known(distinct)
    new = [
        ProductVersion(key=key, **one._asdict())
        for key, one in sorted(distinct.items())  # in one order: others may be adding the same ones
        if key not in known
    ]
    if new:
        ProductVersion.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
        known |= _known([one.key for one in new])
    return [known[one.key] for one in wanted]


def _known(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in batches(keys):
        found |= dict(ProductVersion.objects.filter(key__in=some).values_list("key", "id"))
    return found


def number_again(system: System) -> None:
    """Give a system's devices the product versions that follow from its technology and site class as they are.

    One statement for each distinct product version, however many devices there are; also of withdrawn ones,
    which may be put back.
    """
    devices = Device.objects.filter(system=system)
    groups = list(devices.values_list("product", "technology", "site_class").distinct().order_by())
    versions = ProductVersion.objects.in_bulk([product for product, _, _ in groups])
    wanted = [
        _given_of(versions[product])._replace(
            technology=technology or system.technology, site_class=site_class or system.site_class
        )
        for product, technology, site_class in groups
    ]
    moved = [
        (number, system.pk, *group)
        for group, number in zip(groups, number_products(wanted), strict=True)
        if number != group[0]
    ]
    with connection.cursor() as cursor:
        cursor.executemany(NUMBER_AGAIN, moved)


NUMBER_AGAIN = """
update register_device set product_id = %s
where system_id = %s and product_id = %s and technology = %s and site_class = %s
"""


def _given_of(version: ProductVersion) -> Given:
    return Given(**{column: getattr(version, column) for column in ProductVersion.GIVEN})


def project_again(ids: Iterable[int]) -> list[Device]:
    """Work out these devices anew from what is said about them, and count up their revisions.

    For those who hold the systems that the devices are in: see `custodes.locks`. Returns the devices as they
    are now. A device about which nothing is said any more is left as it was.
    """
    return [device for some in batches(ids) for device in _project(some)]


def _project(ids: Sequence[int]) -> list[Device]:
    devices = list(locks.held(Device.objects.filter(id__in=ids).select_related("system")))
    said, judged, now = _said(ids), judged_of(ids), timezone.now()
    different: set[str] = set()
    wanted = []
    for device in devices:
        found = project(said[device.pk], judged[device.pk])
        if said[device.pk]:
            different |= _set(device, found.values, bool(found.disagreements))
        wanted.append(_given(device, judged[device.pk].get("maker", "")))
    for device, number in zip(devices, number_products(wanted), strict=True):
        different |= _differing(device, {"product_id": number})
        device.revision += 1
        device.changed_at = now
    _write(devices, different | {"revision", "changed_at"})
    return devices


def _write(devices: Sequence[Device], columns: Collection[str]) -> None:
    """One statement run for each device. Django's bulk_update writes a text of all of them and takes ten times as long."""
    fields = [field for field in Device._meta.concrete_fields if field.attname in columns]
    values = [
        (*(field.get_db_prep_save(getattr(device, field.attname), connection) for field in fields), device.pk)
        for device in devices
    ]
    named = ", ".join(f"{connection.ops.quote_name(field.attname)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(f"update register_device set {named} where id = %s", values)


def _set(device: Device, values: Mapping[str, Any], disagreement: bool) -> set[str]:
    """Put the values on the device; returns the columns that differ from what it had."""
    return _differing(device, {**columns_of(values), "disagreement": disagreement})


def _differing(device: Device, values: Mapping[str, Any]) -> set[str]:
    different = {column for column, value in values.items() if getattr(device, column) != value}
    for column in different:
        setattr(device, column, values[column])
    return different


def _given(device: Device, judged_maker: str) -> Given:
    values = {column: getattr(device, column) for column in Device.SAID}
    return given(values, device.system.technology, device.system.site_class, judged_maker)


def _said(ids: Sequence[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    standing = Observation.objects.filter(device__in=ids).exclude(of__state=Import.State.UNDONE)
    columns = ("device_id", "said", "source", "observed_on", "id")
    for device, text, source, day, number in standing.values_list(*columns):
        found[device].append(Said(json.loads(text), source == Observation.Source.PERSON, day, number))
    return found


def judged_of(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """By device: what a standing judgement is about (maker, brand, model) to what was judged."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    standing = Judgement.objects.filter(device__in=ids, taken_back_at=None)
    for device, about, value in standing.values_list("device_id", "about", "value"):
        found[device][about] = value
    return found


def batches(items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """`items` in lots that fit one statement."""
    left = iter(items)
    while some := tuple(islice(left, AT_ONCE)):
        yield some

"""Device rows from their observations. No events here: whoever calls this records why."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.utils import timezone

from custodes.evidence.models import Import, Observation
from custodes.identity.models import Judgement
from custodes.register.models import Device, ProductVersion
from custodes.register.products import Given, given
from custodes.register.projection import Said, project

T = TypeVar("T")

AT_ONCE = 500
"""Devices or keys in one statement: SQLite bounds the parameters of a query."""


def number_products(wanted: Sequence[Given]) -> list[int]:
    """The id of the product version of each, in order; those not seen before are added, not yet assessed."""
    distinct = {one.key: one for one in wanted}
    known = _known(distinct)
    new = [ProductVersion(key=key, **one._asdict()) for key, one in distinct.items() if key not in known]
    if new:
        ProductVersion.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
        known |= _known([one.key for one in new])
    return [known[one.key] for one in wanted]


def _known(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _batches(keys):
        found |= dict(ProductVersion.objects.filter(key__in=some).values_list("key", "id"))
    return found


def project_again(ids: Iterable[int]) -> list[Device]:
    """Work out these devices anew from what is said about them, and count up their revisions.

    Returns the devices as they are now. A device about which nothing is said any more is left as it was.
    """
    return [device for some in _batches(ids) for device in _project(some)]


def _project(ids: Sequence[int]) -> list[Device]:
    devices = list(Device.objects.filter(id__in=ids).select_related("system").select_for_update(of=("self",)))
    said, judged, now = _said(ids), _judged(ids), timezone.now()
    wanted = []
    for device in devices:
        found = project(said[device.pk], judged[device.pk])
        if said[device.pk]:
            _set(device, found.values, bool(found.disagreements))
        wanted.append(_given(device, judged[device.pk].get("maker", "")))
    for device, number in zip(devices, number_products(wanted), strict=True):
        device.product_id = number
        device.revision += 1
        device.changed_at = now
    columns = [*Device.SAID, "disagreement", "product", "revision", "changed_at"]
    Device.objects.bulk_update(devices, columns, batch_size=100)
    return devices


def _set(device: Device, values: Mapping[str, Any], disagreement: bool) -> None:
    for column, value in values.items():
        setattr(device, column, value)
    device.clean_fields(exclude=[f.name for f in Device._meta.get_fields() if f.name not in DATES])
    device.disagreement = disagreement


DATES = {"installed", "supported_until"}


def _given(device: Device, judged_maker: str) -> Given:
    values = {column: getattr(device, column) for column in Device.SAID}
    return given(values, device.system.technology, device.system.site_class, judged_maker)


def _said(ids: Sequence[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    standing = Observation.objects.filter(device__in=ids).exclude(of__state=Import.State.UNDONE)
    for device, text, source in standing.order_by("observed_on", "id").values_list(
        "device_id", "said", "source"
    ):
        found[device].append(Said(json.loads(text), source == Observation.Source.PERSON))
    return found


def _judged(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    standing = Judgement.objects.filter(device__in=ids, taken_back_at=None)
    for device, about, value in standing.values_list("device_id", "about", "value"):
        found[device][about] = value
    return found


def _batches(items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    left = iter(items)
    while some := tuple(islice(left, AT_ONCE)):
        yield some

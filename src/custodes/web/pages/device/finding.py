"""The device that an address names."""

from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.http import Http404

from custodes.access.standing import visible_devices
from custodes.concerns.models import FindingSet
from custodes.prepared import Prepared, columns
from custodes.register.models import Device, ProductVersion, System
from custodes.web.page import Asked

PARTS: tuple[tuple[str, Any, list[str]], ...] = (
    ("", Device, columns(Device)),
    ("system__", System, columns(System)),
    ("product__", ProductVersion, columns(ProductVersion)),
    ("product__found__", FindingSet, columns(FindingSet)),
)
WHOLE = [f"{prefix}{name}" for prefix, _, names in PARTS for name in names]

_of_own_body = Prepared(
    lambda pk, body: Device.objects.filter(pk=pk, body=body).values_list(*WHOLE), "pk", "body"
)


def the_device(request: Asked, pk: int, withdrawn: bool = False) -> Device:
    """One that the person can see, with its system and product version; else 404: it is not there for them.

    `withdrawn`: also one that their own body took out of its register. One query.
    """
    if request.body_.pk in request.standing.roles:
        rows = _of_own_body(pk, request.body_.pk)
    else:
        seen = visible_devices(request.standing, request.body_)
        rows = list(seen.filter(pk=pk).values_list(*WHOLE))
    if not rows:
        raise Http404
    found = _made(rows[0])
    if found.withdrawn_at and not withdrawn:
        raise Http404
    found.body = request.body_
    return found


def _made(row: tuple[Any, ...]) -> Device:
    """Records as Django makes them. Left to do it by `select_related`, it takes longer to ask than to answer."""
    left = iter(row)
    device: Device
    device, system, product, found = (
        model.from_db(DEFAULT_DB_ALIAS, names, list(islice(left, len(names)))) for _, model, names in PARTS
    )
    device.system, device.product = system, product
    product.found = found if found.pk else None
    return device

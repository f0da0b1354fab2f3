"""Queries that are written once give what Django gives when it writes them each time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from small_registers import FLAGGED, OTHER, devices, system

from cast import Cast
from custodes.prepared import Prepared
from custodes.register.models import Device

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "brand", "disagreement", "created_at", "installed", "quantity")


def test_the_same_rows_with_the_same_types(cast: Cast) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    rows = [{**FLAGGED, "installed": "2024-05-06"}, {**OTHER, "quantity": 4}]
    devices(home, cast.lead, rows)
    devices(system(cast.thornby, cast.stranger, "Library"), cast.stranger, [OTHER])
    prepared = Prepared(
        lambda body, brand: (
            Device.objects.filter(body=body, brand=brand, withdrawn_at=None)
            .order_by("id")
            .values_list(*COLUMNS)
        ),
        "body",
        "brand:text",
    )
    for body in (cast.oxmere, cast.thornby):
        for brand in ("Hikvision", "Axis", "Nobody"):
            plain = Device.objects.filter(body=body, brand=brand).order_by("id").values_list(*COLUMNS)
            with CaptureQueriesContext(connection) as asked:
                assert prepared(body.pk, brand) == list(plain)
            assert len(asked) == 2


def test_a_mark_that_is_nowhere_in_the_query_is_refused(db: None) -> None:
    careless = Prepared(lambda body: Device.objects.values_list("id"), "body")
    with pytest.raises(AssertionError):
        careless(1)

"""Every table is backed up or left out for a reason, and every value comes back as it was."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models as fields_of
from django.db.models import ForeignKey

from custodes.access.models import Body, Person
from custodes.backup import tables
from custodes.register.models import Device


def test_every_model_is_in_it_or_left_out_with_a_reason() -> None:
    kept = {model._meta.label for model in tables.models()}
    every = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    left = {label for label in every if {label, label.split(".")[0]} & set(tables.LEFT_OUT)}
    assert kept | left == every
    assert not kept & left
    ours = {"access", "register", "evidence", "identity", "concerns", "audit"}
    assert {label for label in left if label.split(".")[0] in ours} == {"access.FirstRun", "audit.Head"}
    named = {label for label in tables.LEFT_OUT if "." in label} | {label.split(".")[0] for label in every}
    assert set(tables.LEFT_OUT) <= named
    assert all(tables.LEFT_OUT.values())


def test_nothing_that_is_kept_refers_to_what_is_left_out() -> None:
    kept = set(tables.models())
    for model in kept:
        for field in model._meta.local_concrete_fields:
            if isinstance(field, ForeignKey):
                assert field.related_model in kept, field


def test_columns_that_the_database_works_out_are_not_written() -> None:
    columns = tables.columns(Device)
    assert {"brand", "body_id", "quantity"} <= set(columns)
    assert not [
        field.name
        for field in Device._meta.local_concrete_fields
        if field.generated and field.attname in columns
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (fields_of.DateTimeField(), dt.datetime(2026, 10, 25, 1, 30, 0, 1, tzinfo=dt.UTC)),
        (fields_of.DateTimeField(), dt.datetime(2026, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=5)))),
        (fields_of.DateField(), dt.date(1980, 1, 1)),
        (fields_of.DecimalField(max_digits=9, decimal_places=3), Decimal("12.500")),
        (fields_of.UUIDField(), UUID(int=7)),
        (fields_of.BinaryField(), b"\x00\xff"),
        (fields_of.FloatField(), 0.1 + 0.2),
        (fields_of.BigIntegerField(), -(2**63)),
        (fields_of.TextField(), "línea\n“ñ” 街头 🎥 \u2028"),
        (fields_of.JSONField(), {"a": [1, None, {"b": "ñ"}], "": 1.5}),
        (fields_of.BooleanField(), True),
        (fields_of.GenericIPAddressField(), "2001:db8::1"),
        (fields_of.TextField(null=True), None),
    ],
)
def test_values_come_back_as_they_were(field: Any, value: Any) -> None:
    line = tables.line([value])
    assert line.count(b"\n") == 1
    (read,) = json.loads(line)
    assert tables._python(field, read) == value


def test_what_cannot_be_written_is_refused_and_not_written_as_something_else() -> None:
    with pytest.raises(TypeError):
        tables.line([object()])


@pytest.mark.django_db
def test_rows_are_added_with_their_numbers() -> None:
    given = ["id", "name", "slug", "kind", "sector", "fictional", "revision", "created_at"]
    row = [4711, "Oxmere", "oxmere", "holder", "", True, 3, "2026-03-01T10:00:00.000001+00:00"]
    tables.add(Body, given, iter([row]))
    made = Body.objects.get()
    assert (made.pk, made.revision, made.fictional) == (4711, 3, True)
    assert made.created_at == dt.datetime(2026, 3, 1, 10, 0, 0, 1, tzinfo=dt.UTC)
    assert next(iter(tables.rows(Body)))[0] == 4711
    with pytest.raises(KeyError):
        tables.add(Person, ["nonsense"], iter([]))

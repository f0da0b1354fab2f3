"""Which tables a backup holds, and how their rows are written so that either database can read them.

Every model is in it unless it is left out here, with the reason: a new one cannot be forgotten.
"""

import base64
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import connection
from django.db.models import Field, Model

from custodes.audit import reading
from custodes.audit.chain import COLUMNS, moment

LEFT_OUT = {
    "contenttypes": "Django makes them for each database",
    "auth": "Django makes them for each database; Custodes has its own permissions, in code",
    "sessions": "whoever was signed in signs in again",
    "usersessions": "whoever was signed in signs in again",
    "axes": "failed attempts to sign in, which are forgotten soon anyway",
    "django_tasks_database": "work that was waiting is put in the queue again",
    "access.FirstRun": "a code that was printed for the first administrator, and works once",
    "audit.Head": "stands in the manifest",
}
"""App or model to why a backup does without it."""
EVENTS = "audit.Event"
_SOME = 2_000


def models(apps: Apps = installed) -> list[type[Model]]:
    """The models that are backed up, by name."""
    every = apps.get_models(include_auto_created=True)
    kept = [m for m in every if m._meta.label not in LEFT_OUT and m._meta.app_label not in LEFT_OUT]
    return sorted(kept, key=lambda model: model._meta.label)


def fields(model: type[Model]) -> list[Field[Any, Any]]:
    """Its columns, without those that the database works out by itself."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def columns(model: type[Model]) -> list[str]:
    """Their names, in the order of `rows`."""
    return list(COLUMNS) if model._meta.label == EVENTS else [field.attname for field in fields(model)]


def rows(model: type[Model]) -> Iterator[Sequence[Any]]:
    """Every row, by primary key; events as they really stand, also where somebody damaged them."""
    if model._meta.label == EVENTS:
        return reading.in_database()
    names = [field.attname for field in fields(model)]
    return model._base_manager.order_by("pk").values_list(*names).iterator(_SOME)


def line(row: Sequence[Any]) -> bytes:
    """A row as JSON, with its line end."""
    return _ENCODER.encode(row).encode("utf-8", "surrogatepass") + b"\n"


def _written(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value).__name__} cannot be backed up")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_written)


def add(model: type[Model], given: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """Add rows as they were written, with the `given` columns; events and numbers stay what they were.

    Raises KeyError for a column that the table has not, and ValueError, TypeError, ValidationError or DataError
    where a value does not fit.
    """
    named = {field.attname: field for field in fields(model)}
    into = [named[name] for name in given]
    quote = connection.ops.quote_name
    where = f"{quote(model._meta.db_table)} ({', '.join(quote(str(field.column)) for field in into)})"
    values = (
        [
            field.get_db_prep_save(_python(field, value), connection)
            for field, value in zip(into, row, strict=True)
        ]
        for row in rows
    )
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"copy {where} from stdin") as copy:  # five times as fast as inserts
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(into))
        while some := list(islice(values, _SOME)):
            cursor.executemany(f"insert into {where} values ({marks})", some)


def _python(field: Field[Any, Any], value: Any) -> Any:
    if value is None or field.get_internal_type() in _AS_READ or field.is_relation:
        return value
    return field.to_python(value)


_AS_READ = frozenset(
    {"CharField", "TextField", "JSONField", "IntegerField", "PositiveIntegerField", "BigIntegerField"}
    | {"PositiveBigIntegerField", "BigAutoField", "BooleanField", "FloatField", "SlugField"}
)
"""Kinds of fields whose values JSON holds as they are."""

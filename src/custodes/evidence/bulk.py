"""Many rows into one table, when `bulk_create` would take five times as long and the database waits meanwhile.

What `bulk_create` does besides is not needed here: no signals, no defaults, no ids to be read back. The
append-only triggers and every constraint of the database hold as ever.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids that nobody else gets. Within a transaction: on SQLite no other writer is in the database then."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            taken = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"
            cursor.execute(taken, [table, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("select seq from sqlite_sequence where name = %s", [table])
        last = cursor.fetchone()
    start = (last[0] if last else 0) + 1
    return range(start, start + count)


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to the table of a model. `columns`: its fields, all but those the database fills by itself."""
    names = [str(_field(model, column).column) for column in columns]
    quote = connection.ops.quote_name
    listed = ", ".join(map(quote, names))
    marks = ", ".join(["%s"] * len(names))
    adapting = _adapting(model, columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"insert into {quote(model._meta.db_table)} ({listed}) values ({marks})",
            [_adapted(row, adapting) for row in rows],
        )


def _field(model: type[models.Model], column: str) -> "models.Field[Any, Any]":
    field = model._meta.get_field(column)
    assert isinstance(field, models.Field), column
    return field


def _adapting(model: type[models.Model], columns: Sequence[str]) -> dict[int, Any]:
    """Place to how the database wants its values, where that is not as Python has them."""
    ways = (
        (
            models.DateTimeField,
            connection.ops.adapt_datetimefield_value,
        ),  # a kind of DateField, so it is first
        (models.DateField, connection.ops.adapt_datefield_value),
    )
    return {
        at: next(adapt for kind, adapt in ways if isinstance(_field(model, column), kind))
        for at, column in enumerate(columns)
        if isinstance(_field(model, column), models.DateField)
    }


def _adapted(row: Sequence[Any], adapting: dict[int, Any]) -> list[Any]:
    found = list(row)
    for at, adapt in adapting.items():
        found[at] = adapt(found[at]) if found[at] is not None else None
    return found

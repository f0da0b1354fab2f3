"""Reading the database as it was at one moment, however long it takes and whoever writes meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one moment. Nobody is made to wait, and nothing can be written.

    On SQLite that is a plain read transaction: `atomic` would take the lock of writers for as long. Inside a
    transaction that is already open, its own view is used.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            yield
    else:
        with _sqlite():
            yield


@contextmanager
def _sqlite() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("begin deferred")
        cursor.execute("select count(*) from audit_head")  # the moment: SQLite's begins at the first read
        cursor.execute("pragma query_only = on")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("pragma query_only = off")
            cursor.execute("rollback")

"""Reading the database as it was at one moment, however long it takes and whoever writes meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one moment. Nobody is made to wait, and nothing can be written.

    On SQLite that is a plain read transaction: `atomic` would take the lock of writers for as long. Inside a
    transaction that is already open, its own view is used: another snapshot's is of one moment, an action's
    on PostgreSQL is not.
    """
    if connection.in_atomic_block or _reads_already():
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            yield
    else:
        with _sqlite():
            yield


def _reads_already() -> bool:
    """Whether a snapshot of SQLite is open, of which Django knows nothing."""
    return connection.vendor == "sqlite" and bool(
        connection.connection and connection.connection.in_transaction
    )


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

"""Who waits for whom: the one order of locks, so that two writers never wait for each other.

On PostgreSQL every write takes what it needs in this order, and of one kind by id:

1. people, then their memberships, invitations and tokens;
2. the body, where only one at a time may do such a thing in it (name a system, import, undo, keep a tally),
   then the import;
3. systems: whoever writes devices holds the systems that they are in, because what a device is follows from
   the technology of its system;
4. devices, then judgements about them;
5. the body's Refresh (`concerns.actions.ask_refresh`);
6. a wave, then its bodies asked, then a return, then its answers and all else that hangs on it; a wave, then the
   publication that is prepared of it;
7. the end of the chain (`audit.actions.record`), for which everybody waits: so it comes last, and nothing
   but further events after it.

SQLite has one writer at a time, from the beginning of its transaction, so that nothing here is needed there.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from custodes import settings
from custodes.prepared import run

M = TypeVar("M", bound=models.Model)


def held(rows: "models.QuerySet[M]") -> "models.QuerySet[M]":
    """These rows as they are now, in order of id, kept from other writers until the transaction ends.

    Others may still add rows that point to them (an observation of a device, a device of a body): a lock
    of the key, too, would have them wait at their commit, when they already hold the end of the chain.
    """
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True)


def hold(row: models.Model) -> None:
    """Keep one row from other writers, as `held` does, where they come as often as answers: the statement is written
    once. Raises TransactionManagementError outside a transaction: it would hold nothing."""
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"{row._meta.model_name} is held outside a transaction")
    if connection.features.has_select_for_update:
        run(f"select id from {row._meta.db_table} where id = %s for no key update", [row.pk])


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Whoever else does the same `what` waits until this is done. For outside transactions: it holds no row."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [number(what)])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [number(what)])
    else:  # a single lock for whatever it is: the processes of a SQLite register share a folder
        folder = settings.data_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "alone.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def number(what: str) -> int:
    """By which number PostgreSQL knows a lock that is on no row: signed, 64 bits."""
    return int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)

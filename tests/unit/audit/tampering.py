"""Editing the database by hand, as somebody who owns it can: with its triggers taken off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from custodes.audit import guards
from custodes.audit.verify import Verdict, verify_database


@contextmanager
def by_hand() -> Iterator[None]:
    """Without the triggers, and with them back afterwards."""
    connection.check_constraints()  # PostgreSQL alters no table with rows that it has yet to check
    guards.remove(connection)
    yield
    connection.check_constraints()
    guards.install(connection)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def verified(against: Any = None) -> Verdict:
    return verify_database(against, lambda what, share: None)


def problems() -> list[str]:
    return verified().problems

"""Queries that Django writes once and that are then only run, with other values.

Writing the SQL of a query takes Django several times as long as SQLite takes to answer it, and going through its
cursors as long again. On the busiest pages that was most of the time, so their queries are written at the first request
and kept, and handed to the database as they are (`run`).
"""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

_FIRST = 9_007_199_254_000_000
"""Marks of ids count up from here: no table has that many rows."""
REPEATED = 5
"""Times that a connection to PostgreSQL has asked the same before the statement is kept there. It keeps a hundred."""
Rows = list[tuple[Any, ...]]


class Prepared:
    """A query by `values_list`, written once.

    `build` makes it from its marks, which stand where the values of a call will: `Prepared(lambda device:
    Observation.objects.filter(device=device).values_list("said"), "device")`. A mark that is a text is given
    as `"subject:text"`. Only what becomes a parameter can be marked: no slices, no None, no lists; and only where
    PostgreSQL knows the type of it from what it is compared with.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *marks: str) -> None:
        self._build = build
        self._marks = marks

    @cached_property
    def _written(self) -> "_Written":
        stands = [mark if mark.endswith(":text") else _FIRST + at for at, mark in enumerate(self._marks)]
        return _Written(self._build(*stands), stands)

    def __call__(self, *values: Any) -> Rows:
        """The rows, for the values of the marks in their order."""
        return self._written.rows(values)


class _Written:
    def __init__(self, queryset: QuerySet[Any, Any], stands: list[Any]) -> None:
        self._compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, params = self._compiler.as_sql()
        self._params = list(params)
        self._places = [(at, stands.index(value)) for at, value in enumerate(params) if value in stands]
        missing = set(range(len(stands))) - {mark for _, mark in self._places}
        assert not missing, "a mark is not a parameter of the query"
        columns = [column for column, _, _ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)

    def rows(self, values: tuple[Any, ...]) -> Rows:
        params = list(self._params)
        for at, mark in self._places:
            params[at] = values[mark]
        rows = run(self._sql, params)
        if self._converters and rows:
            return [tuple(row) for row in self._compiler.apply_converters(rows, self._converters)]
        return rows


def columns(model: type[Model], *without: str) -> list[str]:
    """The columns of a table, in the order in which a row of them makes an object: `Model.from_db(alias, columns, row)`."""
    return [field.attname for field in model._meta.concrete_fields if field.attname not in without]


def run(sql: str, params: Sequence[Any] = ()) -> Rows:
    """The rows that a statement in plain SQL gives, none where it gives none. `sql`: the same text each time.

    As through a cursor of Django's, in the transaction that there is and with its errors. Who looks on (logs, tests that
    count) sees it, as it then goes that way.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.queries_logged or connection.execute_wrappers or connection.needs_rollback:
        return _through_django(connection, sql, params)
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        if connection.vendor == "sqlite":
            found: Rows = connection.connection.execute(_with_question_marks(sql), params).fetchall()
            return found
        return _on_postgresql(connection.connection, sql, params)


def _on_postgresql(connection: Any, sql: str, params: Sequence[Any]) -> Rows:
    """What a connection asks again and again is read and planned by the database once: that takes longer than to answer
    it. Cursors of Django's, whose statements have their values in them, go on without."""
    import psycopg

    cursor = psycopg.Cursor(connection)
    connection.prepare_threshold = REPEATED
    try:
        cursor.execute(sql.encode(), params)
    finally:
        connection.prepare_threshold = None
    # `description` would make an object of each column
    return cursor.fetchall() if cursor.pgresult and cursor.pgresult.nfields else []


def _through_django(connection: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


@lru_cache(maxsize=1_000)
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")

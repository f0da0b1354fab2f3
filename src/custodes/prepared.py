"""Queries that Django writes once and that are then only run, with other values.

Writing the SQL of a query takes Django several times as long as SQLite takes to answer it. On the busiest
pages that was most of the time, so their queries are written at the first request and kept.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

_FIRST = 9_007_199_254_000_000
"""Marks of ids count up from here: no table has that many rows."""


class Prepared:
    """A query by `values_list`, written once.

    `build` makes it from its marks, which stand where the values of a call will: `Prepared(lambda device:
    Observation.objects.filter(device=device).values_list("said"), "device")`. A mark that is a text is given
    as `"subject:text"`. Only what becomes a parameter can be marked: no slices, no None, no lists.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *marks: str) -> None:
        self._build = build
        self._marks = marks

    @cached_property
    def _written(self) -> "_Written":
        stands = [mark if mark.endswith(":text") else _FIRST + at for at, mark in enumerate(self._marks)]
        return _Written(self._build(*stands), stands)

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
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

    def rows(self, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        params = list(self._params)
        for at, mark in self._places:
            params[at] = values[mark]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self._sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if self._converters and rows:
            return [tuple(row) for row in self._compiler.apply_converters(rows, self._converters)]
        return rows

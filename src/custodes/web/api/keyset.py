"""Lists in any order, a part at a time: the way on is what the last item was sorted by."""

import base64
import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet

from custodes.errors import Invalid
from custodes.web.api.lists import PART, following
from custodes.web.api.shapes import Listed

M = TypeVar("M", bound=Model)
S = TypeVar("S")


def part_in_order(
    request: Any,
    found: QuerySet[M],
    columns: Sequence[str],
    down: bool,
    *,
    shown: Callable[[M], S],
    after: str,
) -> Listed[S]:
    """The next `PART` of `found` by `columns`, of which the last tells records apart.

    Columns of text hold 200 characters at most, so that any place fits an address. Both databases put what is not known where we say: first upwards, last downwards. Raises Invalid.
    """
    order = [F(c).desc(nulls_last=True) if down else F(c).asc(nulls_first=True) for c in columns]
    try:
        place = _place(after, columns)
        items = list(
            (found.filter(_beyond(columns, place, down)) if place else found).order_by(*order)[: PART + 1]
        )
    except (ValueError, TypeError, OverflowError, ValidationError):
        raise Invalid(
            "That is no place in this list.", "Take `next` as it is given.", {"after": "Not a place"}
        ) from None
    more = len(items) > PART
    on = _written(_values(items[PART - 1], columns)) if more else ""
    return Listed[Any](items=[shown(one) for one in items[:PART]], next=following(request, on))


def _beyond(columns: Sequence[str], place: Sequence[Any], down: bool) -> Q:
    """Records that come after the place: equal in some first columns, beyond it in the next."""
    found = Q(pk__in=[])
    for at, (column, value) in enumerate(zip(columns, place, strict=True)):
        same = Q(
            **{name: known for name, known in zip(columns[:at], place, strict=False) if known is not None}
        )
        for name, known in zip(columns[:at], place, strict=False):
            same &= Q(**{f"{name}__isnull": True}) if known is None else Q()
        found |= same & _after(column, value, down)
    return found


def _after(column: str, value: Any, down: bool) -> Q:
    if value is None:
        return Q(pk__in=[]) if down else Q(**{f"{column}__isnull": False})
    if down:
        return Q(**{f"{column}__lt": value}) | Q(**{f"{column}__isnull": True})
    return Q(**{f"{column}__gt": value})


def _values(record: Model, columns: Sequence[str]) -> list[Any]:
    found = []
    for column in columns:
        value: Any = record
        for name in column.split("__"):
            value = getattr(value, name)
        found.append(value.isoformat() if isinstance(value, dt.datetime) else value)
    return found


def _written(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _place(after: str, columns: Sequence[str]) -> Sequence[Any]:
    """What the last item was sorted by, none at the beginning. Raises ValueError where there is no such place."""
    values = _read(after) if after else []
    if values and len(values) != len(columns):
        raise ValueError("not a place of this order")
    return values


def _read(after: str) -> list[Any]:
    values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    if not isinstance(values, list) or not values:
        raise ValueError("not a place")
    if any(not isinstance(value, str | int | None) or "\x00" in str(value) for value in values):
        raise ValueError("not values of records")
    return values

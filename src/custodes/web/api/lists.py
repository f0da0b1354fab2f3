"""Long lists a part at a time. The way on is a place in the order, so that nothing is left out or given
twice when records are added meanwhile, and the last part takes no longer than the first."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query
from pydantic import StringConstraints

from custodes import settings
from custodes.errors import Invalid
from custodes.web.api.shapes import LARGEST, Listed

M = TypeVar("M", bound=Model)
S = TypeVar("S")

PART = 100
"""Items in a part."""

After = Annotated[
    Annotated[str, StringConstraints(max_length=4_000, pattern=r"^[-_a-zA-Z0-9]*$")],
    Query("", description="Where the part before ended: take it from `next`"),
]


def part(
    request: Any,
    found: QuerySet[M],
    shown: Callable[[M], S],
    after: str,
    *,
    key: str = "pk",
    descending: bool = False,
) -> Listed[S]:
    """The next `PART` of `found`, which is in the order of `key`, a whole number that tells records apart."""
    if after:
        found = found.filter(**{f"{key}__{'lt' if descending else 'gt'}": number_of(after)})
    items = list(found[: PART + 1])
    more = len(items) > PART
    place = str(getattr(items[PART - 1], key)) if more else ""
    return Listed[Any](items=[shown(one) for one in items[:PART]], next=following(request, place))


def number_of(after: str) -> int:
    """A place that is a number. Raises Invalid."""
    if not after.isdigit() or int(after) > LARGEST:
        raise Invalid(
            "That is no place in this list.", "Take `next` as it is given.", {"after": "Not a place"}
        )
    return int(after)


def following(request: Any, place: str) -> str | None:
    """The address of the part after `place` with the same filters; None after the last."""
    if not place:
        return None
    query = request.GET.copy()
    query["after"] = place
    return f"{settings.address()}{request.path}?{query.urlencode()}"

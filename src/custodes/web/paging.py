"""Long lists a page at a time, with addresses that keep what was searched and filtered."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest

Row = TypeVar("Row")
COUNTED_TO = 10_000
"""Where the view does not know the total, rows are counted up to here; counting all takes longer than the page."""


class Step(NamedTuple):
    """A link to a page by its number."""

    number: int
    url: str
    current: bool


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the way to the others. Iterating it gives the rows."""

    items: Sequence[Row]
    number: int
    """From 1."""
    size: int
    total: int
    exact: bool
    """False when there are more than `total`."""
    has_next: bool
    path: str
    query: Any
    """The request's parameters, a QueryDict."""

    def __iter__(self) -> Any:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def of(self) -> str:
        """12,345, or "more than 10,000"."""
        return f"{'' if self.exact else 'more than '}{self.total:,}"

    @property
    def showing(self) -> str:
        """ "51 to 100 of 1,234"; "0" when there is nothing."""
        start = (self.number - 1) * self.size
        return f"{start + 1:,} to {start + len(self.items):,} of {self.of}" if self.items else "0"

    @property
    def previous_url(self) -> str:
        return self.url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(self.number + 1) if self.has_next else ""

    def url(self, number: int) -> str:
        """The same list with the same filters at another page."""
        page = f"page={number}" if number > 1 else ""
        written = "&".join(part for part in (self._others, page) if part)
        return f"{self.path}?{written}" if written else self.path

    @cached_property
    def _others(self) -> str:
        """What else the address asks for, written once for all links."""
        query = self.query.copy()
        query.pop("page", None)
        return str(query.urlencode())

    @property
    def steps(self) -> list[Step | None]:
        """The first page, those around this one, and the last where it is known; None is a gap."""
        last = max(1, -(-self.total // self.size)) if self.exact else self.number + self.has_next
        shown = [
            n for n in sorted({1, self.number - 1, self.number, self.number + 1, last}) if 1 <= n <= last
        ]
        steps: list[Step | None] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number == before + 2:
                steps.append(Step(number - 1, self.url(number - 1), False))
            elif number > before + 2:
                steps.append(None)
            steps.append(Step(number, self.url(number), number == self.number))
        return steps if self.exact or not self.has_next else [*steps, None]


def page_of(
    rows: "QuerySet[Any, Row] | Sequence[Row]", request: HttpRequest, total: int | None = None, size: int = 50
) -> Page[Row]:
    """The page that `?page=` asks for; the first for nonsense, the last for what lies beyond it.

    `total` saves counting where it is known. The rows must have an order. Two queries, or one with `total`.
    """
    counted = _count(rows) if total is None else total
    exact = total is not None or isinstance(rows, Sequence) or counted <= COUNTED_TO
    counted = counted if exact else COUNTED_TO
    number = _asked(request)
    if exact:
        number = min(number, max(1, -(-counted // size)))
    items = list(rows[(number - 1) * size : number * size + 1])
    if not items and number > 1:  # beyond the end of a list that was not counted to its end
        number = COUNTED_TO // size
        items = list(rows[(number - 1) * size : number * size + 1])
    return Page(items[:size], number, size, counted, exact, len(items) > size, request.path, request.GET)


def _count(rows: "QuerySet[Any, Row] | Sequence[Row]") -> int:
    return len(rows) if isinstance(rows, Sequence) else rows.order_by()[: COUNTED_TO + 1].count()


def _asked(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1

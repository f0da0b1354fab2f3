"""What is kept of an answer, as JSON. docs/reference/information-answers.md tells of it."""

from typing import TypedDict


class Row(TypedDict):
    """One number. `number`: None where it is too small to be given, or would give such a one away."""

    name: str
    label: str
    number: int | None
    unknown: bool
    """Whether it says of how many it is not known."""


class Before(TypedDict):
    """The last answer that gave the same figure."""

    answer: int
    number: int
    reference: str
    at: str
    rows: dict[str, int | None]
    """What it gave, by row."""
    labels: dict[str, str]
    differs: list[str]
    """The rows that are otherwise now."""
    reason: str
    """Why, as whoever answered wrote it; "" where none differs."""


class Figure(TypedDict):
    """A figure as it is given."""

    name: str
    title: str
    unit: str
    of: int | None
    """All of its unit: the denominator. None where that is too small to be given."""
    rows: list[Row]
    before: Before | None


class List(TypedDict):
    """A watchlist that was asked."""

    id: str
    title: str


class Given(TypedDict):
    """All that whoever asked is told."""

    format: str
    body: str
    fictional: bool
    reference: str
    received_on: str
    asked: str
    as_at: str
    as_of: str
    """The day as of which feeds and watchlists were read."""
    watchlists: list[List]
    uncounted: bool
    """Whether some rows of the register do not say how many devices they stand for: each counts as one."""
    figures: list[Figure]


class Moved(TypedDict):
    """How a row came to differ, in devices or systems: `now` is `then` and the other three together."""

    then: int
    now: int
    added: int
    withdrawn: int
    otherwise: int


class Since(TypedDict):
    """What happened between two answers."""

    moved: dict[str, dict[str, Moved]]
    """By figure and row."""
    happened: list[str]
    """In sentences."""


class WorkedOut(TypedDict):
    """What the body's own people are told beside the answer."""

    sequence: int
    """Of the last event of the history that the figures rest on."""
    sources: dict[str, object]
    since: dict[str, Since]
    """By number of the earlier answer."""

"""Shapes that several resources share, and the kinds of value they are made of."""

import datetime as dt
from typing import Annotated, Any, Generic, TypeVar

from ninja import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

T = TypeVar("T")

LARGEST = 2**63 - 1
"""The largest number either database holds."""
NO_NUL = r"^[^\x00]*$"

Id = Annotated[int, Path(ge=1, le=LARGEST)]
Slug = Annotated[str, Path(max_length=80, pattern=r"^[-a-zA-Z0-9_]+$")]
SlugText = Annotated[str, StringConstraints(max_length=80, pattern=r"^[-a-zA-Z0-9_]+$")]
Number = Annotated[int, Field(ge=1, le=LARGEST)]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=NO_NUL)]
Short = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=NO_NUL)]


def _text_of_a_day(value: Any) -> Any:
    if value is None or isinstance(value, dt.date) or (isinstance(value, str) and len(value) == 10):
        return value
    raise ValueError("Give a date as YYYY-MM-DD")


Day = Annotated[dt.date, BeforeValidator(_text_of_a_day)]
"""A date as YYYY-MM-DD; numbers, which could mean several, are refused."""


def _distinct(ids: list[int]) -> list[int]:
    return list(dict.fromkeys(ids))


MOST_AT_ONCE = 1_000
Ids = Annotated[list[Number], Field(min_length=1, max_length=MOST_AT_ONCE), AfterValidator(_distinct)]


class Given(BaseModel):
    """What a caller sends: a name that is not known is a mistake, not something to pass over."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What a caller gets."""


class Listed(Shown, Generic[T]):
    """Part of a list. `next` is the address of the part that follows, null at the end."""

    items: list[T]
    next: str | None = None


class Why(Given):
    """A reason, which the history keeps."""

    reason: Reason


class Withdrawn(Shown):
    """When, by whom and why a record was taken out of the register."""

    at: dt.datetime
    by: str
    reason: str


def said_only(given: BaseModel, *leave_out: str) -> dict[str, Any]:
    """What the caller said, and nothing they did not: a column that is left out stays as it is."""
    return given.model_dump(exclude_unset=True, exclude=set(leave_out))

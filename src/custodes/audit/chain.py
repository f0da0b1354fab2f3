"""How events hang together: each digest covers its event and the digest before."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

START = "0" * 64
"""What the first event follows."""

COVERED = (
    "sequence",
    "at",
    "action",
    "person",
    "person_name",
    "through",
    "request",
    "body",
    "subject_kind",
    "subject",
    "reason",
    "details",
    "previous",
)
"""The columns of an event that its digest covers, in this order."""

COLUMNS = (*COVERED, "digest")
"""Every column of an event."""

Row = tuple[Any, ...]
"""An event as its `COLUMNS`; `at` as `moment` writes it."""


def moment(at: dt.datetime) -> str:
    """A time as digests cover it: ISO 8601 in UTC, always to the microsecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime) and value.tzinfo:
        return moment(value)
    if type(value) is dt.date:
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be part of an event")


_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain
)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spare blanks: equal values give equal text on every machine.

    Dates and times are written as ISO 8601. Raises TypeError or ValueError for what JSON cannot hold.
    """
    return _ENCODER.encode(value)


def digest(covered: Sequence[Any]) -> str:
    """SHA-256, in hex, over the values of the covered columns, in their order, as canonical JSON."""
    return hashlib.sha256(canonical(list(covered)).encode("utf-8", "surrogatepass")).hexdigest()

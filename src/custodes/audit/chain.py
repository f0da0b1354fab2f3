"""How events hang together: each digest covers its event and the digest before."""

import hashlib
import json
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


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spare blanks: equal values give equal text on every machine."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(values: dict[str, Any]) -> str:
    """SHA-256, in hex, over the covered columns as canonical JSON; `at` as ISO 8601 in UTC, to the microsecond."""
    covered = [values[name] for name in COVERED]
    return hashlib.sha256(canonical(covered).encode()).hexdigest()

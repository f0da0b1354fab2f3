"""The only source of "today"."""

import datetime as dt
import os


def today() -> dt.date:
    """The current date in UTC; `CUSTODES_TODAY` (ISO date) fixes it, so that a run can be repeated."""
    fixed = os.environ.get("CUSTODES_TODAY")
    return dt.date.fromisoformat(fixed) if fixed else dt.datetime.now(dt.UTC).date()

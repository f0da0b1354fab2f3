"""The only source of "today"."""

import datetime as dt
import os

from custodes.errors import UserError


def today() -> dt.date:
    """The current date in UTC; `CUSTODES_TODAY` (ISO date) fixes it, so that a run can be repeated.

    Raises UserError where that is no date.
    """
    fixed = os.environ.get("CUSTODES_TODAY")
    try:
        return dt.date.fromisoformat(fixed) if fixed else dt.datetime.now(dt.UTC).date()
    except ValueError:
        raise UserError(
            f"CUSTODES_TODAY is “{fixed}”, which is not a date.", "Write it as 2022-11-24."
        ) from None

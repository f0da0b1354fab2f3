"""What was said of a device, as its columns can hold it. Observations keep it in full.

Lists say "2019" or "May 2019" where the column is a day, and a sentence where it is one of our words.
"""

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models

from custodes.register.models import Device

_LONGEST = {
    field.name: field.max_length
    for field in Device._meta.get_fields()
    if isinstance(field, models.CharField) and field.name in Device.SAID and field.max_length
}


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` (see `projection.Values`) with dates as days and texts no longer than their columns.

    A month or a year alone is its first day for `installed`, its last for `supported_until`. A text that is
    cut ends in "…", so that it can never become one of our words: nobody has understood it before or after.
    """
    return {column: _column(column, value) for column, value in values.items()}


def _column(column: str, value: Any) -> Any:
    if column in {"installed", "supported_until"}:
        return day_of(value, last=column == "supported_until") if value else None
    longest = _LONGEST.get(column)
    return value[: longest - 1] + "…" if longest and len(value) > longest else value


def day_of(text: str, last: bool) -> dt.date:
    """The first or last day of "2019", "2019-03" or "2019-03-04"."""
    year, month, day = (*(int(part) for part in text.split("-")), None, None)[:3]
    assert year is not None
    month = month or (12 if last else 1)
    return dt.date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))

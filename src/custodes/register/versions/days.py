"""Dates as firmware strings write them, as YYYYMMDD text."""

import re

DATE = r"20\d\d[-./_]\d{1,2}[-./_]\d{1,2}|20\d{6}|\d{6}"
"""A pattern for what `day` reads; the surroundings decide whether six digits are a date at all."""

_FULL = re.compile(r"(20\d\d)[-./_](\d{1,2})[-./_](\d{1,2})")
_LAST_DAY = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEARS = range(2000, 2040)


def day(text: str) -> str | None:
    """'2021-03-01', '20210301' or '210301' as '20210301'; None where there is no such day.

    Two-digit years are of this century: no maker here dated builds before 2000.
    """
    if text.isdigit():
        full = text if len(text) == 8 else "20" + text
        if len(full) != 8:
            return None
        year, month, date = full[:4], full[4:6], full[6:]
    else:
        found = _FULL.fullmatch(text)
        if not found:
            return None
        year, month, date = found.groups()
    if int(year) not in _YEARS or not 1 <= int(month) <= 12 or not 1 <= int(date) <= _LAST_DAY[int(month)]:
        return None
    return f"{year}{int(month):02}{int(date):02}"


def month(text: str) -> tuple[str, str] | None:
    """'2022-04' as its first and last day."""
    if not re.fullmatch(r"20\d\d-\d{1,2}", text):
        return None
    first = day(f"{text}-01")
    return (first, first[:6] + "31") if first else None

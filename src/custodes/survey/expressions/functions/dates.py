"""Dates and times. The day is the context's; everything is in UTC."""

import re

from custodes.survey.expressions import days
from custodes.survey.expressions.calling import Call, plain, special
from custodes.survey.expressions.parts import Part

SECTION = "Date and Time"
_LETTERS = set("YymnbdeaHhMS3%")


@special(SECTION, "today", "", "text")
def today(call: Call) -> Part:
    return Part("text", lambda focus: focus.context.today.isoformat())


@special(SECTION, "now", "", "text")
def now(call: Call) -> Part:
    """The beginning of the day: a return has a day, and no time of day."""
    return Part("text", lambda focus: f"{focus.context.today.isoformat()}T00:00:00.000+00:00")


@plain(SECTION, "date", "number", "text")
def date(number: float) -> str:
    """The day of a date, a date-time or a number of days; "" of anything else."""
    return days.date_text(number)


@plain(SECTION, "date-time", "number", "text")
def date_time(number: float) -> str:
    return days.date_time_text(number)


@plain(SECTION, "decimal-date-time", "number", "number")
def decimal_date_time(number: float) -> float:
    return number


@plain(SECTION, "decimal-time", "text", "number")
def decimal_time(text: str) -> float:
    return days.fraction(text)


@special(SECTION, "format-date", "number, text", "text")
def format_date(call: Call) -> Part:
    return _formatted(call)


@special(SECTION, "format-date-time", "number, text", "text")
def format_date_time(call: Call) -> Part:
    return _formatted(call)


def _formatted(call: Call) -> Part:
    """A date in a format. ExpressionError where the format is written out and holds a letter that stands for nothing."""
    when, pattern = call.part(0).number(), call.part(1)
    for letter in re.findall("%(.?)", pattern.literal) if isinstance(pattern.literal, str) else ():
        if letter not in _LETTERS:
            raise call.wrong(
                f"“%{letter}” stands for nothing in a format of dates.", 1, "Write %Y, %m, %d, %H, %M."
            )
    written = pattern.text()
    return Part("text", lambda focus: days.formatted(when(focus), written(focus)))

"""The kinds of value of XPath 1.0, and how one is made of another (section 4 there, and `number()` in ODK XForms).

The one addition is of ODK XForms: where a number is wanted, a date is its days since 1 January 1970.
"""

import math
import re
from decimal import Decimal

from custodes.survey.expressions import days
from custodes.survey.expressions.nodes import Node

Value = bool | float | str | list[Node]
"""A set of nodes is a list in the order of the form, without repetitions."""

_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*")
_LONGEST_NUMBER = 400
"""Digits: any number of XPath fits in, and no text is read that takes long."""


def to_number(value: Value) -> float:
    """A number; NaN where none can be made, as of no answer."""
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return text_number(value)
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    return text_number(value[0].text) if value else math.nan


def text_number(text: str) -> float:
    """The number or date that a text is, else NaN. There is no "+5" and no "1e3" in XPath 1.0."""
    if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
        return float(text)
    found = days.read(text)
    return math.nan if found is None else found


def to_text(value: Value) -> str:
    """A text: of several nodes that of the first, "" of none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return value[0].text if value else ""


def number_text(number: float) -> str:
    """A number as XPath 1.0 writes it: 3, 0.5, -2.25, NaN, Infinity; never with an exponent."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    written = repr(number)
    return format(Decimal(written), "f") if "e" in written else written


def to_boolean(value: Value) -> bool:
    """True: a number but 0 and NaN, a text that is not empty, any node. So the text "false" is true."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)

"""The operators of XPath 1.0 over values: comparing (section 3.4) and arithmetic (section 3.5).

Dates are numbers of days where a number is wanted, as everywhere in ODK XForms; and two dates are equal where they are
the same moment, so that a date-time equals the date it begins.
"""

import math
import operator
from collections.abc import Callable, Iterable

from custodes.survey.expressions import days
from custodes.survey.expressions.nodes import Node
from custodes.survey.expressions.values import Value, text_number, to_boolean, to_number

Test = Callable[[object, object], bool]

ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EQUALS: dict[str, Test] = {"=": operator.eq, "!=": operator.ne}


def ordered(symbol: str, left: Value, right: Value) -> bool:
    """`<` and its like: of numbers, true if any node on one side fits any on the other, false of NaN."""
    test = ORDERS[symbol]
    if isinstance(left, bool) or isinstance(right, bool):
        return test(float(_truth(left, right)), float(_truth(right, left)))
    rights = list(_numbers(right))
    return any(test(one, other) for one in _numbers(left) for other in rights)


def _truth(value: Value, other: Value) -> float:
    """A side of a comparison with a boolean: nodes become one too, anything else a number."""
    if isinstance(value, list) and isinstance(other, bool):
        return float(to_boolean(value))
    return to_number(value)


def _numbers(value: Value) -> Iterable[float]:
    if isinstance(value, list):
        return [text_number(node.text) for node in value]
    return (to_number(value),)


def equal(symbol: str, left: Value, right: Value) -> bool:
    """`=` and `!=`: by the first of boolean, number and text that a side is; of nodes, true if any of them fits."""
    test = EQUALS[symbol]
    if isinstance(left, bool) or isinstance(right, bool):
        return test(to_boolean(left), to_boolean(right))
    if isinstance(left, float) or isinstance(right, float):
        rights = list(_numbers(right))
        return any(test(one, other) for one in _numbers(left) for other in rights)
    texts = list(_texts(right))
    return any(same(one, other) is (symbol == "=") for one in _texts(left) for other in texts)


def _texts(value: str | float | list[Node]) -> Iterable[str]:
    return [node.text for node in value] if isinstance(value, list) else (str(value),)


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, or are dates of the same moment."""
    if one == other:
        return True
    moment = days.read(one)
    return moment is not None and moment == days.read(other)


def add(left: float, right: float) -> float:
    return left + right


def subtract(left: float, right: float) -> float:
    return left - right


def multiply(left: float, right: float) -> float:
    return left * right


def divide(left: float, right: float) -> float:
    """By 0, Infinity with the sign that both have, and NaN of 0: as in IEEE 754, which XPath goes by."""
    if right:
        return left / right
    if math.isnan(left) or math.isnan(right) or not left:
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def remainder(left: float, right: float) -> float:
    """With the sign of the left side: 5 mod -2 is 1, -5 mod 2 is -1. NaN by 0."""
    if math.isnan(left) or math.isnan(right) or math.isinf(left) or not right:
        return math.nan
    return math.fmod(left, right)


ARITHMETIC = {"+": add, "-": subtract, "*": multiply, "div": divide, "mod": remainder}


def is_date(text: str) -> bool:
    """Whether a text is read as a date where one is wanted."""
    return days.read(text) is not None

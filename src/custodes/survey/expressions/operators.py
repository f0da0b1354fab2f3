"""The operators of XPath 1.0 over values: comparing (section 3.4) and arithmetic (section 3.5).

Dates are numbers of days where a number is wanted, as everywhere in ODK XForms; and two dates are equal where they are
the same moment, so that a date-time equals the date it begins.
"""

import math
import operator
from collections.abc import Callable
from functools import partial

from custodes.survey.expressions import days
from custodes.survey.expressions.nodes import Node
from custodes.survey.expressions.values import Value, text_number, to_boolean, to_number

ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def comparison(symbol: str) -> Callable[[Value, Value], bool]:
    """The comparison that a symbol stands for."""
    return partial(ordered if symbol in ORDERS else equal, symbol)


def ordered(symbol: str, left: Value, right: Value) -> bool:
    """`<` and its like: of numbers, true if any node on one side fits any on the other, false of NaN.

    Some pair fits if the two that lie furthest apart do, so that of many nodes each is looked at once.
    """
    test = ORDERS[symbol]
    if isinstance(left, bool) or isinstance(right, bool):
        return test(_truth(left, right), _truth(right, left))
    lefts, rights = _numbers(left), _numbers(right)
    if not lefts or not rights:
        return False
    return test(min(lefts), max(rights)) if symbol in ("<", "<=") else test(max(lefts), min(rights))


def _truth(value: Value, other: Value) -> float:
    """A side of a comparison with a boolean: nodes become one too, anything else a number."""
    if isinstance(value, list) and isinstance(other, bool):
        return float(to_boolean(value))
    return to_number(value)


def _numbers(value: Value) -> list[float]:
    """The numbers of a value, NaN left out: it fits nothing."""
    found = [text_number(node.text) for node in value] if isinstance(value, list) else [to_number(value)]
    return [number for number in found if number == number]


def equal(symbol: str, left: Value, right: Value) -> bool:
    """`=` and `!=`: by the first of boolean, number and text that a side is; of nodes, true if any of them fits."""
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_boolean(left) == to_boolean(right)) is (symbol == "=")
    keys = _number_key if isinstance(left, float) or isinstance(right, float) else _text_key
    lefts, rights = _keys(left, keys), _keys(right, keys)
    if symbol == "=":
        return not lefts.isdisjoint(rights)
    return bool(lefts and rights) and len(lefts | rights) > 1


Key = Callable[[str | float], object]


def _keys(value: str | float | list[Node], key: Key) -> set[object]:
    """What is equal of a value: of nodes, of each of them."""
    return {key(node.text) for node in value} if isinstance(value, list) else {key(value)}


def _number_key(value: str | float) -> object:
    """A number; of what is none something that equals nothing, as NaN does."""
    number = to_number(value)
    return number if number == number else object()


def _text_key(value: str | float) -> object:
    """A text, or the moment of one that is a date."""
    text = str(value)
    moment = days.read(text)
    return text if moment is None else moment


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


def is_plain(symbol: str, text: str) -> bool:
    """Whether `=` or `!=` with a text is nothing but that: the text is no date, which is compared as a moment."""
    return symbol in ("=", "!=") and days.read(text) is None

"""Numbers: as in XPath 1.0 and its later versions, but for `int`, `pow` and the second argument of `round`."""

import math
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal

from custodes.survey.expressions.calling import plain
from custodes.survey.expressions.nodes import Node
from custodes.survey.expressions.values import Value, text_number, to_number

SECTION = "Number"
MOST_DECIMALS = 400
"""Beyond this a number is not changed by rounding, and before it is 0."""


@plain(SECTION, "number", "any?", "number", of_itself=True)
def number(value: Value) -> float:
    return to_number(value)


@plain(SECTION, "int", "number", "number")
def whole(value: float) -> float:
    """Without what stands behind the point: of -2.7, -2."""
    return float(math.trunc(value)) if math.isfinite(value) else value


@plain(SECTION, "sum", "nodes", "number")
def total(nodes: list[Node]) -> float:
    """As in XPath 1.0: NaN where one of them has no answer."""
    return math.fsum(found) if all(map(math.isfinite, found := _numbers((nodes,)))) else sum(found)


@plain(SECTION, "max", "any, any*", "number")
def most(*values: Value) -> float:
    """NaN of nothing, and where one of them is no number."""
    found = _numbers(values)
    return math.nan if not found or any(map(math.isnan, found)) else max(found)


@plain(SECTION, "min", "any, any*", "number")
def least(*values: Value) -> float:
    """NaN of nothing, and where one of them is no number."""
    found = _numbers(values)
    return math.nan if not found or any(map(math.isnan, found)) else min(found)


def _numbers(values: tuple[Value, ...]) -> list[float]:
    found: list[float] = []
    for value in values:
        found += [text_number(n.text) for n in value] if isinstance(value, list) else [to_number(value)]
    return found


@plain(SECTION, "round", "number, number?", "number")
def rounded(value: float, decimals: float = 0.0) -> float:
    """To so many decimals, or with -2 to hundreds. What is half way goes up: 2.5 to 3, and -2.5 to -2."""
    if not math.isfinite(value) or math.isnan(decimals):
        return value if not math.isnan(decimals) else math.nan
    places = math.trunc(max(-MOST_DECIMALS, min(MOST_DECIMALS, decimals)))
    unit = Decimal(1).scaleb(-places)
    with_half = Decimal(repr(value)) + unit / 2
    return float((with_half / unit).to_integral_value(ROUND_FLOOR) * unit)


@plain(SECTION, "pow", "number, number", "number")
def power(value: float, exponent: float) -> float:
    return _guarded(lambda: math.pow(value, exponent), value, exponent)


@plain(SECTION, "atan2", "number, number", "number")
def atan2(y: float, x: float) -> float:
    return math.atan2(y, x)


@plain(SECTION, "pi", "", "number")
def pi() -> float:
    return math.pi


def _guarded(calculate: Callable[[], float], *of: float) -> float:
    """A calculation by IEEE 754: NaN where it is not defined, Infinity where it is too large."""
    try:
        return calculate()
    except ValueError:
        return math.inf if of[0] == 0 else math.nan  # 0 to a power below 0
    except OverflowError:
        return -math.inf if of[0] < 0 and math.fmod(of[-1], 2) else math.inf


def _logarithm(of: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: of(value) if value > 0 else (-math.inf if value == 0 else math.nan)


def _within(low: float, high: float, of: Callable[[float], float]) -> Callable[[float], float]:
    """A function that is not defined outside two bounds: NaN there."""
    return lambda value: of(value) if low <= value <= high else math.nan


def _finite(of: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: of(value) if math.isfinite(value) else math.nan


_OF_ONE: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "log": _logarithm(math.log),
    "log10": _logarithm(math.log10),
    "sqrt": _within(0, math.inf, math.sqrt),
    "sin": _finite(math.sin),
    "cos": _finite(math.cos),
    "tan": _finite(math.tan),
    "asin": _within(-1, 1, math.asin),
    "acos": _within(-1, 1, math.acos),
    "atan": math.atan,
    "exp": lambda value: power(math.e, value),
    "exp10": lambda value: power(10.0, value),
}
for _name, _of in _OF_ONE.items():
    plain(SECTION, _name, "number", "number")(_of)

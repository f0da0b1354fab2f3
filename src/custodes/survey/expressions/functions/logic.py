"""True and false, and what is taken of two values."""

import math
from collections.abc import Iterable
from itertools import chain

from custodes.survey.expressions.calling import Call, plain, special
from custodes.survey.expressions.parts import Focus, Kind, Part
from custodes.survey.expressions.values import Value, text_number, to_boolean, to_number

SECTION = "Boolean"
NO_BOUND = -1
"""How a checklist says that it has no least or no most."""


@special(SECTION, "if", "boolean, any, any", "any")
def if_(call: Call) -> Part:
    """The second or the third argument as it is. The other is not looked into."""
    test, yes, no = call.part(0).boolean(), call.part(1), call.part(2)
    then, otherwise = yes.run, no.run
    kind: Kind = yes.kind if yes.kind == no.kind else "any"
    return Part(kind, lambda focus: then(focus) if test(focus) else otherwise(focus), yes.places | no.places)


@special(SECTION, "coalesce", "text, text", "text")
def coalesce(call: Call) -> Part:
    first, second = call.part(0).text(), call.part(1).text()
    return Part("text", lambda focus: first(focus) or second(focus))


@special(SECTION, "once", "text", "text")
def once(call: Call) -> Part:
    """The answer that the question has already, else the argument."""
    calculated = call.part(0).text()

    def run(focus: Focus) -> str:
        return focus.context.node.text or calculated(focus)

    return Part("text", run)


@plain(SECTION, "true", "", "boolean")
def true() -> bool:
    return True


@plain(SECTION, "false", "", "boolean")
def false() -> bool:
    return False


@plain(SECTION, "boolean", "any", "boolean")
def boolean(value: Value) -> bool:
    return to_boolean(value)


@plain(SECTION, "boolean-from-string", "text", "boolean")
def boolean_from_string(text: str) -> bool:
    return text in ("true", "1")


@plain(SECTION, "not", "boolean", "boolean")
def not_(value: bool) -> bool:
    return not value


@plain(SECTION, "checklist", "number, number, any*", "boolean")
def checklist(least: float, most: float, *values: Value) -> bool:
    """Whether so many of the values are numbers above 0. True counts as 1; of nodes each is counted."""
    return _between(least, most, sum(found > 0 for found in _each(values)))


@special(SECTION, "weighted-checklist", "number, number, any*", "boolean")
def weighted_checklist(call: Call) -> Part:
    """A checklist in which each value is followed by what it counts."""
    if len(call.arguments) % 2:
        raise call.wrong(
            "“weighted-checklist” takes a weight behind each value.",
            mend="Write value, weight, value, weight.",
        )
    least, most = call.part(0).number(), call.part(1).number()
    pairs = [(call.part(n).run, call.part(n + 1).run) for n in range(2, len(call.arguments), 2)]

    def run(focus: Focus) -> bool:
        weighed = chain.from_iterable(
            zip(_each((value(focus),)), _each((weight(focus),)), strict=False) for value, weight in pairs
        )
        return _between(least(focus), most(focus), sum(weight for found, weight in weighed if found > 0))

    return Part("boolean", run)


def _each(values: Iterable[Value]) -> list[float]:
    """Every value as a number, and of nodes each of them."""
    found: list[float] = []
    for value in values:
        found += [text_number(n.text) for n in value] if isinstance(value, list) else [to_number(value)]
    return found


def _between(least: float, most: float, counted: float) -> bool:
    if math.isnan(counted):
        return False
    return (least == NO_BOUND or least <= counted) and (most == NO_BOUND or counted <= most)

"""From the tokens of an expression to what evaluates it: one function of Python for each part, made once.

What can be wrong is found here, so that what has been compiled gives a value over the answers of any return.
"""

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, NoReturn

from elementpath.xpath_tokens import XPathToken

from custodes.survey.expressions import operators, paths
from custodes.survey.expressions.calling import Call
from custodes.survey.expressions.functions import ELSEWHERE, FUNCTIONS, UNSUPPORTED
from custodes.survey.expressions.grammar import Name
from custodes.survey.expressions.parts import Focus, Part, literal
from custodes.survey.expressions.paths import Filter, Step
from custodes.survey.expressions.places import CHOICE, Names, Path, Place, way
from custodes.survey.expressions.problem import ExpressionError
from custodes.survey.expressions.values import Value, to_boolean

_PATHS = {"/", "//", "[", ".", "..", "*", "(name)"}
_LAST_SAVED = "last-saved#"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a part stands: in the expression of `at`, at nodes that are at `places` of the form.

    `everywhere`: `${name}` means the answers of all times a repeat was filled in. `read` and `called` gather what
    the expression reads and calls.
    """

    names: Names
    at: Place
    places: frozenset[Path]
    everywhere: bool = False
    read: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)


def part(token: XPathToken, scope: Scope) -> Part:
    """Compile a part of an expression. ExpressionError where it means nothing."""
    symbol = token.symbol
    if symbol == "(string)":
        return literal(str(token.value))
    if symbol in ("(integer)", "(decimal)"):
        return literal(_number(token.value))
    if symbol == "(":
        return part(token[0], scope)
    if symbol == "|":
        return _union(token, scope)
    if symbol in _PATHS and not (symbol == "*" and len(token)):
        return _call(token, scope) if isinstance(token, Name) and _is_call(token) else _path(token, scope)
    return _operation(token, scope)


def _number(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _stop(token: XPathToken, what: str, mend: str = "") -> NoReturn:
    raise ExpressionError(what, token.span[0] + 1, mend)


def _spine(token: XPathToken, symbols: set[str]) -> tuple[XPathToken, list[tuple[XPathToken, XPathToken]]]:
    """`a - b + c` as a, then each operator with what stands right of it, so that a long sum is not a deep one."""
    rights: list[tuple[XPathToken, XPathToken]] = []
    while token.symbol in symbols and len(token) == 2:
        rights.append((token, token[1]))
        token = token[0]
    return token, rights[::-1]


def _operation(token: XPathToken, scope: Scope) -> Part:
    symbol = token.symbol
    if symbol == "-" and len(token) == 1:
        negated = part(token[0], scope).number()
        return Part("number", lambda focus: -negated(focus))
    for symbols, build in _OPERATIONS:
        if symbol in symbols:
            return build(token, symbols, scope)
    _stop(token, f"“{symbol}” is not expected here.")


def _logic(token: XPathToken, symbols: set[str], scope: Scope) -> Part:
    """`and` and `or`: the right side is not looked into where the left one decides."""
    first, rights = _spine(token, symbols)
    tests = [part(each, scope).boolean() for each in (first, *(right for _, right in rights))]
    if len(tests) == 2:
        left, right = tests
        if token.symbol == "or":
            return Part("boolean", lambda focus: left(focus) or right(focus))
        return Part("boolean", lambda focus: left(focus) and right(focus))
    over = any if token.symbol == "or" else all
    return Part("boolean", lambda focus: over(test(focus) for test in tests))


def _comparison(token: XPathToken, symbols: set[str], scope: Scope) -> Part:
    first, rights = _spine(token, symbols)
    start = _compared(rights[0][0].symbol, part(first, scope), part(rights[0][1], scope))
    if len(rights) == 1:
        return start
    more = [(operators.comparison(sign.symbol), part(right, scope).run) for sign, right in rights[1:]]

    def run(focus: Focus) -> bool:
        value = bool(start.run(focus))
        for compare, right in more:
            value = compare(value, right(focus))
        return value

    return Part("boolean", run)


def _compared(symbol: str, left: Part, right: Part) -> Part:
    """Both sides compared. A question with a text that is no date is the most there is, and has a way of its own."""
    one, other = left.run, right.run
    if left.kind == "nodes" and isinstance(text := right.literal, str) and operators.is_plain(symbol, text):
        wanted = symbol == "="
        return Part(
            "boolean",
            lambda focus: any((node.text == text) is wanted for node in one(focus)),  # type: ignore[union-attr]
        )
    compare = operators.comparison(symbol)
    return Part("boolean", lambda focus: compare(one(focus), other(focus)))


def _arithmetic(token: XPathToken, symbols: set[str], scope: Scope) -> Part:
    first, rights = _spine(token, symbols)
    start = part(first, scope).number()
    terms = [(operators.ARITHMETIC[sign.symbol], part(right, scope).number()) for sign, right in rights]

    def run(focus: Focus) -> float:
        value = start(focus)
        for calculate, term in terms:
            value = calculate(value, term(focus))
        return value

    return Part("number", run)


_OPERATIONS = (
    ({"or"}, _logic),
    ({"and"}, _logic),
    ({"=", "!="}, _comparison),
    ({"<", "<=", ">", ">="}, _comparison),
    ({"+", "-"}, _arithmetic),
    ({"*", "div", "mod"}, _arithmetic),
)
"""Operators that bind alike, with what compiles them."""


def _union(token: XPathToken, scope: Scope) -> Part:
    first, rights = _spine(token, {"|"})
    sides = [_nodes(each, scope) for each in (first, *(right for _, right in rights))]

    def run(focus: Focus) -> Value:
        return paths.in_order(focus, (node for side in sides for node in side.run(focus)))  # type: ignore[union-attr,misc]

    return Part("nodes", run, frozenset().union(*(side.places for side in sides)))


def _nodes(token: XPathToken, scope: Scope) -> Part:
    found = part(token, scope)
    if found.kind != "nodes":
        _stop(token, "A question is expected here, as ${name}, and no other value.")
    return found


# Functions


def _is_call(token: Name) -> bool:
    """`node()` is called like a function, and is a step."""
    return token.called and token.value != "node"


def _call(token: Name, scope: Scope) -> Part:
    """A function over its arguments. ExpressionError where there is none, or it takes another number of them."""
    name = str(token.value)
    function = FUNCTIONS.get(name) or _unknown(token, name)
    count = len(token)
    if count < function.least or (function.most is not None and count > function.most):
        _stop(token, f"“{name}” takes {_arguments(function.least, function.most)}, and has {count} here.")
    scope.called.add(name)
    return function.build(
        function,
        Call(
            name=name,
            position=token.span[0] + 1,
            arguments=list(token),
            names=scope.names,
            at=scope.names.whole(scope.at),
            itself=Part("nodes", paths.here, scope.places),
            compile=lambda argument, everywhere: part(
                argument, replace(scope, everywhere=everywhere or scope.everywhere)
            ),
        ),
    )


def _unknown(token: Name, name: str) -> NoReturn:
    if why := UNSUPPORTED.get(name):
        _stop(token, f"The function “{name}” is not supported.", why)
    if instead := ELSEWHERE.get(name):
        _stop(token, f"ODK XForms has no function “{name}”.", instead)
    like = _like(name)
    _stop(token, f"There is no function “{name}”.", f"Did you mean “{like}”?" if like else "")


def _like(name: str) -> str:
    return next(iter(get_close_matches(name.lower(), FUNCTIONS, 1)), "")


def _arguments(least: int, most: int | None) -> str:
    """'2 arguments', '1 or 2 arguments', 'at least 1 argument'."""
    if most is None:
        return f"at least {least} argument{'s' * (least != 1)}"
    if least == most:
        return f"{least or 'no'} argument{'s' * (least != 1)}"
    return f"{least} {'or' if most == least + 1 else 'to'} {most} argument{'s' * (most != 1)}"


# Paths


def _path(token: XPathToken, scope: Scope) -> Part:
    """A path: where it starts, then step by step, with where in the form each step leads."""
    first, rights = _spine(token, {"/", "//"})
    start, places, steps = _start(first, scope)
    last = first
    for slash, right in rights:
        if slash.symbol == "//":
            places = _add(steps, Step("below"), places, right, scope)
        places = _add_step(steps, right, places, scope)
        last = right
    if _is_named(last):
        scope.read.update(place[-1] for place in places if len(place) > 1 and place[:2] != CHOICE)
    return Part("nodes", paths.walk(start, steps, mixed=_predicates(first)[0].symbol == "("), places)


def _is_named(token: XPathToken) -> bool:
    """Whether a step names what it leads to: `.` and `..` read no question that would not be read anyway."""
    base, _ = _predicates(token)
    return base.symbol not in (".", "..", "(")


def _predicates(token: XPathToken) -> tuple[XPathToken, list[XPathToken]]:
    found: list[XPathToken] = []
    while token.symbol == "[":
        found.append(token[1])
        token = token[0]
    return token, found[::-1]


def _start(token: XPathToken, scope: Scope) -> tuple[paths.Walk, frozenset[Path], list[Step]]:
    """Where a path starts, the places of that, and the steps that its first token is already."""
    steps: list[Step] = []
    if token.symbol in ("/", "//"):
        places: frozenset[Path] = frozenset({()})
        if token.symbol == "//":
            places = _add(steps, Step("below"), places, token, scope)
        for below in token:
            places = _add_step(steps, below, places, scope)
        return paths.top, places, steps
    base, predicates = _predicates(token)
    if isinstance(base, Name) and str(base.value).startswith("${"):
        return _reference(base, predicates, scope)
    if base.symbol == "(" or (isinstance(base, Name) and _is_call(base)):
        return _chosen(base, predicates, scope)
    places = _add_step(steps, token, scope.places, scope)
    return paths.here, places, steps


def _reference(
    token: Name, predicates: list[XPathToken], scope: Scope
) -> tuple[paths.Walk, frozenset[Path], list[Step]]:
    """`${name}`. Its predicates are those of the last step of the path that pyxform writes for it."""
    target = _named(token, scope)
    leads = way(scope.at, target, everywhere=scope.everywhere)
    places = frozenset({scope.names.whole(target)})
    if not predicates:
        return paths.along(leads), places, []
    filters = _filters(predicates, places, scope)
    step = Step("child", target.name, filters)
    return paths.along(leads._replace(down=leads.down[:-1])), places, [step]


def _named(token: Name, scope: Scope) -> Place:
    """The one place that a name has. ExpressionError where it has none or several."""
    name = str(token.value)[2:-1].strip()
    if name.startswith(_LAST_SAVED):
        _stop(token, "The return before is not read: last-saved# is not supported.", "Ask for it.")
    found = scope.names.by_name.get(name, [])
    if len(found) == 1:
        return found[0]
    if found:
        _stop(token, f"{len(found)} questions are called “{name}”.", "Give each a name of its own.")
    like = scope.names.like(name)
    _stop(token, f"No question is called “{name}”.", f"Did you mean “{like}”?" if like else "")


def _chosen(
    token: XPathToken, predicates: list[XPathToken], scope: Scope
) -> tuple[paths.Walk, frozenset[Path], list[Step]]:
    """What brackets or a function give, filtered as a whole: `(//x)[1]` is one question."""
    found = _nodes(token, scope)
    run: Any = found.run
    if not predicates:
        return run, found.places, []
    filters = _filters(predicates, found.places, scope)
    return lambda focus: paths.kept(focus, run(focus), filters), found.places, []


def _add_step(steps: list[Step], token: XPathToken, places: frozenset[Path], scope: Scope) -> frozenset[Path]:
    base, predicates = _predicates(token)
    step = _step(base)
    leads = step.leads(scope.names, places)
    filters = _filters(predicates, leads, scope)
    return _add(steps, step._replace(filters=filters), places, base, scope)


def _add(
    steps: list[Step], step: Step, places: frozenset[Path], token: XPathToken, scope: Scope
) -> frozenset[Path]:
    """Add a step to a path. ExpressionError where the form has nothing there."""
    leads = step.leads(scope.names, places)
    if not leads:
        named = f"“{step.name}”" if step.name != "*" else "a question"
        _stop(token, f"The form does not have {named} there.", "Name the question as ${name}.")
    steps.append(step)
    return leads


def _step(token: XPathToken) -> Step:
    """One step as it is written: a name, *, `.`, `..`, or a test behind an axis."""
    if token.symbol == ".":
        return Step("self")
    if token.symbol == "..":
        return Step("parent")
    if token.symbol == "*":
        return Step("child")
    if not isinstance(token, Name):
        _stop(token, "A path goes on with the name of a question.")
    if token.axis:
        return _on_axis(token)
    name = str(token.value)
    if token.called and name == "node" and not len(token):
        return Step("child")
    if token.called or name.startswith("${"):
        hint = ELSEWHERE.get(name, "A path goes on with the name of a question, without ${}.")
        _stop(token, f"“{name}” is not expected in a path.", hint)
    return Step("child", name)


def _on_axis(token: Name) -> Step:
    if token.axis not in ("child", "parent", "self"):
        _stop(token, f"The axis “{token.axis}” is not part of ODK XForms.", "Use child, parent or self.")
    step = _step(token[0])
    if step.axis != "child":
        _stop(token[0], "A name is expected behind an axis.")
    return step._replace(axis=token.axis)


def _filters(predicates: list[XPathToken], places: frozenset[Path], scope: Scope) -> tuple[Filter, ...]:
    inside = replace(scope, places=places)
    return tuple(_filter(part(each, inside)) for each in predicates)


def _filter(found: Part) -> Filter:
    """A predicate as what gives a number or a boolean."""
    if found.kind in ("number", "boolean"):
        return found.run
    run = found.run

    def test(focus: Focus) -> bool | float:
        value = run(focus)
        return value if isinstance(value, float) else to_boolean(value)

    return test

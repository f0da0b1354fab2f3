"""What a function is to the compiler: its name, what it takes and gives, and how a call of it becomes a part."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from elementpath.xpath_tokens import XPathToken

from custodes.survey.expressions.parts import Focus, Kind, Part
from custodes.survey.expressions.places import Names, Path
from custodes.survey.expressions.problem import ExpressionError
from custodes.survey.expressions.values import Value

Apply = TypeVar("Apply", bound=Callable[..., Value])


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function in an expression. `part` compiles an argument; `itself` is the node that it is called at."""

    name: str
    position: int
    arguments: list[XPathToken]
    names: Names
    at: Path
    itself: Part
    compile: Callable[[XPathToken, bool], Part]

    def part(self, number: int, *, everywhere: bool = False) -> Part:
        """The argument of that number, from 0; `everywhere`: `${name}` in it means the answers of all times."""
        return self.compile(self.arguments[number], everywhere)

    def nodes(self, number: int, *, everywhere: bool = False) -> Callable[[Focus], Any]:
        """An argument that has to be questions. ExpressionError where it is a text, a number or true or false."""
        part = self.part(number, everywhere=everywhere)
        if part.kind != "nodes":
            raise self.wrong(
                f"“{self.name}” takes a question here, as ${{name}}, and no other value.", number
            )
        return part.run

    def wrong(self, what: str, number: int | None = None, mend: str = "") -> ExpressionError:
        """A problem of the call, or of one of its arguments."""
        at = self.position if number is None else self.arguments[number].span[0] + 1
        return ExpressionError(what, at, mend)


class Function(NamedTuple):
    """A function of ODK XForms.

    `takes`: kinds of arguments, as "text, number?, any*", where ? may be left out and * be repeated.
    `section`: the heading of the specification that it stands under.
    """

    name: str
    takes: str
    gives: Kind
    section: str
    build: Callable[["Function", Call], Part]
    apply: Callable[..., Value] | None = None

    @property
    def least(self) -> int:
        """How many arguments it takes at least."""
        return sum(not taken.endswith(("?", "*")) for taken in self.kinds)

    @property
    def most(self) -> int | None:
        """How many at most; None where there is no bound."""
        return None if self.takes.endswith("*") else len(self.kinds)

    @property
    def kinds(self) -> list[str]:
        return self.takes.split(", ") if self.takes else []

    def kind(self, number: int) -> str:
        """What the argument of a number has to be."""
        return self.kinds[min(number, len(self.kinds) - 1)].rstrip("?*")


FUNCTIONS: dict[str, Function] = {}
"""All there are, by name. Each file of `functions` puts its own in."""


def plain(
    section: str, name: str, takes: str, gives: Kind, *, of_itself: bool = False
) -> Callable[[Apply], Apply]:
    """Register a function of values. `of_itself`: without an argument, it is of the node it is called at."""

    def register(apply: Apply) -> Apply:
        build = _of_itself if of_itself else _of_values
        FUNCTIONS[name] = Function(name, takes, gives, section, build, apply)
        return apply

    return register


def special(
    section: str, name: str, takes: str, gives: Kind
) -> Callable[[Callable[[Call], Part]], Callable[[Call], Part]]:
    """Register a function that needs more than values: the day, the node, or not all of its arguments."""

    def register(build: Callable[[Call], Part]) -> Callable[[Call], Part]:
        FUNCTIONS[name] = Function(name, takes, gives, section, lambda _, call: build(call))
        return build

    return register


def _of_values(function: Function, call: Call) -> Part:
    getters = [_getter(call, n, function.kind(n)) for n in range(len(call.arguments))]
    return Part(function.gives, _applied(function.apply, getters))


def _of_itself(function: Function, call: Call) -> Part:
    if call.arguments:
        return _of_values(function, call)
    return Part(function.gives, _applied(function.apply, [_converted(call.itself, function.kind(0))]))


def _getter(call: Call, number: int, kind: str) -> Callable[[Focus], Any]:
    return call.nodes(number) if kind == "nodes" else _converted(call.part(number), kind)


def _converted(part: Part, kind: str) -> Callable[[Focus], Any]:
    match kind:
        case "text":
            return part.text()
        case "number":
            return part.number()
        case "boolean":
            return part.boolean()
    return part.run


def _applied(apply: Any, getters: list[Callable[[Focus], Any]]) -> Callable[[Focus], Value]:
    """A function over what its arguments give. One and two of them are the most, and are spared a list."""
    if len(getters) == 1:
        (only,) = getters
        return lambda focus: apply(only(focus))
    if len(getters) == 2:
        first, second = getters
        return lambda focus: apply(first(focus), second(focus))
    return lambda focus: apply(*[getter(focus) for getter in getters])

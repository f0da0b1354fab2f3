"""Conditions of figures: comparisons of single answers under `and`, `or`, `not()`, with yes, no and unknown (ADR 0021).

A condition is read from the text that an analyst writes and kept as nested lists, which are what a publication holds:

    ["is", "=", "ext_flagged", "yes"]         a comparison; also != < <= > >=
    ["is", "selected", "ext_capabilities", "audio"], ["is", "contains", "ext_makers", "Hik"]
    ["state", "=", "gov_awareness", "not_known"]      what kind of answer it is; never unknown
    ["and", one, other, ...], ["or", one, other, ...], ["not", one]
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from elementpath.xpath_tokens import XPathToken

from custodes.survey.expressions import ExpressionError
from custodes.survey.expressions.grammar import Name, parse
from custodes.survey.filling.given import State

Condition = list[Any]
NOT_ASKED = "not_asked"
"""The state of a question that did not apply, as the answers before it show. It is no."""
NO_RETURN = "no_return"
"""The state of a question that no submitted return answers for a unit: nobody knows."""
NOT_REACHED = "not_reached"
"""The state of a question that was not asked, as what it depends on is not known: nobody knows of it either."""
STATES = (*map(str, State), NOT_ASKED, NO_RETURN, NOT_REACHED)
NUMBER = "-?[0-9]+([.][0-9]+)?"
"""What counts as a number."""
ALWAYS: Condition = ["and"]
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SEARCHED = ("selected", "contains")


def condition(text: str) -> Condition:
    """Read a condition. Raises ExpressionError where it cannot be counted with."""
    return _part(parse(text))


def questions(of: Condition) -> tuple[str, ...]:
    """The names of the questions that a condition reads, each once, in its order."""
    return tuple(dict.fromkeys(leaf[2] for leaf in leaves(of)))


def leaves(of: Condition) -> Iterator[Condition]:
    """The comparisons in it."""
    if of[0] in ("is", "state"):
        yield of
    else:
        for one in of[1:]:
            yield from leaves(one)


def renamed(of: Condition, names: Mapping[str, str]) -> Condition:
    """The condition with other names for the questions that it reads; a name that is not there stays."""
    if of[0] in ("is", "state"):
        kind, symbol, question, wanted = of
        return [kind, symbol, names.get(question, question), wanted]
    return [of[0], *(renamed(one, names) for one in of[1:])]


def _part(token: XPathToken) -> Condition:
    if token.symbol in ("and", "or"):
        return [token.symbol, *_chain(token, token.symbol)]
    if token.symbol == "(":
        return _part(token[0])
    if token.symbol in _MIRRORED:
        return _comparison(token)
    if isinstance(token, Name) and token.called:
        return _call(token)
    _refuse(token, "This says neither yes nor no.")


def _chain(token: XPathToken, symbol: str) -> Iterator[Condition]:
    """`a and b and c` is one list of three."""
    for side in token:
        if side.symbol == symbol:
            yield from _chain(side, symbol)
        else:
            yield _part(side)


def _comparison(token: XPathToken) -> Condition:
    left, right = token
    if (literal := _literal(right)) is not None:
        return _compared(token, left, token.symbol, literal)
    if (literal := _literal(left)) is not None:
        return _compared(token, right, _MIRRORED[token.symbol], literal)
    _refuse(token, "Two things are compared of which neither is a plain text or number.")


def _compared(token: XPathToken, side: XPathToken, symbol: str, literal: str | float) -> Condition:
    if isinstance(side, Name) and side.called and side.value == "state":
        return ["state", symbol, _question(_only(side)), _known_state(token, symbol, literal)]
    if symbol not in ("=", "!=") and isinstance(literal, str):
        _refuse(token, "A text is neither more nor less than another.")
    return ["is", symbol, _question(side), literal]


def _known_state(token: XPathToken, symbol: str, literal: str | float) -> str:
    if symbol not in ("=", "!=") or literal not in STATES:
        _refuse(token, f"The state of an answer is one of {', '.join(STATES)}.")
    return str(literal)


def _call(token: Name) -> Condition:
    if token.value == "not":
        return ["not", _part(_only(token))]
    if token.value in _SEARCHED and len(token) == 2 and isinstance(found := _literal(token[1]), str):
        return ["is", token.value, _question(token[0]), found]
    _refuse(token, f"“{token.value}” is not counted with, or not with this.")


def _only(token: XPathToken) -> XPathToken:
    if len(token) != 1:
        _refuse(token, "One thing stands between these brackets.")
    return token[0]


def _question(token: XPathToken) -> str:
    text = str(token.value)
    if not isinstance(token, Name) or token.called or not text.startswith("${"):
        _refuse(token, "A question is named here.")
    return text[2:-1].strip()


def _literal(token: XPathToken) -> str | float | None:
    if token.symbol == "(string)":
        return str(token.value)
    if token.symbol in ("(integer)", "(decimal)"):
        return _plain(float(str(token.value)))
    if token.symbol == "-" and len(token) == 1 and isinstance(number := _literal(token[0]), int | float):
        return -number
    return None


def _plain(number: float) -> float:
    """3 and not 3.0, so that it reads the same in every language."""
    return int(number) if number.is_integer() else number


def _refuse(token: XPathToken, what: str) -> NoReturn:
    raise ExpressionError(
        what,
        token.span[0] + 1,
        "Compare one question with a text or number (${question} = 'yes', selected(${question}, 'audio'), "
        "contains(${question}, 'word'), state(${question}) = 'not_known'), and join with and, or, not().",
    )


def truth(of: Condition, states: Mapping[str, Sequence[tuple[str, str]]]) -> bool | None:
    """Whether it is so: True, False, or None where that cannot be said.

    `states`: by question, its answers as (state, value), several where it stands in a repeat. What is not there was
    not asked. The reference that the statement of `counting` is held to.
    """
    match of[0]:
        case "not":
            found = truth(of[1], states)
            return None if found is None else not found
        case "and" | "or":
            return _joined([truth(one, states) for one in of[1:]], of[0] == "or")
        case _:
            said = states.get(of[2]) or [(NOT_ASKED, "")]
            return _joined([_leaf(of, state, value) for state, value in said], True)


def _joined(parts: Sequence[bool | None], decisive: bool) -> bool | None:
    """Kleene: one true part decides an `or`, one false part an `and`; else unknown parts leave it unknown."""
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _leaf(leaf: Condition, state: str, value: str) -> bool | None:
    if leaf[0] == "state":
        return (state == leaf[3]) is (leaf[1] == "=")
    if state == NOT_ASKED:
        return False
    return _compare(leaf[1], value, leaf[3]) if state == State.ANSWERED else None


def _compare(symbol: str, value: str, wanted: str | float) -> bool | None:
    if symbol == "selected":
        return wanted in value.split(" ")
    if symbol == "contains":
        return str(wanted) in value
    if isinstance(wanted, str):
        return (value == wanted) is (symbol == "=")
    number = as_number(value)
    return None if number is None else _ORDER[symbol](number, wanted)


_ORDER = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def as_number(value: str) -> float | None:
    """The number that an answer is, None where it is none ("about 120")."""
    return float(value) if re.fullmatch(NUMBER, value) else None


def in_words(of: Condition) -> str:
    """The condition as its text, written anew."""
    match of[0]:
        case "is" | "state":
            return _leaf_in_words(*of)
        case _ if of == ALWAYS:
            return "true()"
        case "not":
            return f"not({in_words(of[1])})"
        case joined:
            parts = [
                in_words(one) if one[0] in ("is", "state", "not") else f"({in_words(one)})" for one in of[1:]
            ]
            return f" {joined} ".join(parts)


def _leaf_in_words(kind: str, symbol: str, question: str, wanted: str | float) -> str:
    literal = (
        str(wanted) if not isinstance(wanted, str) else f'"{wanted}"' if "'" in wanted else f"'{wanted}'"
    )
    if symbol in _SEARCHED:
        return f"{symbol}(${{{question}}}, {literal})"
    return (
        f"state(${{{question}}}) {symbol} {literal}"
        if kind == "state"
        else f"${{{question}}} {symbol} {literal}"
    )

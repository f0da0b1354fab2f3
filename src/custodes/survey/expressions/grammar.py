"""XPath 1.0 as ODK XForms writes it: elementpath's parser, with `${name}`, and with any name as that of a function.

Where the specification and the parser differ, this follows XPath 1.0: `=` binds less than `<`, comparisons follow one
another, `-` takes a whole union, there is no `1e3`, no `+1`, and no attribute.
"""

import re
from typing import Any, ClassVar

from elementpath import ElementPathError
from elementpath.tdop import Parser, Token
from elementpath.xpath1 import XPath1Parser
from elementpath.xpath_tokens import XPathToken

from custodes.survey.expressions.problem import ExpressionError

LONGEST = 10_000
"""Characters of an expression."""
DEEPEST = 64
"""Brackets and operators inside each other: up to eight frames of Python each, of the thousand that it has."""

_NAME = r"[^\d\W][\w.\-\xb7\u0300-\u036F\u203F\u2040]*"
_KEPT = (
    "(start) (end) (invalid) (unknown) (string) (decimal) (integer) , ( ) [ ] :: . .. * or and div mod | / //"
)


class Name(XPathToken):
    """A name: of a step of a path, of a function (`called`), behind an axis, or `${...}` as pyxform has it."""

    symbol = lookup_name = "(name)"
    label = "name"
    called = False
    axis = ""

    def nud(self) -> Any:
        """Take the arguments or the node test that follows."""
        if self.parser.next_token.symbol == "(":
            return self._call()
        if self.parser.next_token.symbol == "::":
            self.parser.advance("::")
            self.parser.expected_next("(name)", "*")
            self.axis = str(self.value)
            self[:] = [self.parser.expression(rbp=80)]
        return self

    def _call(self) -> "Name":
        self.called = True
        self.parser.advance("(")
        while self.parser.next_token.symbol != ")":
            self.append(self.parser.expression())
            if self.parser.next_token.symbol != ",":
                break
            self.parser.advance(",")
            if self.parser.next_token.symbol == ")":
                raise self.parser.next_token.wrong_syntax()
        self.parser.advance(")")
        return self


_TOKENS: dict[str, Any] = {
    **{symbol: XPath1Parser.symbol_table[symbol] for symbol in _KEPT.split()},
    Name.symbol: Name,
}


class XFormsParser(XPath1Parser):
    """Reads one expression into a tree of tokens. Holds where it is, so each expression takes a new one."""

    symbol_table = _TOKENS
    literals_pattern = re.compile(r"'[^']*'|\"[^\"]*\"|[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
    name_pattern = re.compile(rf"\$\{{[^{{}}]*\}}|{_NAME}(?::(?!:){_NAME})?")
    PATH_STEP_SYMBOLS: ClassVar = {"(name)", "*", "..", ".", "("}

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.reached = 0

    def advance(self, *symbols: str, message: str | None = None) -> Any:
        """Go to the next token, and remember where it starts for what may be said of it."""
        try:
            return super().advance(*symbols, message=message)
        finally:
            ended = self.next_token.symbol == "(end)"
            self.reached = len(self.source) if ended else self.next_token.span[0]

    def expression(self, rbp: int = 0) -> Any:
        """Read as far as operators that bind less than `rbp`. ExpressionError where it is nested too deeply."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise too_deep(self.reached + 1)
        if type(self.next_token).nud is Token.nud:
            raise self.next_token.wrong_syntax()
        read = super().expression(rbp)
        self.depth -= 1
        return read


def _minus(token: XPathToken) -> XPathToken:
    """A sign binds more than `*` and less than `|`."""
    token[:] = [token.parser.expression(rbp=49)]
    return token


for _symbol, _power in {"=": 28, "!=": 28, "<": 30, "<=": 30, ">": 30, ">=": 30, "+": 40, "-": 40}.items():
    XFormsParser.infix(_symbol, bp=_power)
XFormsParser.register("-", nud=_minus)
XFormsParser.build()


def too_deep(position: int) -> ExpressionError:
    return ExpressionError(
        "The expression is nested too deeply.",
        position,
        f"Make it of at most {DEEPEST} parts inside each other: calculate a part in a question of its own.",
    )


def parse(text: str) -> XPathToken:
    """The tokens of an expression as a tree. ExpressionError where it is none."""
    if len(text) > LONGEST:
        raise ExpressionError(
            f"The expression has {len(text):,} characters, and at most {LONGEST:,} are read.",
            LONGEST,
            "Calculate a part of it in a question of its own.",
        )
    parser = XFormsParser()
    try:
        # not XPath1Parser.parse: that evaluates what it has read, by the rules of another specification
        root: XPathToken = Parser.parse(parser, text)
    except (SyntaxError, ElementPathError, ValueError):
        raise _problem(text, parser.reached) from None
    return root


_HABITS = {
    "==": "One = is enough.",
    "<>": "Write !=.",
    "=<": "Write <=.",
    "=>": "Write >=.",
    "!": "Write not(...), or != between two values.",
    "&": "Write and.",
    "||": "Write or.",
    "%": "Write mod for the remainder.",
    "/": "Write div to divide.",
    ";": "Write a comma between arguments.",
    "@": "A path leads to questions, which have no attributes.",
    **dict.fromkeys("“”‘’„", "Use straight quotation marks."),
}
"""What people write who know other languages or a word processor, each with what is written here."""


def _problem(text: str, at: int) -> ExpressionError:
    """What to say of a text that stopped making sense at a character, counted from 0."""
    rest = text[at:].strip()
    if not text.strip():
        return ExpressionError("The expression is empty.", 1)
    if not rest:
        mend = "Close every bracket, and end no expression on an operator."
        return ExpressionError("The expression ends too soon.", len(text), mend)
    if rest[0] in "'\"":
        return ExpressionError("A quotation mark is not closed, or stands where no text can.", at + 1)
    if rest[0] == "$":
        return ExpressionError("A $ stands alone.", at + 1, "Name a question as ${name}.")
    found = re.match(r"[\w.\-]{1,40}", rest)
    what = f"“{found[0] if found else rest[0]}” is not expected here."
    return ExpressionError(what, at + 1, _habit(text[:at].rstrip()[-1:], rest[0]))


def _habit(before: str, character: str) -> str:
    """What is said to who brought the habit of another language; "" to others."""
    return _HABITS.get(before + character) or _HABITS.get(character) or _HABITS.get(before) or ""

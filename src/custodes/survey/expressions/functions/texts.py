"""Text. As in XPath 1.0 but for `concat`, `join` and `substr`, which are of ODK XForms."""

import math
import re

import re2

from custodes.survey.expressions.calling import Call, plain, special
from custodes.survey.expressions.parts import Focus, Part
from custodes.survey.expressions.values import Value, to_text

SECTION = "String"
_SPACES = re.compile(r"[ \t\r\n]+")
LONGEST_MATCHED = 10_000
"""Characters of an answer that `regex` looks at: a longer one matches nothing."""


def texts_of(values: tuple[Value, ...]) -> list[str]:
    """Every value as text, and of nodes each of them."""
    found: list[str] = []
    for value in values:
        found += [node.text for node in value] if isinstance(value, list) else [to_text(value)]
    return found


@plain(SECTION, "string", "any?", "text", of_itself=True)
def string(value: Value) -> str:
    return to_text(value)


@plain(SECTION, "concat", "any, any*", "text")
def concat(*values: Value) -> str:
    """All of them one behind the other; of nodes, every one."""
    return "".join(texts_of(values))


@plain(SECTION, "join", "text, any, any*", "text")
def join(separator: str, *values: Value) -> str:
    return separator.join(texts_of(values))


@plain(SECTION, "substr", "text, number, number?", "text")
def substr(text: str, start: float, end: float = math.inf) -> str:
    """From a place to before another, counted from 0; below 0, from the end. "" where one of them is no number."""
    if math.isnan(start) or math.isnan(end):
        return ""
    return text[_index(start, text) : _index(end, text)]


def _index(number: float, text: str) -> int:
    return int(max(-len(text), min(len(text), number)))


@plain(SECTION, "substring-before", "text, text", "text")
def substring_before(text: str, mark: str) -> str:
    before, found, _ = text.partition(mark) if mark else ("", "", "")
    return before if found else ""


@plain(SECTION, "substring-after", "text, text", "text")
def substring_after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


@plain(SECTION, "translate", "text, text, text", "text")
def translate(text: str, these: str, those: str) -> str:
    """Each character of `these` replaced by the one at its place in `those`, or left out where there is none."""
    changes: dict[int, str | None] = {}
    for n, letter in enumerate(these):
        changes.setdefault(ord(letter), those[n] if n < len(those) else None)
    return text.translate(changes)


@plain(SECTION, "string-length", "text", "number")
def string_length(text: str) -> float:
    return float(len(text))


@plain(SECTION, "normalize-space", "text?", "text", of_itself=True)
def normalize_space(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")


@plain(SECTION, "contains", "text, text", "boolean")
def contains(text: str, part: str) -> bool:
    return part in text


@plain(SECTION, "starts-with", "text, text", "boolean")
def starts_with(text: str, part: str) -> bool:
    return text.startswith(part)


@plain(SECTION, "ends-with", "text, text", "boolean")
def ends_with(text: str, part: str) -> bool:
    return text.endswith(part)


@special("Boolean", "regex", "text, text", "boolean")
def regex(call: Call) -> Part:
    """Whether a pattern fits somewhere in a text. RE2 takes time in proportion to the text, whatever the pattern.

    ExpressionError where the pattern is calculated, or is none that RE2 reads: it knows no look-ahead and no \\1.
    """
    pattern = call.part(1).literal
    if not isinstance(pattern, str):
        raise call.wrong("The pattern of regex() has to be written in quotation marks.", 1)
    try:
        search = re2.compile(pattern, _options()).search
    except re2.error as error:
        said = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise call.wrong(
            f"The pattern of regex() cannot be read: {said}.", 1, "Look-ahead and \\1 are not supported."
        ) from None
    text = call.part(0).text()

    def run(focus: Focus) -> bool:
        value = text(focus)
        return len(value) <= LONGEST_MATCHED and bool(search(value))

    return Part("boolean", run)


def _options() -> "re2.Options":
    options = re2.Options()
    options.log_errors = False
    return options

"""What the model number says: which makers number their products so."""

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from custodes import packs
from custodes.identity.compare.text import model_key

_LITERAL = re.compile(r"\^?((?:[A-Z0-9/_ ]|\\[-./]|-)*)(?P<next>.?)")
_PREFIX = 2
"""Patterns are filed under this many of their first characters, where those are fixed."""


class Numbering(NamedTuple):
    """One maker's way to number a family of products."""

    maker: str
    pattern: re.Pattern[str]
    meaning: str
    source: str


@lru_cache(maxsize=1 << 17)
def numberings(model: str) -> tuple[Numbering, ...]:
    """Every numbering that `model`, as typed, is an instance of."""
    code = model_key(model)
    if len(code) < 3:
        return ()
    filed = _filed()
    candidates = filed.get(code[:_PREFIX], [])
    if _any_various().match(code):
        candidates = candidates + filed.get("", [])
    return tuple(n for n in candidates if n.pattern.match(code))


@cache
def _any_various() -> re.Pattern[str]:
    """All the patterns that begin variously, as one question: the answer is nearly always no."""
    return re.compile("|".join(f"(?:{n.pattern.pattern})" for n in _filed().get("", [])) or "(?!)")


@cache
def _filed() -> dict[str, list[Numbering]]:
    """The pack's numberings by the characters they begin with; "" holds those that begin variously."""
    filed: dict[str, list[Numbering]] = defaultdict(list)
    for row in packs.table("model_patterns"):
        numbering = Numbering(row["maker"], re.compile(row["pattern"]), row["meaning"], row["source"])
        filed[_fixed_start(row["pattern"])].append(numbering)
    return dict(filed)


def _fixed_start(pattern: str) -> str:
    """The first characters every match of `pattern` has; "" if they vary, or are too few to file by."""
    literal = _LITERAL.match(pattern)
    if literal is None or "|" in pattern.split("(")[0]:
        return ""
    text = literal[1].replace("\\", "")
    if literal["next"] in ("?", "*", "{"):
        text = text[:-1]
    return text[:_PREFIX] if len(text) >= _PREFIX else ""

"""Which makers a text of an answer names, and which it rules out: with the names, misspellings and numberings of
identification (`custodes.identity`)."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from custodes.identity.compare import name
from custodes.identity.compare.model import numberings
from custodes.identity.compare.text import tokens
from custodes.identity.names import makers_in

_PIECES = re.compile(r"([,;:\n()•|/&+]|\.(?=\s|$)|\band\b|\bor\b|\bbut\b)", re.I)
_DENIES = re.compile(
    r"\b(?:not|non|never|without|none|neither|nor|excluding|no(?!\s*\.?\s*(?:of\b|\d|known)))\b", re.I
)
"""What comes behind it is ruled out; “no. 12” and “no of cameras” are numbers."""
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w\-./]{4,}")
MOST_PIECES = 400
"""Pieces of a text that are looked at; nobody lists that many makers."""


class Named(NamedTuple):
    """Canonical makers."""

    makers: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    """Named to say that there is none of them, and not named otherwise."""


@lru_cache(maxsize=4096)
def named_in(text: str) -> Named:
    """Whom a text names and whom it rules out: “Hikvison (40), Axis; no Huawei” names two and rules out one."""
    makers: set[str] = set()
    denied: set[str] = set()
    goes_on = False
    for before, piece in _pieces(text):
        said, *ruled_out = _DENIES.split(piece, maxsplit=1)
        if goes_on and before.lower() == "or":  # “none by Hikvision or Dahua”
            said, ruled_out = "", [piece]
        makers |= _in(said)
        denied |= _in(" ".join(ruled_out))
        goes_on = bool(ruled_out)
    return Named(frozenset(makers), frozenset(denied - makers))


def _pieces(text: str) -> list[tuple[str, str]]:
    """Pieces of a text, each with the word or sign before it."""
    split = ["", *_PIECES.split(text)]
    return list(zip(split[::2], split[1::2], strict=True))[:MOST_PIECES]


def mentioned(text: str, makers: Iterable[str]) -> set[str]:
    """Those of some makers whose first word is in a text, also where it may be an everyday word: “mostly Axis”."""
    said = set(tokens(text))
    return {maker for maker in makers if said.issuperset(tokens(maker)[:1]) and maker}


def _in(piece: str) -> set[str]:
    piece = piece.strip()
    if not piece:
        return set()
    found = {*name.read(piece).makers, *makers_in(piece)}
    for word in piece.split():
        if _CODE.fullmatch(word):
            found |= _numbered(word)
    return found


def _numbered(code: str) -> set[str]:
    """The maker who numbers its products so, where only one does."""
    makers = {one.maker for one in numberings(code)}
    return makers if len(makers) == 1 else set()

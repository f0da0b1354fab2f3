"""The model as it should be looked up, taken from cells that hold more than that."""

import re
from functools import cache

from custodes import packs
from custodes.identity.compare import words
from custodes.identity.compare.lexicon import known
from custodes.identity.compare.model import Numbering, numberings
from custodes.identity.compare.text import key, model_key

_JOINED = re.compile(r"([^\W\d_]+)[/:,_-]+(?=\S*\d)(\S+)")
_DIGIT = re.compile(r"\d")
_ROMAN = re.compile(r"\b[IVX]+\b")
_LISTED = re.compile(r"\s*[,;&+]\s*|\s+/\s*|\s*/\s+|\s+and\s+", re.IGNORECASE)
_MAY_LIST = re.compile(r"[,;&+/]|\band\b", re.IGNORECASE)
_EDGES = " ,;:()[]{}\"'–—-/"


def says_which(model: str) -> bool:
    """Whether a recorded model says which product it is: "bullet camera" does not, "PTZ 2" hardly."""
    return any(c.isdigit() for c in model) and len(re.sub(r"\W", "", model)) > 2


def tidy(text: str, makers: tuple[str, ...]) -> str:
    """A model cell without the makers' own names and without notes on lens, colour or condition.

    A product line's name is part of the model: "Tapo C200" stays, "Arlo VMB3010" becomes "VMB3010".
    """
    for pattern in (p for maker in ("", *makers) for p in _noise().get(maker, ())):
        text = pattern.sub(" ", text)
    return " ".join(_without_names(text.split(), makers)).strip(_EDGES)


def code_in(text: str) -> tuple[str, tuple[Numbering, ...]]:
    """The model number that a text of several words holds, and whose it is; ("", ()) if none is known."""
    if not _DIGIT.search(text):
        return _whole(text)
    parts = [_after_joined_name(part.strip(_EDGES)) for part in text.split()]
    for length in range(min(3, len(parts)), 0, -1):
        for at in range(len(parts) - length + 1):
            code = " ".join(parts[at : at + length])
            if _DIGIT.search(code) and (found := numberings(code)):
                return code, found
    return "", ()


def several(text: str) -> tuple[str, ...]:
    """The model numbers a cell lists, where two or more number as models; () if it names one, or none.

    A slash without a space beside it parts two models only if both sides number as one: it does not in
    "DS-2CD2046G2-IU/SL" and "DS-7608NI-K2/8P". Where two do, every item with a digit is kept: it may be a
    model of a form we do not know.
    """
    if not _MAY_LIST.search(text):
        return ()
    parts = [tight for part in _LISTED.split(text) for tight in _parted(part)]
    parts = [part.strip(_EDGES) for part in parts if _DIGIT.search(part)]
    listed = tuple(dict.fromkeys(_number_in(part) for part in parts if part))
    return listed if sum(bool(numberings(part)) for part in listed) > 1 else ()


def _number_in(part: str) -> str:
    """ "Hikvision DS-2CD2032-I" without the name; `part` if it holds no number of a form we know."""
    return part if numberings(part) else code_in(part)[0] or part


def _parted(part: str) -> list[str]:
    sides = part.split("/")
    return sides if len(sides) > 1 and all(numberings(_number_in(side)) for side in sides) else [part]


def _whole(text: str) -> tuple[str, tuple[Numbering, ...]]:
    """A text without digits is a model only if it begins with whole words that are one: "Anafi USA"."""
    if len(text) > 32:
        return "", ()
    parts, code = text.split(), model_key(text)
    ends = {len(model_key(" ".join(parts[:n]))) for n in range(1, len(parts) + 1)}
    found = tuple(n for n in numberings(text) if (hit := n.pattern.match(code)) and hit.end() in ends)
    return (text.strip(), found) if found else ("", ())


def in_label(text: str, code: str, owners: tuple[Numbering, ...], makers: tuple[str, ...]) -> str:
    """The model that stands beside a maker's name in a brand cell; "" where nothing there looks like one.

    `code`, `owners`: what `code_in` found there.
    """
    if any(n.maker in makers for n in owners):
        return tidy(text if several(text) else code, makers)
    if not (_DIGIT.search(text) or _ROMAN.search(text)):
        return ""
    kept = [part.strip(_EDGES) for part in tidy(text, makers).split()]
    kept = [part for part in kept if part and not _says_nothing(part)]
    looks_like_one = any(_DIGIT.search(part) or _ROMAN.fullmatch(part) for part in kept)
    if all(part.isdigit() and len(part) < 3 for part in kept):
        return ""  # "Axis + 3 Chinese": a quantity
    return " ".join(kept) if looks_like_one and len(kept) <= 4 else ""


def _says_nothing(part: str) -> bool:
    meaning = known().meanings.get(key(part))
    if meaning is None:
        return key(part) in words.SAY_NOTHING | words.LOCATION
    return meaning.kind != "maker" or meaning.form != "line"


def _without_names(parts: list[str], makers: tuple[str, ...]) -> list[str]:
    keys = [key(part) for part in parts]
    kept, at = [], 0
    while at < len(parts):
        end = _end_of_name(keys, at, makers)
        if end == at:
            kept.append(_without_joined_name(parts[at], makers))
            end += 1
        at = end
    return kept


def _end_of_name(keys: list[str], at: int, makers: tuple[str, ...]) -> int:
    for end in range(min(len(keys), at + 5), at, -1):
        if _is_own_name("".join(keys[at:end]), makers):
            return end
    return at


def _after_joined_name(part: str) -> str:
    """What follows any maker's name joined to it by punctuation; `part` if none is."""
    joined = _JOINED.fullmatch(part)
    name = known().meanings.get(key(joined[1])) if joined else None
    return joined[2] if joined and name and name.kind == "maker" and name.form != "line" else part


def _without_joined_name(part: str, makers: tuple[str, ...]) -> str:
    """ "HIKVISION/DS-2CD2143G2-I" without its first half."""
    joined = _JOINED.fullmatch(part)
    return joined[2] if joined and _is_own_name(key(joined[1]), makers) else part


def _is_own_name(name: str, makers: tuple[str, ...]) -> bool:
    meaning = known().meanings.get(name)
    if meaning is None or meaning.kind != "maker" or meaning.form == "line":
        return False
    return any(maker in makers for maker in meaning.makers)


@cache
def _noise() -> dict[str, list[re.Pattern[str]]]:
    found: dict[str, list[re.Pattern[str]]] = {}
    for row in packs.table("model_noise"):
        found.setdefault(row["maker"], []).append(re.compile(row["pattern"], re.IGNORECASE))
    return found

"""What stands beside the one maker a cell names, and whether it leaves that maker in doubt.

A cell is a list of items, cut at "and", "&", "+", "/" and ",". An item that names no maker, and holds a word
nobody lists, may be another maker: then the named one is only one of several.
"""

import re

from custodes.identity.compare import relabel, words
from custodes.identity.compare.lexicon import Span
from custodes.identity.compare.text import fold, tokens

_JOINED = re.compile(r"[&+,;]|(?<!\S)/|/(?!\S)|(?<=[^\W\d])/(?=[^\W\d]{3})")
"""Punctuation between items. A slash within a model number ("IU/SL", "K2/8P") is none."""

_BREAK = re.compile(r"[,;:(]|\s[-–—]\s")
_AND_NOT_COMMA = re.compile(r"[&+/]")
_CLOSED = re.compile(r"\(([^()]*)\)")
_NOBODYS = (
    words.ORDINARY | words.LOCATION | words.SAY_NOTHING | words.PARTICULARS | words.PRODUCTS | words.NAMELESS
)
_NOWHERE: frozenset[str] = frozenset()


def doubt(text: str, typed: list[str], spans: list[Span], names: int) -> str:
    """What speaks against taking the one name at its word; "" if nothing does.

    `typed`, `spans`: the tokens of `text` and what they mean. `names`: how many makers are named.
    """
    said = {typed[s.start] for s in spans if s.meaning is None or s.meaning.kind == "noise"}
    if said & words.DOUBT or text.rstrip(" )").endswith("?"):
        return "says it is not certain"
    if _denied(typed, spans, said):
        return "says something against it"
    if names == 1 and said & words.FORMER:
        return "may speak of the past"
    others = [n for n, word in enumerate(typed) if word in said & words.AMONG_OTHERS]
    if names == 1 and any(not _of_products(n, typed, spans) for n in others):
        return "as one of several makers"
    nameless = [n for n, word in enumerate(typed) if word in said & words.NAMELESS]
    if any(not _of_particulars(n, typed) for n in nameless) or _another_in(text, typed, spans):
        return "beside another whose maker we do not know"
    return ""


def asides(text: str) -> frozenset[str]:
    """Words after a comma, dash or bracket that say where a device hangs ("Axis 4MP dome, lobby"), and codes.

    They do not gainsay an everyday word that is a maker's. Before it they would ("Canon Park").
    """
    plain = fold(text)
    parts = _BREAK.split(plain, maxsplit=1)
    if len(parts) == 1:
        return _code_words(plain)
    return (words.LOCATION | words.PARTICULARS).difference(tokens(parts[0])) | _code_words(plain)


def _code_words(plain: str) -> frozenset[str]:
    """The words that model numbers are written with: the "lv" of "P3245-LV"."""
    codes = [chunk for chunk in plain.split() if any(map(str.isdigit, chunk))]
    return frozenset(word for chunk in codes for word in tokens(chunk))


def is_relabel_in_brackets(text: str, brand: str, hardware: str) -> bool:
    """Whether a published relabel tells why a second maker stands in brackets: "Amcrest (Dahua OEM)"."""
    bracketed = _CLOSED.search(text)
    if not bracketed or not text[: bracketed.start()].strip() or _JOINED.search(text):
        return False
    return any(row.maker == hardware for row in relabel.by_brand(brand))


def _denied(typed: list[str], spans: list[Span], said: set[str]) -> bool:
    """Whether the cell denies something, other than another maker or a particular of the product."""
    if typed[-1] == "no" or said & words.CONTRAST:
        return True
    names = {s.start for s in spans if s.meaning and s.meaning.kind == "maker"}
    denials = [n for n, word in enumerate(typed) if word in said & words.DENIAL]
    return any(n + 1 not in names and not _of_particulars(n, typed) for n in denials)


def _of_particulars(at: int, typed: list[str]) -> bool:
    """Whether the word at `at` is said of a model, a date or the like: "model is not known"."""
    before = [word for word in typed[:at] if word not in ("is", "are", "was")]
    after = typed[at + 1 : at + 2]
    return bool(words.PARTICULARS.intersection((*before[-1:], *after)))


def _of_products(word: int, typed: list[str], spans: list[Span]) -> bool:
    """Whether token `word` speaks of products ("various models", "various Dahua cameras"), not of makers."""
    after = [s for s in spans if s.start > word]
    if after and after[0].meaning and after[0].meaning.kind == "maker":
        after = after[1:]
    if not after:
        return False
    meaning = after[0].meaning
    return typed[after[0].start] in words.PRODUCTS or (meaning is not None and meaning.form == "product")


def _another_in(text: str, typed: list[str], spans: list[Span]) -> bool:
    """Whether one of several items may name another maker."""
    if not (_JOINED.search(text) or words.JOINING.intersection(typed)):
        return False
    items = _items(text, typed, spans)
    codes = _code_words(fold(text)) if items else _NOWHERE
    return any(
        _may_be_a_maker(item, typed, codes) or _is_abroad(item, before, typed, text)
        for before, item in zip([[], *items], items, strict=False)
    )


def _items(text: str, typed: list[str], spans: list[Span]) -> list[list[Span]]:
    """`spans` cut where the items of a list are joined; never within a name ("KT&C")."""
    cuts, at = set(), 0
    for piece in _JOINED.split(fold(text)):
        at += len(tokens(piece))
        cuts.add(at)
    items: list[list[Span]] = [[]]
    for span in spans:
        joins = span.end - span.start == 1 and typed[span.start] in words.JOINING
        if joins or span.start in cuts:
            items.append([])
        if not joins:
            items[-1].append(span)
    return [item for item in items if item] if len(items) > 1 else []


def _may_be_a_maker(item: list[Span], typed: list[str], codes: frozenset[str]) -> bool:
    """Whether an item holds a word nobody lists, and is no model number, place or phrase."""
    said = [typed[n] for span in item for n in range(span.start, span.end)]
    if any(s.meaning and s.meaning.kind in ("maker", "supplier", "owner") for s in item):
        return False
    if said[0] in words.PARTICULARS or words.ADDRESS.intersection(said):
        return False
    for span in item:
        word = typed[span.start]
        if word in words.RELATING:
            return False
        if word in words.NATIONAL or (span.meaning is None and word not in codes and _is_strange(word)):
            return True
    return False


def _is_strange(word: str) -> bool:
    return word.isalpha() and len(word) > 1 and word not in _NOBODYS


def _is_abroad(item: list[Span], before: list[Span], typed: list[str], text: str) -> bool:
    """Whether an item is a country and nothing else, where no country goes before: "Axis & HK"."""
    places = [s for s in item if s.meaning and s.meaning.form == "place"]
    rest = [s for s in item if s not in places and not typed[s.start].isdigit()]
    if not places or rest or not before or not _AND_NOT_COMMA.search(text):
        return False
    last = before[-1].meaning
    return last is not None and last.kind == "maker"

"""Version bounds written as prose: "before 1.06.01", "V5.2.0 build 140721 to V5.4.0 build 160530".

Assigners put such sentences in version fields, and records in their descriptions. What they say of a
description is used in one direction only: it can show that a device is affected or that a record disagrees
with itself, never that a device is clean.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from custodes.concerns.products import Product, compact, model, plain
from custodes.concerns.statements import Statement

_LEAD = (
    r"(?:(?:the|all|any|axis os|firmware|software|versions?|releases?|builds?|build time|v)\s+|ver\.?\s*)*"
)
_VERSION = (
    r"(\d{4}/\d{1,2}/\d{1,2}|(?:[A-Za-z]{1,12}[.\-_]?)?\d[\w.\-]*\w(?:[ ,_]{0,2}build[ :_]{0,2}\d{1,8})?|\d+)"
)
_V = _LEAD + r"[vV]?" + _VERSION
_N = _LEAD + r"(?<![\w-])[vV]?(\d[\w.]*\w(?:[ ,_]{0,2}build[ :_]{0,2}\d{1,8})?|\d+)"
"""A version that begins with a digit: before "to" or "through" a name is a product, not a version."""
_EARLIER = r"(?:prior|earlier|below|lower|older|previous|before)"
_FORMS: tuple[tuple[str, bool, bool], ...] = (
    # pattern with groups low, high (or high alone); whether each end is included
    (rf"(?:between|from)\s+{_V}\s+(?:and|to|through|until)\s+{_V}", True, True),
    (rf"after\s+{_V}\s*\(including[^)]*\)\s+and\s+before\s+{_V}", True, False),
    (rf"after\s+{_V}\s+and\s+before\s+{_V}", False, False),
    (rf"{_N}\s*(?:\bto\b|\bthrough\b|[–—]|\s-|-\s)\s*{_V}", True, True),
    (rf"(\d[\d.]*)\.x\s+before\s+{_V}", True, False),
    (
        rf"{_V}(?:\s+(?:firmware|versions?))*,?\s+(?:and|or)\s+(?:the\s+|all\s+)?(?:firmware\s+|versions?\s+)*{_EARLIER}",
        True,
        True,
    ),
    (rf"(?:up to and including|up to|through|<=)\s+{_V}", True, True),
    (rf"below\s+{_V}\s*\(including", True, True),
    (rf"(?:before|prior to|earlier than|below|lower than|less than|older than|until)\s+{_V}", True, False),
)
_COMPILED = tuple((re.compile(p, re.I), low, high) for p, low, high in _FORMS)


class Bound(NamedTuple):
    """A bound found in text, and where."""

    start: int
    end: int
    low: str | None
    low_inclusive: bool
    high: str | None
    high_inclusive: bool


def bounds(text: str) -> list[Bound]:
    """Every bound in the text, left to right, the longest reading of each place."""
    found: list[Bound] = []
    for pattern, low_inclusive, high_inclusive in _COMPILED:
        for m in pattern.finditer(text):
            if all(m.end() <= b.start or m.start() >= b.end for b in found):
                low, high = m.groups() if pattern.groups == 2 else (None, m.group(1))
                found.append(Bound(m.start(), m.end(), _iso(low), low_inclusive, _iso(high), high_inclusive))
    return sorted(found)


def _iso(version: str | None) -> str | None:
    parts = version.split("/") if version else []
    return "-".join(p.zfill(2) for p in parts) if len(parts) == 3 else version


def read_field(base: Statement, text: str) -> Iterator[Statement]:
    """A version field written as prose. Several bounds without saying which product: nobody can tell."""
    found = bounds(text)
    for bound in found:
        status = base.status if len(found) == 1 else "unknown"
        yield _with(base._replace(status=status), bound)


def _with(base: Statement, bound: Bound) -> Statement:
    return base._replace(
        low=bound.low,
        low_inclusive=bound.low_inclusive,
        high=bound.high,
        high_inclusive=bound.high_inclusive,
    )


def text_statements(description: str, said: Iterable[Statement]) -> Iterator[Statement]:
    """What a record's description says of the products its structured parts name.

    A bound is about the products named between it and the bound before it; the only bound of a
    description that names none is about all of them.
    """
    found = bounds(description)
    bases = _one_per_product(said) if found else []
    starts = [0, *(b.end for b in found)]
    pieces = [description[start : bound.start] for start, bound in zip(starts, found, strict=False)]
    named = [_named(piece, [base.product for base in bases]) for piece in pieces]
    for base in bases:
        about = [b for b, names in zip(found, named, strict=True) if base.product in names]
        if not about and len(found) == 1:
            about = found
        for bound in about:
            yield _with(base, bound if bound.low else bound._replace(low=base.low))


def _one_per_product(said: Iterable[Statement]) -> list[Statement]:
    """One bare text statement per product, carrying the lowest start the structured parts give."""
    kept: dict[tuple[str, str], Statement] = {}
    for s in said:
        bare = Statement(s.advisory, "text", s.vendor, s.product, low=s.low, url=s.url)
        key = (s.vendor, s.product)
        kept[key] = (
            bare if key not in kept else kept[key]._replace(low=None if s.low is None else kept[key].low)
        )
    return list(kept.values())


def _named(piece: str, products: Iterable[str]) -> set[str]:
    """The products that a piece of text names, the longest name first: "Mavic 3 Pro" is no "Mavic 3"."""
    text = compact(plain(piece))
    found = set()
    for short, product in sorted(((compact(Product(p).text), p) for p in products), key=lambda n: -len(n[0])):
        if len(short) > 2 and short in text:
            found.add(product)
            text = text.replace(short, " ")
    wild = [w for w in piece.replace(",", " ").split() if re.search(r"\dx|xx", w, re.I)]
    families = [Product(w + " series") for w in wild]
    return found | {p for p in products if any(f.match(model(p)) for f in families)}

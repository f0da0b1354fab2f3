"""Numbers in a text: counts, percents and shares in words, each with its hedge and its place."""

import re
from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from custodes.publication.figures.checking.number_words import NAMED, PARTS, SPELT, WORDS, number


class Kind(StrEnum):
    """What a number is."""

    COUNT = "count"
    PERCENT = "percent"
    SHARE = "share"
    """In words: "two thirds", "one in five"."""


class Hedge(StrEnum):
    """How firmly a number is said."""

    EXACT = "exact"
    AT_LEAST = "at least"
    OVER = "more than"
    AT_MOST = "at most"
    UNDER = "less than"
    ABOUT = "about"


class Quantity(NamedTuple):
    """A number as it stands in a text. `value`: of percents and shares in percent. `to`: where a range ends."""

    kind: Kind
    value: Fraction
    to: Fraction
    decimals: int
    hedge: Hedge
    start: int
    end: int
    """Behind its last sign; `start` is that of its hedge."""
    at: int
    """Where the number itself begins."""
    in_words: bool


class Percent(NamedTuple):
    """A percent or a share in words, as it is printed. `to` is `value`, except in a range."""

    value: Fraction
    to: Fraction
    decimals: int
    hedge: Hedge
    in_words: bool
    printed: str
    """Without its hedge: "91%", "two thirds"."""

    @property
    def said(self) -> str:
        """As it is said: "more than 40%", "a majority"."""
        named = self.in_words and self.printed.lower().split()[-1] in NAMED
        return self.printed if named or self.hedge is Hedge.EXACT else f"{self.hedge} {self.printed}"


_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)|\d+"
_ONE = rf"(?:{_DIGITS}|{SPELT})"
_DECIMAL = rf"(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|{SPELT})"
SIGN = r"(?:\s?%|\s?per\s?cent\b|\s?percent\b|\s?pc\b)"
_DASH = r"(?:\s?[–—]\s?|\s?-\s?(?=\d)|\s?to\s?)"
_BEFORE, _AFTER = r"(?<![\w¤.:£$€#-])(?<!¤/)", r"(?![\w¤]|[.:]\d|,\d{3})"

_AS_SHARE = r"(?=\s+[\w-]+[^.;:()\d]{0,60}\(\d[\d,]*\s+(?:out\s+)?of\s)"
"""Nine out of ten staff (1,150 of 1,500); else those are nine of ten."""

_HEDGES = {
    Hedge.AT_LEAST: r"at\s+(?:the\s+very\s+)?least|no\s+(?:fewer|less)\s+than|not\s+(?:fewer|less)\s+than"
    r"|a\s+minimum\s+of|upwards\s+of|≥|>=",
    Hedge.AT_MOST: r"at\s+(?:the\s+very\s+)?most|up\s+to|no\s+more\s+than|not\s+more\s+than|a\s+maximum\s+of|≤|<=",
    Hedge.OVER: r"(?:(?:slightly|a\s+little|far|well|just)\s+)?(?:more\s+than|over|above|in\s+excess\s+of|greater\s+than"
    r"|exceeding)|>",
    Hedge.UNDER: r"(?:(?:slightly|a\s+little|far|well|just)\s+)?(?:less\s+than|fewer\s+than|under|below)|<",
    Hedge.ABOUT: r"about|around|approximately|approx\.?|roughly|circa|c\.|ca\.|nearly|almost|close\s+to|some|~|≈|virtually",
}
HEDGE = "|".join(_HEDGES.values())
"""Any hedge, as a part of a pattern."""
_HEDGE = re.compile(
    r"(?<![\w¤])(?:" + "|".join(f"({words})" for words in _HEDGES.values()) + r")\s*$", re.IGNORECASE
)
_LONGEST_HEDGE = 40
_BEGINS = re.compile(
    rf"(?<!\w)(?:\d|(?:between|half|halves|an?|the|most|nearly|almost|virtually|m(?:aj|in)ority|{'|'.join(WORDS)})\b)",
    re.IGNORECASE,
)
"""Where a number can begin: looked for first, as it is quick."""
_PATTERN = re.compile(
    rf"(?:"
    rf"between\s+(?P<least>{_DECIMAL})(?P<sign>{SIGN})?\s+and\s+(?P<most>{_DECIMAL})(?P<signs>{SIGN})?"
    rf"|{_BEFORE}(?<!from\s)(?P<low>{_DECIMAL}){SIGN}?{_DASH}(?P<high>{_DECIMAL}){SIGN}"
    rf"|{_BEFORE}(?P<percent>{_DECIMAL}){SIGN}"
    rf"|{_BEFORE}(?P<parts>an?\s|one[\s-]|two[\s-]|three[\s-]|four[\s-]|\d\s)?(?P<part>half|halves|(?:third|quarter|fifth"
    rf"|sixth|eighth|tenth)s?)(?!\w|\s+(?:of\s+20\d\d\b|party|parties|wave|time|edition|survey|report))"
    rf"|{_BEFORE}(?:(?:an?|the)\s+)?(?:\w+\s+)?(?P<named>majority|minority)\b(?!\s+(?:rul|opinion|vot|ethnic|communit|group))"
    rf"|{_BEFORE}(?<!at\s)(?<!the\s)(?P<most_of>most)(?=\s+(?:of\s+(?:the|these|those|our|them)|[a-z]{{2,}}s)\b)"
    rf"|{_BEFORE}(?:nearly|almost|virtually)\s+(?P<nearly>all)(?!\w|\s+(?:of\s+(?:the\s+)?)?\d+\s*(?:%|per))"
    rf"|{_BEFORE}(?P<every>{_ONE})\s+(?:in|out\s+of{_AS_SHARE})\s+(?:every\s+)?(?P<in>{_ONE}){_AFTER}"
    rf"|{_BEFORE}(?<!from\s)(?P<from>{_ONE})(?:(?<=\d)\s?[-–]\s?(?=\d)|\s+to\s+)(?P<till>{_ONE}){_AFTER}"
    rf"|{_BEFORE}(?P<count>{_ONE}){_AFTER}(?P<more>\s+or\s+more\b|\+(?!\s?\d))?"
    rf")",
    re.IGNORECASE,
)
_MOST_IN = 1000
"""Up to here "1 in 5" is a share."""


def quantities(masked: str) -> Iterator[Quantity]:
    """Every number of a text in which what is no figure is masked, in its order."""
    end = 0
    for begins in _BEGINS.finditer(masked):
        if begins.start() >= end and (found := _PATTERN.match(masked, begins.start())):
            quantity = _read(found)
            end = found.end()
            if quantity:
                yield _hedged(quantity, masked)


def _hedged(quantity: Quantity, masked: str) -> Quantity:
    """With the hedge that stands before it."""
    first = max(0, quantity.start - _LONGEST_HEDGE)
    found = _HEDGE.search(masked[first : quantity.start])
    if not found:
        return quantity
    hedge = list(_HEDGES)[(found.lastindex or 1) - 1]
    return quantity._replace(hedge=hedge, start=first + found.start())


def _read(found: re.Match[str]) -> Quantity | None:
    if found["part"]:
        return _share(found)
    if found["every"]:
        return _every(found)
    if name := found["named"] or found["most_of"] or found["nearly"]:
        percent, hedge = NAMED[name.lower()]
        value = Fraction(percent)
        return Quantity(
            Kind.SHARE, value, value, 0, Hedge(hedge), found.start(), found.end(), found.start(), True
        )
    for low, high, kind in _RANGES:
        if found[low]:
            signed = low == "least" and (found["sign"] or found["signs"])
            hedge = Hedge.AT_LEAST if found["more"] else Hedge.EXACT
            return _quantity(found, Kind.PERCENT if signed else kind, low, high, hedge)
    return None


_RANGES = (
    ("least", "most", Kind.COUNT),
    ("low", "high", Kind.PERCENT),
    ("percent", "percent", Kind.PERCENT),
    ("from", "till", Kind.COUNT),
    ("count", "count", Kind.COUNT),
)


def _quantity(found: re.Match[str], kind: Kind, low: str, high: str, hedge: Hedge) -> Quantity | None:
    first, last = number(found[low]), number(found[high])
    if kind is Kind.COUNT and (first.denominator, last.denominator) != (1, 1):
        return None
    decimals = max(len(found[name].partition(".")[2]) for name in (low, high))
    in_words = not found[low][0].isdigit()
    at = found.start() if low == "least" else found.start(low)
    return Quantity(kind, first, last, decimals, hedge, found.start(), found.end(), at, in_words)


def _share(found: re.Match[str]) -> Quantity | None:
    part = found["part"].lower()
    parts = (found["parts"] or "").strip(" -").lower()
    if not parts and part != "half":
        return None  # "the third", an ordinal
    of = PARTS.get(part) or PARTS[part.removesuffix("s")]
    times = 1 if parts in ("", "a", "an") else number(parts)
    value = Fraction(100) * times / of
    at = found.start("parts") if found["parts"] else found.start("part")
    return Quantity(Kind.SHARE, value, value, 0, Hedge.EXACT, found.start(), found.end(), at, True)


def _every(found: re.Match[str]) -> Quantity | None:
    times, of = number(found["every"]), number(found["in"])
    if not 0 < times < of <= _MOST_IN:
        return None
    value = Fraction(100) * times / of
    return Quantity(
        Kind.SHARE, value, value, 0, Hedge.EXACT, found.start(), found.end(), found.start("every"), True
    )

"""What is said of a change, held against the two numbers that it is between: "from 20% to 30%, 10 percentage points"."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from custodes.publication.figures.checking.finding import Finding
from custodes.publication.figures.checking.masking import masked
from custodes.publication.figures.checking.number_words import number
from custodes.publication.figures.checking.quantities import HEDGE, SIGN
from custodes.publication.figures.checking.rounding import HALF, in_percent
from custodes.publication.figures.checking.sentences import sentences

_NUMBER = r"\d[\d,]*(?:\.\d+)?(?![\d/]|\.\d)"
_WHEN = r"(?:\s+(?:in|of|by|at|before)?\s*\(?(?:\w+\s+)?(?:19|20)\d\d(?:[-/–]\d{2,4})?\)?)?"
_FROM_TO = re.compile(
    rf"\bfrom\s+(?P<a>{_NUMBER})(?P<a_sign>{SIGN})?(?:\s+[a-z]+){{0,3}}(?:\s*\([^()]*\))?{_WHEN},?\s+to\s+(?P<b>{_NUMBER})(?P<b_sign>{SIGN})?",
    re.IGNORECASE,
)
_HEDGE = rf"(?P<hedge>(?:{HEDGE})\s+)?"
_UP = r"(?:ris(?:es?|en|ing)|rose|increas\w*|gr(?:ew|own|owth|owing|ows?)|gain\w*|climb\w*|jump\w*|up)"
_DOWN = r"(?:f(?:all|alls|ell|allen|alling)|decreas\w*|declin\w*|drop\w*|reduc\w*|cut|down)"
_POINTS = re.compile(
    rf"{_HEDGE}(?P<by>{_NUMBER})\s?(?:percentage[- ]points?|per\s?cent(?:age)?[- ]points?|%[- ]points?|points?|pp)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    rf"\b(?:by|{_UP}|{_DOWN}|changed?)\s+(?:of\s+|by\s+)?{_HEDGE}(?P<by>{_NUMBER}){SIGN}(?![- ]points?|\s+to\b|\s+of\b)"
    rf"|\ba\s+(?P<by_>{_NUMBER}){SIGN}\s+(?:{_UP}|{_DOWN}|change)",
    re.IGNORECASE,
)
_TIMES: dict[str, int | Fraction] = {
    "doubled": 2,
    "trebled": 3,
    "tripled": 3,
    "quadrupled": 4,
    "halved": HALF,
}
_TIMES_WORD = re.compile(rf"{_HEDGE}\b(?P<word>{'|'.join(_TIMES)})\b", re.IGNORECASE)
NEAR = Fraction(1, 10)
"""By how much of itself a hedged change, or "doubled", may be off."""


class Change(NamedTuple):
    """Two numbers that something went from and to, both in percent or both counts, as they are printed."""

    a: str
    b: str
    is_percent: bool

    @property
    def said(self) -> str:
        sign = "%" if self.is_percent else ""
        return f"{self.a}{sign} to {self.b}{sign}"

    @property
    def difference(self) -> Fraction:
        return abs(number(self.b) - number(self.a))

    def ratios(self) -> tuple[Fraction, Fraction]:
        """The least and the most that the second is of the first: printed percents are rounded, counts are not."""
        away = [_half(one) if self.is_percent else Fraction(0) for one in (self.a, self.b)]
        a, b = number(self.a), number(self.b)
        return (b - away[1]) / (a + away[0]), (b + away[1]) / max(a - away[0], Fraction(1, 10**9))


def changes(text: str) -> Iterator[Finding]:
    """Changes whose size or direction is not what their two numbers give. One change and one size a clause."""
    plain = masked(text)
    for sentence in sentences(plain):
        for start, end in _clauses(text, sentence.start, sentence.end):
            words = text[start:end]
            spans = _spans(words)
            if len(spans) == 1 and (change := _change(spans[0])):
                rest = words[: spans[0].start()] + " , " + words[spans[0].end() :]
                at = start + spans[0].start()
                line = text.count("\n", 0, at) + 1
                for fault in _faults(change, rest, words[: spans[0].start()]):
                    yield Finding(
                        "change", fault, line, at - text.rfind("\n", 0, at), " ".join(words.split())
                    )


def _spans(words: str) -> list[re.Match[str]]:
    return [found for found in _FROM_TO.finditer(words) if _change(found)]


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Of a sentence with several changes each clause by itself: "..., while requests doubled, from 40 to 80"."""
    breaks = [found.start() for found in _CLAUSE.finditer(text, start, end)]
    places = [start, *breaks, end] if len(_spans(text[start:end])) > 1 else [start, end]
    return pairwise(places)


_CLAUSE = re.compile(r";\s|\b(?:while|whereas|whilst)\s", re.IGNORECASE)


def _change(found: re.Match[str]) -> Change | None:
    """None of years, and of what starts at nothing."""
    a, b = found["a"].rstrip(","), found["b"].rstrip(",")
    is_percent = bool(found["b_sign"])
    year = not is_percent and all(re.fullmatch(r"(?:19|20)\d\d", one) for one in (a, b))
    if year or (found["a_sign"] and not is_percent) or not number(a):
        return None
    return Change(a, b, is_percent)


def _faults(change: Change, rest: str, before: str) -> Iterator[str]:
    a, b = number(change.a), number(change.b)
    rises, falls = (re.search(rf"\b{word}\b[^.;,]*$", before, re.IGNORECASE) for word in (_UP, _DOWN))
    if (rises and not falls and b < a) or (falls and not rises and b > a):
        yield f"{change.said} is a {'fall' if b < a else 'rise'}, not a {'rise' if rises else 'fall'}."
    for points in _POINTS.finditer(rest) if change.is_percent else ():
        away = _half(change.a) + _half(change.b) + _half(points["by"])
        if abs(number(points["by"]) - change.difference) > _allowed(points, away):
            yield f"{change.said} is {float(change.difference):.10g} percentage points, not {points['by']}."
    low, high = change.ratios()
    for share in _SHARE.finditer(rest):
        by = _by(share)
        least, most = sorted((abs(100 * (low - 1)), abs(100 * (high - 1))))
        away = _allowed(share, _half(by))
        if not least - away <= number(by) <= most + away:
            yield f"{change.said} is {_exactly(change)} {'more' if b > a else 'less'}, not {by}%."
    for times in _TIMES_WORD.finditer(rest):
        wanted = Fraction(_TIMES[times["word"].lower()])
        near = low * (1 - NEAR) <= wanted <= high * (1 + NEAR)
        if not (b / a >= wanted if _is_more(times) else near):
            yield f"{change.said} is {float(b / a):.2f} times as much: it has not {times['word'].lower()}."


def _exactly(change: Change) -> str:
    share = in_percent(change.difference / number(change.a), 1)
    return f"{float(change.difference):.10g} percentage points, or {share}," if change.is_percent else share


def _is_more(found: re.Match[str]) -> bool:
    """More than doubled: however much more."""
    return bool(found["hedge"] and _MORE.search(found["hedge"]))


_MORE = re.compile(r"\b(?:more|over|above|least)\b", re.IGNORECASE)


def _allowed(found: re.Match[str], away: Fraction) -> Fraction:
    return away + (number(_by(found)) * NEAR if found["hedge"] else 0)


def _by(found: re.Match[str]) -> str:
    """The size that is said of a change."""
    said = found.groupdict()
    return str(said.get("by") or said.get("by_"))


def _half(printed: str) -> Fraction:
    return HALF / Fraction(10) ** len(printed.partition(".")[2])

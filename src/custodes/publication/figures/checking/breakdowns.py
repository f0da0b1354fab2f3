"""Parts in a sentence, list or paragraph that do not make their whole."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from custodes.publication.figures.checking.against import stems
from custodes.publication.figures.checking.finding import Finding, listed
from custodes.publication.figures.checking.quantities import Hedge
from custodes.publication.figures.checking.rounding import follows
from custodes.publication.figures.checking.statement import Statement
from custodes.publication.figures.checking.sums import (
    OVERLAPPING,
    WHOLE,
    compared,
    in_words,
    may_overlap,
    percents_compared,
    unless,
)

FEWEST = 3
"""Fewer parts are no breakdown."""
NEAR = 10
"""Percents that add up to 100, give or take so many, were meant to be all."""
_EXCLUSIVE = re.compile(
    r"\b(?:not?|don.t|doesn.t|didn.t|unsure|undecided|unknown|neither|none|nobody|others?|rest|remaining|remainder|without"
    r"|never|only|either)\b",
    re.IGNORECASE,
)
"""Who is said not to, or not to know, is not among those who do: the parts exclude each other."""
_PRONOUN = re.compile(r"\b(?:it|them|this|these|those|so)\b", re.IGNORECASE)
_TOTAL = re.compile(r"^[\s|*•–-]*(?:grand\s+|sub-?)?(?:total|all|sum|altogether)\b", re.IGNORECASE)


def breakdowns(text: str, found: Sequence[Statement], whole: int) -> Iterator[Finding]:
    """Parts in a sentence, list or paragraph. `whole`: what the text implies for counts with a percent that name none."""
    parts = [_of(one, whole) for one in found if _is_part(one)]
    for _, block in groupby(parts, key=lambda one: one.block):
        inside = list(block)
        if total := _with_total(inside):
            yield from total
        elif whole_block := _parts(text, inside):
            yield whole_block
        else:
            yield from _by_sentence(text, inside)


def _by_sentence(text: str, inside: Sequence[Statement]) -> Iterator[Finding]:
    before: list[Statement] = []
    for _, sentence in groupby(inside, key=lambda one: one.sentence_number):
        parts = list(sentence)
        if part := _parts(text, _with_sentence_before(parts, before), alone=True):
            yield part
        before = parts


def _is_part(one: Statement) -> bool:
    return (
        one.within is None
        and not (one.is_whole or one.is_each or one.is_change)
        and one.hedge is Hedge.EXACT
        and one.number == one.number_to
        and not (one.percent and (one.percent.in_words or one.percent.hedge is not Hedge.EXACT))
    )


def _of(one: Statement, whole: int) -> Statement:
    implied = whole and one.of is None and one.number is not None and one.percent and one.number <= whole
    return one._replace(of=whole) if implied else one


def _with_sentence_before(parts: list[Statement], before: Sequence[Statement]) -> list[Statement]:
    """The parts of a sentence, and one that the sentence before says of the same: "One uses it. 13 intend to ..."."""
    wholes = {one.of for one in parts if one.of is not None}
    if len(parts) < FEWEST - 1 or len(before) != 1 or len(wholes) != 1 or before[0].number is None:
        return parts
    if before[0].sentence_number != parts[0].sentence_number - 1:
        return parts
    goes_on = _PRONOUN.search(parts[0].sentence) or stems(before[0].subject) & stems(parts[0].sentence)
    total = sum(one.number or 0 for one in (*before, *parts))
    (of,) = wholes
    if not goes_on or before[0].of not in (None, of) or of is None or total > of:
        return parts
    return [before[0]._replace(of=of), *parts]


def _with_total(inside: Sequence[Statement]) -> list[Finding]:
    """A list or table with a line that is their total."""
    items = [one for one in inside if one.is_item]
    totals = [one for one in items if _TOTAL.match(one.sentence) and one.number is not None]
    first = {one.sentence_number: one for one in reversed(items)}
    parts = [one for one in first.values() if one not in totals and one.number is not None]
    parts.sort(key=lambda one: one.start)
    if len(totals) != 1 or len(parts) < 2 or totals[0].number is None:
        return []
    finding = compared(parts, totals[0].number)
    if finding and may_overlap([one.number or 0 for one in parts], totals[0].number):
        finding = unless(finding)
    return [finding] if finding else []


def _parts(text: str, inside: Sequence[Statement], *, alone: bool = False) -> Finding | None:
    """Parts that exclude each other, by what is said of them, of one whole."""
    ahead = text[max(0, inside[-1].start - FAR) : inside[-1].start] if inside else ""
    fewest = FEWEST - 1 if alone and _REMAINING.search(ahead) else FEWEST
    if len(inside) < fewest:
        return None
    words = text[inside[0].start - 1 if inside[0].start else 0 : _end_of(text, inside[-1])]
    counts = [one for one in inside if one.number is not None]
    wholes = {one.of for one in counts if one.of is not None}
    if len(counts) >= fewest and len(wholes) == 1 and _bare_before(counts):
        (whole,) = wholes
        return _count_parts(counts, whole, words, alone=alone)
    percents = [one for one in inside if one.percent and one.number is None]
    return _percent_parts(percents, words, alone=alone) if len(percents) == len(inside) else None


def _count_parts(counts: Sequence[Statement], whole: int, words: str, *, alone: bool) -> Finding | None:
    """Counts of one whole. `words`: what is said from the first to the last; `alone`: in a sentence of their own."""
    if any(one.of is None and one.percent and not _is_of(one, whole or 1) for one in counts):
        return None
    numbers = [one.number or 0 for one in counts]
    total, largest = sum(numbers), max(numbers)
    if largest > whole or largest == whole < total or len(set(numbers)) == 1:
        return None
    overlapping = OVERLAPPING.search(words)
    each = {one.has_each for one in counts} - {None}
    exclusive = bool(_EXCLUSIVE.search(words) or len(each) > 1) and not overlapping
    if exclusive and (total <= whole or alone):
        return compared(counts, whole)
    if alone and total < whole and not exclusive:
        return compared(counts, whole, certain=False)
    if alone and total > whole and not overlapping and all(one.percent for one in counts):
        return _too_many(counts, _total(counts), words)
    return None


def _percent_parts(percents: Sequence[Statement], words: str, *, alone: bool) -> Finding | None:
    """Percents of one whole."""
    if len(percents) < FEWEST or len({one.of for one in percents} - {None}) > 1:
        return None
    total = _total(percents)
    if total > WHOLE + NEAR:
        return _too_many(percents, total, words) if alone else None
    return percents_compared(percents, Fraction(WHOLE)) if total >= WHOLE - NEAR else None


def _is_of(one: Statement, whole: int) -> bool:
    return bool(one.percent and follows(Fraction(one.number or 0, whole), one.percent).is_usual)


def _total(percents: Sequence[Statement]) -> Fraction:
    return sum((one.percent.value for one in percents if one.percent), Fraction(0))


def _too_many(percents: Sequence[Statement], total: Fraction, words: str) -> Finding | None:
    """Percents of more than all: wrong where one of them is of the rest, else if nobody is in two of them."""
    nouns = {noun.lower() for noun in _OF_NOUN.findall(words)}
    if len(nouns) > 1 or OVERLAPPING.search(words):
        return None
    said = listed([one.percent.printed for one in percents if one.percent])
    rest = bool(_REST.search(words))
    words = f"{said} add up to {in_words(total)}, more than all."
    first = percents[0]
    finding = Finding("sum", words, first.line, first.column, first.sentence)
    return finding if rest else unless(finding)


_REMAINING = re.compile(r"\b(?:remaining|rest|remainder|other)\s+(?:of\s+\w+\s+)?\(?$", re.IGNORECASE)
FAR = 30
"""Signs ahead of a claim in which it may be called the rest."""
_OF_NOUN = re.compile(r"(?:%|cent)\s+of\s+(?:the\s+|all\s+)?([a-z]+)", re.IGNORECASE)
_REST = re.compile(r"\b(?:others?|the\s+(?:rest|remaining|remainder))\b", re.IGNORECASE)


def _bare_before(counts: Sequence[Statement]) -> bool:
    """Whether counts that name no whole stand before one that does, as in "1, 13, 6 and 9 of 36", in one sentence."""
    bare = [one for one in counts if one.of is None]
    if not bare:
        return True
    named = [one for one in counts if one.of is not None]
    same = {one.sentence_number for one in counts}
    return (len(same) == 1 and bare[-1].start < named[-1].start) or _beside(bare, named)


def _beside(bare: Sequence[Statement], named: Sequence[Statement]) -> bool:
    """One count without a percent among several that have one: "1 uses it, 13 (36%) intend to, ..."."""
    return len(bare) == 1 and len(named) >= 2


def _end_of(text: str, last: Statement) -> int:
    end = re.compile(r"[.;|\n]").search(text, last.end)
    return end.start() if end else len(text)

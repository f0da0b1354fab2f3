"""Parts that do not make their whole, and subgroups that are larger than it."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from custodes.publication.figures.checking.against import stems
from custodes.publication.figures.checking.finding import Finding, listed
from custodes.publication.figures.checking.quantities import Hedge
from custodes.publication.figures.checking.rounding import HALF
from custodes.publication.figures.checking.statements import Statement

FEWEST = 3
"""Fewer parts are no breakdown."""
WHOLE = 100
NEAR = 10
"""Percents that add up to 100, give or take so many, were meant to be all."""
_PLUS = re.compile(r"\s*(?:[^.;+]{0,30}\s)?\+\s*$")
_MAKES = re.compile(r"\s*(?:=|makes?|is|are|gives?|totals?|adds?\s+up\s+to)\s*$", re.IGNORECASE)
_LEAVES = re.compile(r"[\s,]*(?:leaves?|leaving)\s*$", re.IGNORECASE)
_EXCLUSIVE = re.compile(
    r"\b(?:not?|don.t|doesn.t|didn.t|unsure|undecided|unknown|neither|none|nobody|others?|rest|remaining|remainder|without"
    r"|never|only|either)\b",
    re.IGNORECASE,
)
"""Who is said not to, or not to know, is not among those who do: the parts exclude each other."""
_PRONOUN = re.compile(r"\b(?:it|them|this|these|those|so)\b", re.IGNORECASE)
_TOTAL = re.compile(r"^[\s|*•–-]*(?:grand\s+|sub-?)?(?:total|all|sum|altogether)\b", re.IGNORECASE)
_OVERLAPPING = re.compile(
    r"\b(?:more than one|several could|multiple|overlap|as well as|also)\b", re.IGNORECASE
)


def subgroups(found: Sequence[Statement]) -> Iterator[Finding]:
    """ "12, of which 14"."""
    for one in found:
        if one.within is not None and (one.number or 0) > one.within:
            words = f"{one.number:,} are said to be among {one.within:,}, which is fewer."
            yield Finding("subgroup", words, one.line, one.column, one.sentence)


def written(text: str, found: Sequence[Statement]) -> Iterator[tuple[list[Statement], Finding]]:
    """Sums written with a plus, with what is to be said of each."""
    first = 0
    while first < len(found):
        last = first
        while last + 1 < len(found) and _PLUS.match(text[found[last].end : found[last + 1].start]):
            last += 1
        if last > first:
            following = found[last + 1] if last + 1 < len(found) else None
            yield _written(text, list(found[first : last + 1]), following)
        first = last + 1


def _written(
    text: str, parts: list[Statement], following: Statement | None
) -> tuple[list[Statement], Finding]:
    """`following`: the claim behind the sum, which may say what it comes to, or what it leaves."""
    glue = text[parts[-1].end : following.start] if following else ""
    if following and following.of is not None and _LEAVES.match(glue):
        parts = [*parts, following]
        return parts, _compared(parts, following.of) or _adds_up(parts, f"{following.of:,}")
    makes = following if following and following.of is None and _MAKES.match(glue) else None
    said = [*parts, makes] if makes else parts
    if all(one.number is None and one.percent for one in parts):
        whole = makes.percent.value if makes and makes.percent else Fraction(WHOLE)
        total = sum((one.percent.value for one in parts if one.percent), Fraction(0))
        exactly = "" if total == whole else f", and rounding allows {_percent(whole)}"
        return said, _percents(parts, whole) or _adds_up(parts, _percent(total) + exactly)
    counts = sum(one.number or 0 for one in parts)
    of = makes.number if makes and makes.number is not None else parts[-1].of
    return said, _compared(parts, counts if of is None else of) or _adds_up(parts, f"{counts:,}")


def _adds_up(parts: Sequence[Statement], whole: str) -> Finding:
    said = listed([one.said if one.number is None else f"{one.number:,}" for one in parts])
    words = f"{said} add up to {whole}."
    return Finding("sum", words, parts[0].line, parts[0].column, parts[0].sentence, False)


def _compared(parts: Sequence[Statement], whole: int, *, certain: bool = True) -> Finding | None:
    """What is wrong with counts that should make a whole."""
    numbers = [one.number for one in parts if one.number is not None]
    total = sum(numbers)
    if total == whole or len(numbers) < 2:
        return None
    said = f"{listed([f'{number:,}' for number in numbers])} add up to {total:,}"
    if total < whole:
        said += f", not {whole:,}: {whole - total:,} of {whole:,} " + ("is" if whole - total == 1 else "are")
        said += " in none of them" + ("." if certain else ", if nobody is in two of them.")
    else:
        said += f", {total - whole:,} more than the {whole:,} that they are of."
    return Finding("sum", said, parts[0].line, parts[0].column, parts[0].sentence, certain)


def _percents(parts: Sequence[Statement], whole: Fraction) -> Finding | None:
    """What is wrong with percents that should make a whole, beyond what rounding explains."""
    percents = [one.percent for one in parts if one.percent]
    total = sum((percent.value for percent in percents), Fraction(0))
    allowed = sum((HALF / 10**percent.decimals for percent in percents), Fraction(0))
    if abs(total - whole) <= allowed or len(percents) < 2:
        return None
    said = listed([percent.printed for percent in percents])
    words = (
        f"{said} add up to {_percent(total)}, not {_percent(whole)}: rounding allows "
        f"{_percent(whole - allowed)} to {_percent(whole + allowed)}."
    )
    return Finding("sum", words, parts[0].line, parts[0].column, parts[0].sentence)


def _percent(value: Fraction) -> str:
    return f"{float(value):,.10g}%"


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
        and not one.is_whole
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
    finding = _compared(parts, totals[0].number)
    overlapping = sum(one.number or 0 for one in parts) > totals[0].number * (WHOLE + NEAR) // WHOLE
    return [finding._replace(is_fault=not overlapping)] if finding else []


def _parts(text: str, inside: Sequence[Statement], *, alone: bool = False) -> Finding | None:
    """Parts that exclude each other, by what is said of them, of one whole."""
    if len(inside) < FEWEST:
        return None
    words = text[inside[0].start - 1 if inside[0].start else 0 : _end_of(text, inside[-1])]
    counts = [one for one in inside if one.number is not None]
    wholes = {one.of for one in counts if one.of is not None}
    if len(counts) >= FEWEST and len(wholes) == 1 and _bare_before(counts):
        (whole,) = wholes
        total = sum(one.number or 0 for one in counts)
        if any((one.number or 0) > (whole or 0) for one in counts):
            return None
        exclusive = bool(_EXCLUSIVE.search(words)) and not _OVERLAPPING.search(words)
        if exclusive and (total <= whole or alone):
            return _compared(counts, whole)
        if alone and total < whole and not exclusive:
            return _compared(counts, whole, certain=False)
        return None
    percents = [one for one in inside if one.percent and one.number is None and one.of is None]
    if len(percents) < FEWEST or len(percents) != len(inside):
        return None
    total_percent = sum(one.percent.value for one in percents if one.percent)
    near = WHOLE - NEAR <= total_percent <= WHOLE + NEAR
    return _percents(percents, Fraction(WHOLE)) if near else None


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

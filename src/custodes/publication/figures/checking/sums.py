"""Sums as they are written, with a plus, and subgroups that are larger than their group."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from custodes.publication.figures.checking.finding import Finding, listed
from custodes.publication.figures.checking.rounding import HALF
from custodes.publication.figures.checking.statement import Statement

WHOLE = 100
_PLUS = re.compile(r"\s*(?:[^.;+]{0,30}\s)?\+\s*$")
_MAKES = re.compile(r"\s*(?:=|makes?|is|are|gives?|totals?|adds?\s+up\s+to)\s*$", re.IGNORECASE)
_LEAVES = re.compile(r"[\s,]*(?:leaves?|leaving)\s*$", re.IGNORECASE)


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
        while last + 1 < len(found) and _adds(text, found[last], found[last + 1]):
            last += 1
        if last > first:
            following = found[last + 1] if last + 1 < len(found) else None
            yield _written(text, list(found[first : last + 1]), following)
        first = last + 1


def _adds(text: str, one: Statement, following: Statement) -> bool:
    """Whether a plus stands between two of a kind."""
    alike = (one.number is None) == (following.number is None)
    return alike and bool(_PLUS.match(text[one.end : following.start]))


def _written(
    text: str, parts: list[Statement], following: Statement | None
) -> tuple[list[Statement], Finding]:
    """`following`: the claim behind the sum, which may say what it comes to, or what it leaves."""
    glue = text[parts[-1].end : following.start] if following else ""
    if following and following.of is not None and _LEAVES.match(glue):
        parts = [*parts, following]
        return parts, compared(parts, following.of) or _adds_up(parts, f"{following.of:,}")
    makes = following if following and following.of is None and _MAKES.match(glue) else None
    said = [*parts, makes] if makes else parts
    if all(one.number is None and one.percent for one in parts):
        whole = makes.percent.value if makes and makes.percent else Fraction(WHOLE)
        total = sum((one.percent.value for one in parts if one.percent), Fraction(0))
        exactly = "" if total == whole else f", and rounding allows {in_words(whole)}"
        return said, percents_compared(parts, whole) or _adds_up(parts, in_words(total) + exactly)
    counts = sum(one.number or 0 for one in parts)
    of = makes.number if makes and makes.number is not None else parts[-1].of
    return said, compared(parts, counts if of is None else of) or _adds_up(parts, f"{counts:,}")


def _adds_up(parts: Sequence[Statement], whole: str) -> Finding:
    said = listed([one.said if one.number is None else f"{one.number:,}" for one in parts])
    words = f"{said} add up to {whole}."
    return Finding("sum", words, parts[0].line, parts[0].column, parts[0].sentence, False)


def compared(parts: Sequence[Statement], whole: int, *, certain: bool = True) -> Finding | None:
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


def may_overlap(parts: Sequence[int | Fraction], total: int | Fraction) -> bool:
    """Whether parts are far more than their total, and none is: they may be of things that can be several at once."""
    return sum(parts) > total * OVERLAP and max(parts) <= total


def unless(finding: Finding) -> Finding:
    """What is no fault where one can be in several of the parts."""
    words = finding.words.rstrip(".") + UNLESS
    return finding._replace(kind="overlap", is_fault=False, words=words)


UNLESS = ": right only where one can be in several."
OVERLAP = Fraction(11, 10)
OVERLAPPING = re.compile(
    r"\b(?:more than one|several (?:could|can|may)|multiple|overlap\w*|as well as|also|both|more than 100)\b",
    re.IGNORECASE,
)
"""Words that say so."""


def percents_compared(parts: Sequence[Statement], whole: Fraction) -> Finding | None:
    """What is wrong with percents that should make a whole, beyond what rounding explains."""
    percents = [one.percent for one in parts if one.percent]
    total = sum((percent.value for percent in percents), Fraction(0))
    allowed = sum((HALF / 10**percent.decimals for percent in percents), Fraction(0))
    if abs(total - whole) <= allowed or len(percents) < 2:
        return None
    said = listed([percent.printed for percent in percents])
    words = (
        f"{said} add up to {in_words(total)}, not {in_words(whole)}: rounding allows "
        f"{in_words(whole - allowed)} to {in_words(whole + allowed)}."
    )
    return Finding("sum", words, parts[0].line, parts[0].column, parts[0].sentence)


def in_words(value: Fraction) -> str:
    return f"{float(value):,.10g}%"

"""What claims are of that do not say it themselves: how many were asked, those they are among, the whole beside them."""

import re
from collections.abc import Iterator, Sequence, Set
from fractions import Fraction
from itertools import groupby

from custodes.publication.figures.checking.finding import Finding, number_of
from custodes.publication.figures.checking.quantities import Hedge
from custodes.publication.figures.checking.response import on_response
from custodes.publication.figures.checking.rounding import in_percent, wholes_for
from custodes.publication.figures.checking.statement import Statement

_ASKED = re.compile(
    r"\b(?:ask(?:ed)?|survey(?:ed)?|invit\w+|contact(?:ed)?|approach(?:ed)?|sent|went|wrote|written|mailed|emailed|issued"
    r"|distributed|circulated|addressed)\b[^.;:\d]{0,60}$",
    re.IGNORECASE,
)
_WERE_ASKED = re.compile(
    r"[^.;:\d]{0,40}\b(?:were|was|been)\s+(?:asked|surveyed|invited|contacted|approached|sent|written\s+to)\b",
    re.IGNORECASE,
)
"""We asked 60 hospitals; the survey was sent to all 43 forces; 78 councils were approached."""


def with_wholes(found: Sequence[Statement]) -> list[Statement]:
    """With every whole that stands apart."""
    given = _with_asked(found)
    numbers = {number for one in given for number in (one.number, one.of) if number is not None}
    return [
        whole
        for _, sentence in groupby(given, key=_sentence)
        for whole in _of_sentence(list(sentence), numbers)
    ]


def _sentence(one: Statement) -> int:
    return one.sentence_number


def _of_sentence(sentence: Sequence[Statement], numbers: Set[int]) -> Iterator[Statement]:
    """The whole of a claim before it where its percent is of that, and of those it is among where of nothing else."""
    before: list[int] = []
    for one in sentence:
        fits = [of for of in reversed(before) if _open(one) and one.is_of(of)]
        if fits:
            yield one._replace(of=fits[0], base_apart=True)
        elif one.is_of_bare and one.within and _open(one) and not numbers & set(_possible(one)):
            yield one._replace(of=one.within, base_apart=True)
        else:
            yield one
        before += [one.of] if one.of and one.percent else []


def _open(one: Statement) -> bool:
    return bool(one.of is None and one.percent and one.number and one.number == one.number_to)


def _possible(one: Statement) -> range:
    found = wholes_for(one.number, one.percent) if one.number and one.percent else None
    return range(found[0], found[1] + 1) if found else range(0)


_NAMELESS = re.compile(r"\S+\s*\(")
"""12 (33%), which are of those before it; not "12 schools (33%)", which may be others."""


def beside(found: Sequence[Statement]) -> Iterator[Finding]:
    """Claims whose percent is not of the whole of the others in their sentence, nor of any number of the text."""
    numbers = {number for one in found for number in (one.number, one.of) if number is not None}
    for _, sentence in groupby(found, key=_sentence):
        claims = list(sentence)
        wholes = [
            one.of
            for one in claims
            if one.of and one.percent and one.number is not None and one.is_of(one.of)
        ]
        for one in claims:
            if (
                len(set(wholes)) != 1
                or not _open(one)
                or one.within is not None
                or numbers & set(_possible(one))
            ):
                continue
            (of,) = set(wholes)
            if one.percent and of and (one.number or 0) <= of:
                exactly = in_percent(Fraction(one.number or 0, of), one.percent.decimals + 1)
                words = f"{one.said}: {number_of(len(wholes), 'other percent')} beside it of {of:,}, and {one.number:,} of {of:,} is {exactly}."
                yield Finding(
                    "denominator",
                    words,
                    one.line,
                    one.column,
                    one.sentence,
                    len(wholes) > 1 or bool(_NAMELESS.match(one.text)),
                )


def _with_asked(found: Sequence[Statement]) -> list[Statement]:
    """With what a response is of, where the number before it in its paragraph says how many were asked."""
    return [
        one._replace(of=before.number, base_apart=True)
        if before and _is_asked(before) and _answers(before, one)
        else one
        for before, one in zip([None, *found], found, strict=False)
    ]


def _answers(asked: Statement, one: Statement) -> bool:
    return (
        one.of is None
        and one.within is None
        and one.block == asked.block
        and one.number is not None
        and one.number <= (asked.number or 0)
        and any(on_response([one]))
    )


def _is_asked(one: Statement) -> bool:
    bare = one.of is None and one.percent is None and one.number and one.number == one.number_to
    ahead, _, behind = one.sentence.partition(one.text)
    return bool(bare and one.hedge is Hedge.EXACT and (_ASKED.search(ahead) or _WERE_ASKED.match(behind)))

"""The same thing said twice in one text, with other numbers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from custodes.publication.figures.checking.against import stems
from custodes.publication.figures.checking.finding import Finding
from custodes.publication.figures.checking.quantities import Hedge, Percent
from custodes.publication.figures.checking.response import on_response
from custodes.publication.figures.checking.rounding import follows, in_percent
from custodes.publication.figures.checking.statement import Statement

_OTHER_TIME = re.compile(
    r"\b(?:19|20)\d{2}\b|\b(?:in time|on time|deadline|later|eventually|finally|in the end|so far|by then|now|earlier|previous(?:ly)?|initial(?:ly)?|interim|first|corrected|correction|erratum|before|last|then)\b",
    re.IGNORECASE,
)
FEWEST_WORDS = 2
_OF_WHOM = re.compile(r"\S+\s+of\s+[a-z]", re.IGNORECASE)
"""87% of the older voters: it is not said what they do."""


def repeated(found: Sequence[Statement]) -> Iterator[Finding]:
    """Claims of one subject that differ; each pair is told once, at the second."""
    yield from _of_response(list(on_response(found)))
    by_subject: dict[frozenset[str], list[Statement]] = defaultdict(list)
    for one in found:
        subject = stems(one.subject)
        fewest = FEWEST_WORDS + bool(_OF_WHOM.match(one.subject))
        aside = one.within is not None or one.is_change or one.is_each
        if not aside and (one.of is not None or one.percent) and len(subject) >= fewest:
            by_subject[subject].append(one)
    for claims in by_subject.values():
        for one in claims[1:]:
            if claims[0].sentence_number != one.sentence_number and _differ(claims[0], one):
                words = f"{claims[0].said} (line {claims[0].line}) and {one.said} (line {one.line}) are said of the same."
                fault = (claims[0].of == one.of or None in (claims[0].of, one.of)) and _times(
                    claims[0]
                ) == _times(one)
                yield Finding("repeated", words, one.line, one.column, one.sentence, fault)


def _of_response(found: Sequence[Statement]) -> Iterator[Finding]:
    """What is called the response, in counts and in percents, where no rounding makes them one."""
    shares = [one for one in found if one.number is not None and one.of]
    percents = [one for one in found if one.percent and one.number is None and one.of is None]
    for one in shares[1:]:
        first = shares[0]
        apart = one.sentence_number != first.sentence_number and one.within is None
        if apart and one.of == first.of and _differ(first, one) and _times(first) == _times(one):
            words = f"{first.said} (line {first.line}) and {one.said} (line {one.line}) are both said of the response."
            yield Finding("repeated", words, one.line, one.column, one.sentence)
    for one in percents:
        assert one.percent
        others = [other for other in shares if not _same(other, one.percent)]
        if others and len(others) == len(shares) and _times(one) == _times(others[0]):
            words = f"{one.percent.said} (line {one.line}) and {_exactly(others[0])} (line {others[0].line}) are both said of the response."
            yield Finding("repeated", words, one.line, one.column, one.sentence)


def _same(one: Statement, percent: Percent) -> bool:
    return follows(Fraction(one.number or 0, one.of or 1), percent).is_usual


def _exactly(one: Statement) -> str:
    return f"{one.number:,} of {one.of:,}, {in_percent(Fraction(one.number or 0, one.of or 1), 1)},"


def _differ(one: Statement, other: Statement) -> bool:
    """Whether two claims of one subject cannot both be right, or are of different wholes."""
    if Hedge.EXACT not in (one.hedge, other.hedge) and one.hedge != other.hedge:
        return False
    for first, second in ((one.number, other.number), (one.of, other.of)):
        if first is not None and second is not None and first != second:
            return True
    if not one.percent or not other.percent or one.percent.decimals != other.percent.decimals:
        return False
    return one.percent.printed != other.percent.printed


def _times(one: Statement) -> frozenset[str]:
    return frozenset(word.lower() for word in _OTHER_TIME.findall(one.sentence))

"""The same thing said twice in one text, with other numbers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from custodes.publication.figures.checking.against import stems
from custodes.publication.figures.checking.finding import Finding
from custodes.publication.figures.checking.quantities import Hedge, Percent
from custodes.publication.figures.checking.rounding import follows, in_percent
from custodes.publication.figures.checking.statements import Statement

_ENDS = r"\s*(?:[.,;:()!?–—]|$|(?:and|but|by|before|after|within|in\s+time|on\s+time)\b)"
_RESPONSE = re.compile(
    r"\bresponse\s+rate|\brate\s+of\s+(?:response|return)|\b(?:responded|replied|returned\s+(?:it|the|their|a)"
    r"|answered\s+(?:it|us|(?:the|our|this)\s+(?:survey|questionnaire))|submitted\s+(?:a\s+)?returns?|completed\s+the\s+survey)\b"
    rf"|(?<!\bwere\s)(?<!\bwas\s)(?<!\bbeen\s)\banswered\b(?={_ENDS})"
    rf"|\breturns\s+(?:from|for|(?:out\s+)?of)\s+(?:(?:the|all|our|those)\s+){{0,2}}\d+(?:\s+\w+){{0,2}}(?={_ENDS}|\s+(?:that|who|we|were|came)\b)"
    r"|\breturns?\s+(?:were\s+|was\s+)?(?:received|submitted)"
    r"|\breceived\b[^.]{0,40}\b(?:returns|responses|replies)|\b(?:responses?|returns|replies)\b[^.]{0,40}\breceived",
    re.IGNORECASE,
)
"""Who answered, and not what: "39 of 47 forces answered", "39 returns from the 47"; not "answered that they fly drones"."""
_OTHER_TIME = re.compile(
    r"\b(?:19|20)\d{2}\b|\b(?:earlier|previous(?:ly)?|initial(?:ly)?|interim|first|corrected|correction|erratum|before|last|then)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"\b(?:and|but|while|whereas)\b", re.IGNORECASE)
FEWEST_WORDS = 2


def repeated(found: Sequence[Statement]) -> Iterator[Finding]:
    """Claims of one subject that differ; each pair is told once, at the second."""
    yield from _of_response(list(_on_response(found)))
    by_subject: dict[frozenset[str], list[Statement]] = defaultdict(list)
    for one in found:
        subject = stems(one.subject)
        if one.within is None and (one.of is not None or one.percent) and len(subject) >= FEWEST_WORDS:
            by_subject[subject].append(one)
    for claims in by_subject.values():
        for one in claims[1:]:
            if _differ(claims[0], one):
                words = f"{claims[0].said} (line {claims[0].line}) and {one.said} (line {one.line}) are said of the same."
                fault = claims[0].of == one.of and _times(claims[0]) == _times(one)
                yield Finding("repeated", words, one.line, one.column, one.sentence, fault)


def _on_response(found: Sequence[Statement]) -> Iterator[Statement]:
    """Claims that are of the response by their own words: another in the sentence may be of something else."""
    for _, together in groupby(found, lambda one: one.sentence_number):
        first, *others = together
        ahead = first.sentence.partition(first.text)[0]
        if _RESPONSE.search(_clause(first, f"{ahead} {first.subject}") if others else first.sentence):
            yield first
        yield from (one for one in others if _RESPONSE.search(_clause(one, one.subject)))


def _clause(one: Statement, words: str) -> str:
    """The part of them that a claim is in; the last where they all stand before it."""
    parts = _CLAUSES.split(words)
    return next((part for part in parts if one.text in part), parts[-1])


def _of_response(found: Sequence[Statement]) -> Iterator[Finding]:
    """What is called the response, in counts and in percents, where no rounding makes them one."""
    shares = [one for one in found if one.number is not None and one.of]
    percents = [one for one in found if one.percent and one.number is None and one.of is None]
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

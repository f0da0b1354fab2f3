"""Which claims of a text are of the response to a survey."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from custodes.publication.figures.checking.statement import Statement

_ENDS = r"\s*(?:[.,;:()!?–—]|$|(?:and|but|by|before|after|within|in\s+time|on\s+time)\b)"
_RESPONSE = re.compile(
    r"\bresponse\s+rate|\brate\s+of\s+(?:response|return)|\b(?:(?:responded|replied)(?!\s+(?:that|with|yes|no|“|\"|to\s+(?:this|the)\s+question))|returned\s+(?:it|the|their|a)"
    r"|answered\s+(?:it|us|(?:the|our|this)\s+(?:survey|questionnaire))|submitted\s+(?:a\s+)?returns?|completed\s+the\s+survey|came\s+back)\b"
    rf"|(?<!\bwere\s)(?<!\bwas\s)(?<!\bbeen\s)\banswered\b(?={_ENDS})"
    rf"|\b(?:returns|replies|responses)\s+(?:from|for|(?:out\s+)?of)\s+(?:(?:the|all|our|those)\s+){{0,2}}\d+(?:\s+\w+){{0,2}}(?={_ENDS}|\s+(?:that|who|we|were|came)\b)"
    r"|\breturns?\s+(?:were\s+|was\s+)?(?:received|submitted)"
    r"|\breceived\b[^.]{0,40}\b(?:returns|responses|replies)|\b(?:responses?|returns|replies)\b[^.]{0,40}\breceived",
    re.IGNORECASE,
)
"""Who answered, and not what: "39 of 47 forces answered", "39 returns from the 47"; not "answered that they fly drones"."""
_CLAUSES = re.compile(r"\b(?:and|but|while|whereas)\b", re.IGNORECASE)


def on_response(found: Sequence[Statement]) -> Iterator[Statement]:
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

"""The sections of a wave's instrument, and which of them a return answers for whom. Pure reads."""

from collections.abc import Mapping

from custodes.survey.instrument import Words
from custodes.survey.keeping import form_of
from custodes.survey.models import Covered, Return, Wave

OUTSIDE = "General"
"""What questions outside of any group are called together."""


def labels_of(wave: Wave) -> dict[str, str]:
    """What each section is called, by its name, in the order of the form."""
    parts = form_of(wave.instrument).sections
    return {part.item.name: said(part.item.label) or part.item.name or OUTSIDE for part in parts}


def said(words: Words) -> str:
    """A text in the first language of its form, "" where nothing is said."""
    return next(iter(words.values()), "")


def coverage_of(of: Return) -> Mapping[int, frozenset[str]]:
    """The sections that a return answers, by the number of the body that it answers them for. One query."""
    found: dict[int, set[str]] = {}
    for body, section in Covered.objects.filter(of=of).values_list("body", "section"):
        found.setdefault(body, set()).add(section)
    return {body: frozenset(sections) for body, sections in found.items()}


def answered_in(coverage: Mapping[int, frozenset[str]]) -> frozenset[str]:
    """The sections that it answers for anybody."""
    return frozenset[str]().union(*coverage.values())

"""A text checked as a whole: every claim in it, and what the claims say of each other."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from custodes.publication.figures.checking.against import Against, Place, against
from custodes.publication.figures.checking.arithmetic import Arithmetic, arithmetic
from custodes.publication.figures.checking.finding import Finding
from custodes.publication.figures.checking.implied import contradicting, implied_whole
from custodes.publication.figures.checking.quantities import Hedge
from custodes.publication.figures.checking.repeated import repeated
from custodes.publication.figures.checking.statements import Statement, statements
from custodes.publication.figures.checking.sums import breakdowns, subgroups, written
from custodes.publication.figures.checking.wave import Known, Share, pairs


class Verdict(StrEnum):
    """What is to be thought of a claim."""

    WRONG = "wrong"
    """Its own numbers do not agree."""
    NOT_FOUND = "not_found"
    """No number of the wave gives it."""
    HOLDS = "holds"
    """The wave gives it."""
    CONSISTENT = "consistent"
    """Its own numbers agree; no wave was looked at, or the wave has no such whole."""
    NOT_CHECKED = "not_checked"
    """There was nothing to hold it against."""

    @property
    def is_fault(self) -> bool:
        return self in (Verdict.WRONG, Verdict.NOT_FOUND)


class Result(NamedTuple):
    """A claim with what is to be said of it."""

    statement: Statement
    verdict: Verdict
    arithmetic: Arithmetic
    against: Against


class Checked(NamedTuple):
    """A text with everything found in it."""

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    known: Known | None

    @property
    def faults(self) -> int:
        """How many claims and sums do not hold."""
        return sum(one.verdict.is_fault for one in self.results) + sum(one.is_fault for one in self.findings)

    @property
    def looked_at(self) -> int:
        """How many claims could be held against something."""
        return sum(one.verdict is not Verdict.NOT_CHECKED for one in self.results) + len(self.findings)


def check(text: str, known: Known | None = None, *, every_number: bool = False) -> Checked:
    """Everything that can be said of the figures of a text.

    `every_number`: also numbers that stand alone, without a whole or a percent, as somebody asks for them.
    """
    found = statements(text)
    sums = list(written(text, found))
    summed = {one for parts, _ in sums for one in parts if not (one.percent and one.number is not None)}
    alone = [one for one in found if one not in summed and not one.is_whole]
    every, named = pairs(known) if known else (), _named(found)
    results = [_result(one, known, every, named) for one in alone if every_number or _is_figure(one)]
    if not every_number:
        results = [one for one in results if not _is_bare(one.statement) or one.verdict is Verdict.HOLDS]
    return Checked(tuple(results), tuple(_findings(text, found, sums)), known)


def returns_meant(text: str) -> frozenset[int]:
    """Numbers of returns that a text may be of: an earlier day of a wave may have had that many."""
    return _named(statements(text))


def _named(found: Sequence[Statement]) -> frozenset[int]:
    """The wholes that claims say or imply."""
    named = {one.of for one in found if one.of} | {implied_whole(found)}
    return frozenset(named - {0})


def _findings(
    text: str, found: Sequence[Statement], sums: Sequence[tuple[Sequence[Statement], Finding]]
) -> list[Finding]:
    """What the claims of a text say of each other, in its order."""
    whole = implied_whole(found)
    summed = {one for parts, _ in sums for one in parts}
    rest = [one for one in found if one not in summed]
    every = [finding for _, finding in sums]
    every += [
        *subgroups(found),
        *contradicting(found, whole),
        *breakdowns(text, rest, whole),
        *repeated(rest),
    ]
    return sorted(every, key=lambda one: (one.line, one.column))


def _is_bare(one: Statement) -> bool:
    return one.of is None and one.percent is None


def _is_figure(one: Statement) -> bool:
    """Whether a claim is one that a report would have worked out."""
    only_words = one.percent is not None and one.percent.in_words and one.number is one.of is None
    return not only_words and (not _is_bare(one) or one.hedge is not Hedge.EXACT)


def _result(one: Statement, known: Known | None, every: Sequence[Share], named: Collection[int]) -> Result:
    own = arithmetic(one)
    wave = against(one, known, every, named=named, wrong=bool(own.wrong))
    return Result(one, _verdict(own, wave), own, wave)


def _verdict(own: Arithmetic, wave: Against) -> Verdict:
    if own.wrong:
        return Verdict.WRONG
    if wave.place is Place.FOUND:
        return Verdict.HOLDS
    if wave.place is Place.NOT_FOUND:
        return Verdict.NOT_FOUND
    return Verdict.CONSISTENT if own.checked else Verdict.NOT_CHECKED


def as_data(checked: Checked) -> dict[str, Any]:
    """For a program: everything, with fractions as numbers."""
    known = checked.known
    return {
        "wave": {"title": known.title, "at": known.at} if known else None,
        "holds": not checked.faults,
        "figures": [_figure(one) for one in checked.results],
        "findings": [one._asdict() for one in checked.findings],
    }


def _figure(one: Result) -> dict[str, Any]:
    said, percent = one.statement, one.statement.percent
    return {
        "text": said.text,
        "line": said.line,
        "column": said.column,
        "sentence": said.sentence,
        "number": said.number,
        "of": said.of,
        "percent": float(percent.value) if percent else None,
        "verdict": one.verdict,
        "wrong": list(one.arithmetic.wrong),
        "notes": [*one.arithmetic.notes, *one.against.notes],
        "near": [list(pair) for pair in one.arithmetic.near],
        "gives": _gives(one.against),
    }


def _gives(wave: Against) -> Sequence[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "of": one.of,
            "percent": round(float(100 * one.share), 4),
            "words": one.words,
            "kind": one.tier.name.lower(),
        }
        for one in wave.explanations
    ]

"""A text checked as a whole: every claim in it, and what the claims say of each other."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from custodes.publication.figures.checking.against import Against, Place, against
from custodes.publication.figures.checking.arithmetic import Arithmetic, alone, arithmetic
from custodes.publication.figures.checking.breakdowns import breakdowns
from custodes.publication.figures.checking.changes import changes
from custodes.publication.figures.checking.finding import Finding
from custodes.publication.figures.checking.grids import Grid
from custodes.publication.figures.checking.implied import contradicting, implied_whole
from custodes.publication.figures.checking.masking import masked
from custodes.publication.figures.checking.quantities import Hedge
from custodes.publication.figures.checking.repeated import repeated
from custodes.publication.figures.checking.statement import Statement
from custodes.publication.figures.checking.statements import statements
from custodes.publication.figures.checking.sums import subgroups, written
from custodes.publication.figures.checking.table_totals import table_totals
from custodes.publication.figures.checking.totals import led_totals
from custodes.publication.figures.checking.wave import Known, Share, pairs
from custodes.publication.figures.checking.wholes import beside, with_wholes


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
    alone: tuple[Statement, ...] = ()
    """Numbers that stand alone and were held against nothing."""

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
    found = with_wholes(statements(text))
    sums = [*written(text, found), *led_totals(masked(text), found)]
    tables = list(table_totals(text))
    summed = {one for parts, _ in sums for one in parts if not (one.percent and one.number is not None)}
    rest = [one for one in found if one not in summed and not one.is_whole]
    every, named = pairs(known) if known else (), _named(found)
    said = {one.number for one in found if one.number} | named
    results = [
        _result(one, known, every, named, said, every_number)
        for one in rest
        if every_number or _is_figure(one)
    ]
    if not every_number:
        results = [one for one in results if not _is_bare(one.statement) or one.verdict is Verdict.HOLDS]
    shown = {one.statement for one in results}
    loose = [
        one for one in rest if _is_bare(one) and one.within is None and not one.is_each and one not in shown
    ]
    loose = [one for one in loose if not any(grid.start <= one.start < grid.end for grid, _ in tables)]
    return Checked(tuple(results), tuple(_findings(text, found, sums, tables)), known, tuple(loose))


def returns_meant(text: str) -> frozenset[int]:
    """Numbers of returns that a text may be of: an earlier day of a wave may have had that many."""
    return _named(with_wholes(statements(text)))


def _named(found: Sequence[Statement]) -> frozenset[int]:
    """The wholes that claims say or imply."""
    named = {one.of for one in found if one.of} | {implied_whole(found)}
    return frozenset(named - {0})


def _findings(
    text: str,
    found: Sequence[Statement],
    sums: Sequence[tuple[Sequence[Statement], Finding]],
    tables: Sequence[tuple[Grid, Sequence[Finding]]],
) -> list[Finding]:
    """What the claims of a text say of each other, in its order."""
    whole = implied_whole(found)
    summed = {one for parts, _ in sums for one in parts}
    rest = [one for one in found if one not in summed]
    every = [finding for _, finding in sums]
    every += [finding for _, inside in tables for finding in inside]
    outside = [one for one in rest if not any(grid.start <= one.start < grid.end for grid, _ in tables)]
    every += [
        *subgroups(found),
        *_once([*contradicting(outside, whole), *beside(outside)]),
        *breakdowns(text, outside, whole),
        *changes(text),
        *repeated(rest),
    ]
    return sorted(every, key=lambda one: (one.line, one.column))


def _once(found: Sequence[Finding]) -> list[Finding]:
    """One of those at one place."""
    return list({(one.line, one.column): one for one in reversed(found)}.values())


def _is_bare(one: Statement) -> bool:
    return one.of is None and one.percent is None


def _is_figure(one: Statement) -> bool:
    """Whether a claim is one that a report would have worked out."""
    only_words = one.percent is not None and one.percent.in_words and one.number is one.of is None
    return not only_words and (not _is_bare(one) or one.hedge is not Hedge.EXACT)


def _result(
    one: Statement,
    known: Known | None,
    every: Sequence[Share],
    named: Collection[int],
    said: Collection[int],
    every_number: bool,
) -> Result:
    """`named`: the wholes of the text. `said`: these and all its other numbers."""
    own = arithmetic(one, said)
    wave = against(one, known, every, named=named, said=said, wrong=bool(own.wrong))
    if wave.place is Place.NOT_LOOKED and one.number is None and one.of is None and one.percent:
        own = own._replace(notes=(*own.notes, *alone(one.percent, named, smallest=every_number)))
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
        "alone": [{"text": one.text, "line": one.line, "column": one.column} for one in checked.alone],
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

"""The figures of two waves side by side: the raw change, and the change among the units that are in both.

Worked out is the definition of the later wave, on the answers of both: only where every question that it reads was
asked before and can be compared. Pure: docs/how-to/compare-waves.md.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import pyarrow.compute as pc

from custodes.publication.figures.conditions import (
    ALWAYS,
    NO_RETURN,
    Condition,
    in_words,
    leaves,
    renamed,
)
from custodes.publication.figures.counting import Working, work_out
from custodes.publication.figures.definitions import ABOUT_UNITS, Figure, Unit, reads
from custodes.survey.comparing import Likeness, Pair, pairs
from custodes.survey.editions import first
from custodes.survey.filling import Form
from custodes.survey.filling.given import OTHER
from custodes.survey.instrument import Item, Question

if TYPE_CHECKING:
    from custodes.publication.figures.snapshot import Snapshot


class Side(NamedTuple):
    """A wave, as its figures are compared."""

    form: Form
    figures: Sequence[Figure]
    answers: "Snapshot"


class Standing(StrEnum):
    """How the definition of a figure stands to the one of its name in the earlier wave."""

    SAME = "same"
    OTHER = "other"
    ONLY_HERE = "only_here"


class Both(NamedTuple):
    """A figure in the earlier wave and in the later one. Changes are of shares: 1 is a hundred percentage points."""

    then: Working
    now: Working

    @property
    def least(self) -> Fraction | None:
        """The change there is at least, whatever the unknown ones are; None where nobody belongs in one of them."""
        return _minus(self.now.least_share, self.then.most_share)

    @property
    def most(self) -> Fraction | None:
        """The change there is at most."""
        return _minus(self.now.most_share, self.then.least_share)

    @property
    def direction_known(self) -> bool:
        """Whether it can be said that it rose, fell or stayed, also with those who are unknown."""
        if self.least is None or self.most is None:
            return False
        return self.least == self.most or self.least > 0 or self.most < 0


def _minus(now: Fraction | None, then: Fraction | None) -> Fraction | None:
    return None if now is None or then is None else now - then


class FigureCompared(NamedTuple):
    """A figure of the later wave beside the earlier one."""

    figure: Figure
    standing: Standing
    was: tuple[str, ...]
    """How it was defined, each a sentence, where that is another definition."""
    reads: tuple[Pair, ...]
    """The questions that it reads, each with the one before."""
    apart: tuple[str, ...]
    """Why it cannot be compared, each a sentence that names the question; empty where it can."""
    raw: Both | None = None
    panel: Both | None = None
    """Among the units that are in both; None too for returns that are set against bodies."""
    matched: int = 0
    """How many units that are."""


class Compared(NamedTuple):
    """The figures of two waves."""

    figures: Sequence[FigureCompared]
    gone: Sequence[Figure]
    """Those that only the earlier wave has."""
    matched: Mapping[Unit, int]
    """How many units are in both waves."""
    otherwise: Sequence[str]
    """Whose returns are in both and answer for other bodies than before: they are not matched."""

    @property
    def alike(self) -> list[FigureCompared]:
        """Those that can be compared."""
        return [one for one in self.figures if not one.apart]

    @property
    def apart(self) -> list[FigureCompared]:
        """Those that cannot."""
        return [one for one in self.figures if one.apart]


def compare(now: Side, then: Side) -> Compared:
    """Every figure of the later wave beside the earlier one: two statements, whatever the number of figures."""
    known = {pair.name: pair for pair in pairs(now.form, then.form) if pair.here}
    names = {name: pair.there.item.name for name, pair in known.items() if pair.there}
    earlier = {figure.name: figure for figure in then.figures}
    found = [
        _stands(figure, _read(figure, known, now.form, then.form), earlier.get(figure.name), names)
        for figure in now.figures
    ]
    alike = [one.figure for one in found if not one.apart]
    before = [_renamed(figure, names) for figure in alike]
    theirs = work_out(before, then.answers.units, then.answers.answers)
    ours = work_out(alike, now.answers.units, now.answers.answers)
    panels = _Panels(now.answers, then.answers, alike, before)
    worked_out = iter([panels.both(*both) for both in zip(theirs, ours, strict=True)])
    return Compared(
        [one if one.apart else one._replace(**next(worked_out)._asdict()) for one in found],
        [figure for figure in then.figures if figure.name not in {one.name for one in now.figures}],
        {unit: len(ids) for unit, ids in panels.units.items()},
        panels.otherwise,
    )


def _renamed(figure: Figure, names: Mapping[str, str]) -> Figure:
    """The figure, as it reads the questions of the earlier form."""
    belongs = figure.belongs and renamed(figure.belongs, names)
    return replace(figure, counts=renamed(figure.counts, names), belongs=belongs)


def _stands(
    figure: Figure, read: tuple[Pair, ...], earlier: Figure | None, names: Mapping[str, str]
) -> FigureCompared:
    apart = (*chain.from_iterable(map(_why_apart, read)), *_not_offered(figure, read))
    if earlier is None:
        return FigureCompared(figure, Standing.ONLY_HERE, (), read, apart)
    was = (*_was(_renamed(figure, names), earlier),)
    return FigureCompared(figure, Standing.OTHER if was else Standing.SAME, was, read, apart)


def _was(figure: Figure, earlier: Figure) -> Iterator[str]:
    if figure.unit is not earlier.unit:
        yield f"It counted by {earlier.unit}."
    if figure.counts != earlier.counts:
        yield f"It counted {in_words(earlier.counts)}."
    if figure.belongs != earlier.belongs or figure.mixed is not earlier.mixed:
        among = f", {in_words(earlier.belongs)}" if earlier.belongs else ""
        yield f"It was out of {earlier.of_words}{among}."


def _read(figure: Figure, known: Mapping[str, Pair], now: Form, then: Form) -> tuple[Pair, ...]:
    """The questions that it reads; behind what the form calculates, those that it is calculated from."""
    found: dict[str, Pair] = {}
    left = [name for name in reads(figure) if name not in ABOUT_UNITS]
    while left:
        name = left.pop(0)
        if name not in found:
            found[name] = known.get(name) or _unasked(name, now, then)
            calculated = now.by_name[name].calculation
            left += sorted(calculated.names - found.keys()) if calculated else []
    return tuple(found.values())


def _unasked(name: str, now: Form, then: Form) -> Pair:
    """What nobody answers: the same where it is calculated in the same words."""
    here, there = now.by_name[name], then.by_name.get(name)
    if there is None:
        return Pair(Likeness.ONLY_HERE, here, None)
    is_same = _formula(here.item) == _formula(there.item)
    why = () if is_same else ("It was calculated otherwise.",)
    return Pair(Likeness.SAME if is_same else Likeness.NOT_COMPARABLE, here, there, why)


def _formula(item: Item) -> tuple[str, str]:
    """What makes it up; how often a group is there is counted anew in each wave."""
    return (item.kind, " ".join(item.calculation.split())) if isinstance(item, Question) else ("", "")


def _why_apart(pair: Pair) -> Iterator[str]:
    if pair.likeness is Likeness.ONLY_HERE:
        yield f"{pair.name}: It was not asked."
    elif not pair.likeness.comparable:
        yield f"{pair.name}: {' '.join(pair.why)}"


def _not_offered(figure: Figure, read: Sequence[Pair]) -> Iterator[str]:
    """A choice that decides and that nobody could choose: that nobody did would be a no that nobody said."""
    asked = {pair.name: pair for pair in read if pair.likeness.comparable}
    wanted = dict.fromkeys(
        (leaf[2], str(leaf[3])) for leaf in _leaves(figure) if leaf[0] == "is" and leaf[1] != "contains"
    )
    for name, choice in wanted:
        pair = asked.get(name)
        if pair and pair.there and choice not in _choices(pair.there.item, choice):
            assert pair.here
            yield f"{name}: “{_called(pair.here.item, choice)}” could not be chosen."


def _leaves(figure: Figure) -> Iterator[Condition]:
    return chain(leaves(figure.counts), leaves(figure.belongs or ALWAYS))


def _choices(item: Item, choice: str) -> Collection[str]:
    """What could be chosen; anything, where no choices are given."""
    assert isinstance(item, Question)
    names = {one.name for one in item.choices} | ({OTHER} if item.or_other else set())
    return names or {choice}


def _called(item: Item, name: str) -> str:
    assert isinstance(item, Question)
    return next((first(one.label) for one in item.choices if one.name == name), "") or name


class _Worked(NamedTuple):
    raw: Both
    panel: Both | None
    matched: int


class _Panels:
    """Which units of two snapshots are the same unit, for a figure."""

    def __init__(
        self, now: "Snapshot", then: "Snapshot", figures: Sequence[Figure], before: Sequence[Figure]
    ) -> None:
        ours, theirs = _covers(now), _covers(then)
        names = {unit: _names(now, unit) for unit in Unit}
        self.units = {unit: names[unit].keys() & _names(then, unit).keys() for unit in Unit}
        others = {one for one in self.units[Unit.RETURN] if ours.get(one) != theirs.get(one)}
        self.units[Unit.RETURN] -= others
        self.otherwise = sorted(names[Unit.RETURN][one] for one in others)
        self.silent = (_silent(then, before), _silent(now, figures))

    def both(self, then: Working, now: Working) -> _Worked:
        raw = Both(then, now)
        if now.figure.mixed:
            return _Worked(raw, None, 0)
        ids = set(self.units[now.figure.unit])
        if now.figure.unit is Unit.BODY:
            for working, silent in zip(raw, self.silent, strict=True):
                ids.difference_update(*(silent.get(name, ()) for name in _answered(working.figure)))
        return _Worked(raw, Both(then.only(ids), now.only(ids)), len(ids))


def _names(of: "Snapshot", unit: Unit) -> dict[str, str]:
    """By id, what the units are called."""
    units = of.units.filter(pc.equal(of.units["unit"], str(unit)))
    return dict(zip(units["id"].to_pylist(), units["name"].to_pylist(), strict=True))


def _covers(of: "Snapshot") -> dict[str, set[str]]:
    """By return, the bodies that it answers any section for."""
    found: dict[str, set[str]] = {}
    for body, returns in of.answered_by.items():
        for one in returns:
            found.setdefault(one, set()).add(body)
    return found


def _silent(of: "Snapshot", figures: Sequence[Figure]) -> dict[str, set[str]]:
    """By question that figures read, the bodies that no submitted return answers it for."""
    rows = of.answers.filter(pc.equal(of.answers["state"], NO_RETURN))
    wanted = set(chain.from_iterable(map(_answered, figures)))
    found: dict[str, set[str]] = {}
    for body, question in zip(rows["id"].to_pylist(), rows["question"].to_pylist(), strict=True):
        if question in wanted:
            found.setdefault(question, set()).add(body)
    return found


def _answered(figure: Figure) -> set[str]:
    """The questions whose answers it reads; that there is none can be what is counted."""
    return {leaf[2] for leaf in _leaves(figure) if leaf[3] != NO_RETURN}

"""Figures split: a figure for each group of its denominator, each part of those who count, and the residual.

Splits are figures like others, with conditions of their own, so that they are counted in the same statement and
checked in the same way. Whoever gave no such answer is in the group or part that is called the residual, so that what
a question with single choices splits adds up to the whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from custodes.publication.figures.conditions import Condition
from custodes.publication.figures.counting import Working, work_out
from custodes.publication.figures.definitions import KIND, Figure, Unit
from custodes.publication.figures.fitting import SEVERAL
from custodes.survey.filling.given import NOT_KNOWN, OTHER, State
from custodes.survey.instrument import Instrument, Question, Words


class Role(StrEnum):
    """What a derived figure is of the figure that it comes from."""

    GROUP = "group"
    PART = "part"


class Derived(NamedTuple):
    """One group or part. `choice`: "" for the residual, who is in none of the choices."""

    label: str
    figure: Figure
    role: Role
    question: str
    choice: str
    inside: Condition
    """Who is in it."""


class Split(NamedTuple):
    """One group or part, worked out."""

    of: Derived
    working: Working


@dataclass(frozen=True)
class Whole:
    """A figure worked out with its groups and parts."""

    working: Working
    splits: Sequence[Split] = ()

    @property
    def figure(self) -> Figure:
        """What was worked out."""
        return self.working.figure


def derived(figure: Figure, instrument: Instrument, kinds: Sequence[str]) -> list[Derived]:
    """The groups of a figure by each question of `by`, then its `parts`; the residual last in each.

    `kinds`: the kinds of bodies there are, by which `wave:kind` splits. A group has its own denominator; a part has
    that of the figure, so that shares of parts add up to that of the figure.
    """
    questions = {question.name: question for question in instrument.questions()}
    found: list[Derived] = []
    for name in figure.by:
        leaves = _leaves(name, questions.get(name), kinds)
        found += [_group(figure, name, *leaf) for leaf in _with_residual(leaves, _none(figure, name))]
    if figure.parts:
        leaves = _leaves(figure.parts, questions.get(figure.parts), kinds)
        found += [_part(figure, *leaf) for leaf in _with_residual(leaves, "in none of these")]
    return found


def work_out_split(
    figures: Sequence[Figure], instrument: Instrument, units: pa.Table, answers: pa.Table
) -> list[Whole]:
    """Figures with their groups and parts, all in one statement."""
    kinds = kinds_in(answers)
    splits = [derived(figure, instrument, kinds) for figure in figures]
    asked = [*figures, *(one.figure for split in splits for one in split)]
    worked_out = work_out(asked, units, answers)
    rest = iter(worked_out[len(figures) :])
    return [
        Whole(working, [Split(one, next(rest)) for one in split])
        for working, split in zip(worked_out, splits, strict=False)
    ]


def kinds_in(answers: pa.Table) -> list[str]:
    """The kinds of bodies in a snapshot, in order."""
    of_kind = answers.filter(pc.equal(answers["question"], KIND))
    return sorted(set(of_kind["value"].to_pylist()))


_Leaf = tuple[str, str, Condition]
"""Label, choice, and who is in it."""


def _leaves(name: str, question: Question | None, kinds: Iterable[str]) -> list[_Leaf]:
    symbol = "selected" if question and question.kind in SEVERAL else "="
    return [(label, choice, _in(name, symbol, choice)) for choice, label in _choices(question, kinds)]


def _choices(question: Question | None, kinds: Iterable[str]) -> Iterable[tuple[str, str]]:
    """By name, what can be answered. Who chooses “not known” has that state, and is in none."""
    if question is None:
        yield from ((kind, kind) for kind in kinds)
        return
    for choice in question.choices:
        if choice.name != NOT_KNOWN:
            yield choice.name, _first(choice.label) or choice.name
    if question.or_other and OTHER not in {choice.name for choice in question.choices}:
        yield OTHER, "Other"


def _first(words: Words) -> str:
    return next(iter(words.values()), "")


def _in(question: str, symbol: str, choice: str) -> Condition:
    """Whether that was chosen, which is never unknown: who did not say is not in this group."""
    return ["and", ["state", "=", question, str(State.ANSWERED)], ["is", symbol, question, choice]]


def _with_residual(leaves: Sequence[_Leaf], label: str) -> Sequence[_Leaf]:
    if not leaves or not label:
        return leaves
    return (*leaves, (label, "", ["not", ["or", *(condition for _, _, condition in leaves)]]))


def _none(figure: Figure, name: str) -> str:
    """What the residual of groups is called, "" where there cannot be one: every body is of a kind."""
    return "" if name == KIND and figure.unit is Unit.BODY else "none of these said"


def _both(one: Condition | None, other: Condition) -> Condition:
    return other if one is None else ["and", one, other]


def _group(figure: Figure, question: str, label: str, choice: str, inside: Condition) -> Derived:
    made = replace(
        figure,
        name=f"{figure.name}/by/{question}/{choice}",
        title=f"{figure.title}: {label}",
        of_words=f"{figure.of_words}: {label}",
        counts=_both(figure.counts, inside) if figure.mixed else figure.counts,
        belongs=_both(figure.belongs, inside),
        by=(),
        parts="",
    )
    return Derived(label, made, Role.GROUP, question, choice, inside)


def _part(figure: Figure, label: str, choice: str, inside: Condition) -> Derived:
    made = replace(
        figure,
        name=f"{figure.name}/part/{figure.parts}/{choice}",
        title=f"{figure.title}: {label}",
        counts=_both(figure.counts, inside),
        by=(),
        parts="",
    )
    return Derived(label, made, Role.PART, figure.parts, choice, inside)

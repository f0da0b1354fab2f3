"""Totals of figures that read answers which are not public, with what is too small taken out."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from custodes.errors import Invalid
from custodes.publication.figures.conditions import ALWAYS, truth
from custodes.publication.figures.conditions import questions as condition_reads
from custodes.publication.figures.counting import Group
from custodes.publication.figures.definitions import KIND, Figure, Unit, reads
from custodes.publication.figures.reference import States, states_in
from custodes.publication.figures.splitting import Role, Whole
from custodes.publication.package.disclosure import Disclosures, from_answers, is_public
from custodes.publication.package.guessing import Guesses, TooMany
from custodes.publication.package.numbers import Tally, tally
from custodes.publication.package.suppression import Cell, GivenAway, Known, suppressed
from custodes.survey.instrument import Instrument, Question

if TYPE_CHECKING:
    from custodes.publication.figures.snapshot import Snapshot

Units = Mapping[Unit, Mapping[str, States]]


@dataclass(frozen=True)
class Place:
    """Where a unit is in the tables of a figure. `at`: in which group or part, None where it is in none."""

    group: Group
    at: int | None


OUT = Place(Group(False, False), None)
"""Whoever does not belong, of whom nothing is said."""


def protected(
    figures: Sequence[Whole], snapshot: "Snapshot", instrument: Instrument, of: Disclosures
) -> dict[str, Tally]:
    """By name, the totals of every figure, group and part that cannot be worked out from public answers.

    Raises Invalid, by figure, for one whose small numbers cannot be protected, or need not be.
    """
    questions = {question.name: question for question in instrument.questions()}
    small = [one for whole in figures if whole.figure.below for one in _figures(whole)]
    read = {question for figure in small for question in reads(figure)}
    units = states_in(snapshot.units, snapshot.answers, read) if read else {}
    found: dict[str, Tally] = {}
    wrong = dict(_unprotected(figures, of))
    for whole in figures:
        what = _refused(whole, questions, of)
        try:
            found |= {} if what else _Tables(whole, units, questions, of).tallies()
        except GivenAway:
            what = "A number too small to be published follows from what is public, whatever is left out."
        except TooMany:
            what = "It reads too many answers that are not public to be protected."
        if what:
            wrong[whole.figure.name] = what
    if wrong:
        said = "\n".join(f"{name}: {what}" for name, what in wrong.items())
        raise Invalid(said, "Mend these figures, or leave them out; nothing was published.", wrong)
    return found


def _figures(whole: Whole) -> list[Figure]:
    return [whole.figure, *(split.of.figure for split in whole.splits)]


def _refused(whole: Whole, questions: Mapping[str, Question], of: Disclosures) -> str:
    """Why a figure with `below` cannot be published so, "" where it can."""
    figure = whole.figure
    if not figure.below:
        return ""
    if all(from_answers(one, of) for one in _figures(whole)):
        return "It has “below”, and every answer that it reads is public: nothing would be hidden."
    if figure.mixed:
        return "It has “below” and sets returns against bodies: its numbers cannot be protected together."
    if len(figure.by) + bool(figure.parts) > 1:
        return (
            "It has “below” and is split in two ways, which could be set against each other. Split it in one."
        )
    split = (*figure.by, figure.parts)[0]
    if split and _overlaps(split, questions) and is_public(split, of):
        return f"It has “below” and is split by {split}, whose choices overlap and are public."
    return ""


def _unprotected(figures: Sequence[Whole], of: Disclosures) -> Iterator[tuple[str, str]]:
    """Figures that say more, with a lower `below` or none, of what another one protects."""
    protects = {
        question: whole.figure
        for whole in sorted(figures, key=lambda whole: whole.figure.below)
        if whole.figure.below
        for one in _figures(whole)
        for question in reads(one)
        if not is_public(question, of)
    }
    for whole in figures:
        read = [question for one in _figures(whole) for question in reads(one)]
        below = whole.figure.below
        if shared := next((q for q in read if q in protects and below < protects[q].below), ""):
            yield (
                whole.figure.name,
                f"It reads {shared}, which {protects[shared].name} protects: give it “below = {protects[shared].below}”, too.",
            )


def _overlaps(question: str, questions: Mapping[str, Question]) -> bool:
    """Whether somebody can be in several of its groups."""
    return question != KIND and questions[question].kind != "select_one"


class _Tables:
    """A figure with its splits as tables of totals."""

    def __init__(
        self, whole: Whole, units: Units, questions: Mapping[str, Question], of: Disclosures
    ) -> None:
        self.whole, self.figure, self.disclosures = whole, whole.figure, of
        self.units = units.get(self.figure.unit, {})
        self.questions = questions

    def tallies(self) -> dict[str, Tally]:
        """What is published of it."""
        workings = [self.whole.working, *(split.working for split in self.whole.splits)]
        found = {one.figure.name: tally(one) for one in workings if not self._open(one.figure)}
        if self.figure.below < 2 or not found:
            return found
        if any(
            _overlaps(split.of.question, self.questions) or self._twice(split.of.question)
            for split in self.whole.splits
        ):
            return self._all_or_nothing(found)
        return self._without(found, suppressed(self._cells(split=True), self.figure.below))

    def _open(self, figure: Figure) -> bool:
        return from_answers(figure, self.disclosures)

    def _twice(self, question: str) -> bool:
        """Whether somebody answered it more than once, in a repeat."""
        return any(len(states.get(question, ())) > 1 for states in self.units.values())

    def _all_or_nothing(self, found: dict[str, Tally]) -> dict[str, Tally]:
        """Where groups or parts overlap: none of them, if one of them or the whole is too small."""
        out = suppressed(self._cells(split=False), self.figure.below)
        splits = [found[split.of.figure.name] for split in self.whole.splits]
        small = any(0 < (n or 0) < self.figure.below for one in splits for n in one.cells.values())
        if out or small:
            out = out | {Place(group, at) for at, one in enumerate(splits) for group in one.cells}
        return self._without(found, out)

    def _without(self, found: dict[str, Tally], out: set[Hashable]) -> dict[str, Tally]:
        """The totals without what is suppressed, and without sums that would give it away."""
        name = self.figure.name
        kept = {name: self._kept(found[name], self.figure, None, out)} if name in found else {}
        for at, split in enumerate(self.whole.splits):
            figure = split.of.figure
            own = self._kept(found[figure.name], figure, at, out)
            kept[figure.name] = self._part(own, kept.get(name)) if split.of.role is Role.PART else own
        return kept

    def _kept(self, known: Tally, figure: Figure, at: int | None, out: set[Hashable]) -> Tally:
        cells = {group: None if Place(group, at) in out else n for group, n in known.cells.items()}
        return replace(known, cells=cells, of=self._of(cells, known.of, figure))

    def _of(self, cells: Mapping[Group, int | None], of: int | None, figure: Figure) -> int | None:
        """The denominator, where it is public anyway or nothing in it is suppressed."""
        belongs = replace(figure, counts=ALWAYS)
        inside = [n for group, n in cells.items() if group.belongs]
        return of if self._open(belongs) or None not in inside else None

    def _part(self, known: Tally, whole: Tally | None) -> Tally:
        """Who is not in a part is the rest of the denominator, said only where all of that can be said."""
        cells = dict(known.cells)
        for belongs in {group.belongs for group in cells}:
            others = [cells[Group(belongs, counts)] for counts in (True, None)]
            all_of = [n for group, n in whole.cells.items() if group.belongs is belongs] if whole else []
            if None in others or None in all_of:
                cells[Group(belongs, False)] = None
        return Tally(cells, known.of if whole is None else whole.of)

    def _cells(self, *, split: bool) -> list[Cell]:
        """The network: from units that look alike in public to the places they may be in, and to totals."""
        splits = self.whole.splits if split else ()
        inside = [one.of.inside for one in splits]
        role = splits[0].of.role if splits else None
        belongs = self.figure.belongs or ALWAYS

        def place(states: States) -> Place:
            group = Group(truth(belongs, states), truth(self.figure.counts, states))
            if group.belongs is False:
                return OUT
            if role is None or (role is Role.PART and group.counts is False):
                return Place(group, None)
            return Place(group, next((at for at, one in enumerate(inside) if truth(one, states)), None))

        conditions = (belongs, self.figure.counts, *inside)
        read = {question for one in conditions for question in condition_reads(one)}
        secret = {q: self.questions[q] for q in sorted(read) if not is_public(q, self.disclosures)}
        guesses = Guesses(conditions, secret)
        alike: dict[frozenset[Hashable], Counter[Place]] = {}
        for states in self.units.values():
            alike.setdefault(guesses.possible(states, place), Counter())[place(states)] += 1
        return list(self._network(alike))

    def _network(self, alike: Mapping[frozenset[Hashable], Counter[Place]]) -> Iterator[Cell]:
        places: Counter[Place] = Counter()
        for looks, there in alike.items():
            may_be = sorted((one for one in looks if isinstance(one, Place)), key=repr)
            places.update({one: there[one] for one in may_be})
            yield Cell(("units", looks), "all", looks, there.total(), Known.ALREADY)
            yield from (Cell((looks, one), looks, one, there[one], Known.NEVER) for one in may_be)
        whole = Known.ALREADY if self._open(self.figure) else Known.PUBLISHED
        totals: Counter[Place] = Counter()
        for place, number in places.items():
            total = Place(place.group, None)
            totals[total] += number
            if place != total:
                yield Cell(place, place, total, number)
        for total, number in totals.items():
            yield Cell(total, total, "all", number, Known.NEVER if total == OUT else whole)

"""Two waves side by side: the raw change, and the change among bodies that are in both.

A return is not a body: what is counted by returns and what is counted by bodies stand beside each other and are
never added up. Counted is what was submitted last; what was coded, as it is read.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from custodes.survey.comparing.counting import Answers, Counted, counted, same_answer
from custodes.survey.comparing.questions import Likeness, Pair, pairs
from custodes.survey.filling import Form
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import parse
from custodes.survey.instrument import Question
from custodes.survey.submitted import Submitted


class Both(NamedTuple):
    """The same thing of the earlier wave and of the later one."""

    then: Counted
    now: Counted


class QuestionCompared(NamedTuple):
    """One question in two waves."""

    pair: Pair
    returns: Both
    bodies: Both
    panel: Both
    """Bodies whose part with this question is covered by a submitted return in both waves."""
    answered_in_both: int
    """Of the panel, who gave an answer both times that can be held against the other."""
    changed: int
    """Of those, whose answer is another."""


class Side:
    """A wave, as it is compared. `returns`: the last submission of each return."""

    def __init__(self, form: Form, returns: Sequence[Submitted], asked: int) -> None:
        self.form, self.asked = form, asked
        self._returns = [_Return(one, form) for one in returns]

    @property
    def returns(self) -> int:
        """How many were submitted."""
        return len(self._returns)

    @cached_property
    def bodies(self) -> frozenset[str]:
        """Slugs of the bodies of which a submitted return covers any part."""
        return frozenset(body for one in self._returns for body in one.bodies)

    @property
    def other_versions(self) -> int:
        """How many returns were submitted on another version of the instrument than the wave has now."""
        return sum(one.names is not None for one in self._returns)

    def by_return(self, part: Part) -> list[Answers]:
        """What each return says to a question in common, of those that cover its part of the form."""
        return [one.answers(part, "") for one in self._returns if one.covered(part)]

    def by_body(self, part: Part) -> dict[str, Answers]:
        """What is said to a question for each body that is covered there.

        Once, also where an amendment moved it from the part of one return to that of another, and both were submitted:
        what was submitted on the wave's own version then stands, else what was submitted last.
        """
        found: dict[str, Answers] = {}
        order = sorted(self._returns, key=lambda one: (one.names is not None, -one.of.submission.pk))
        for one in order:
            for body in one.covered(part):
                found[body] = found.get(body) or one.answers(part, body)
        return found


class _Return:
    """A submission, by the questions of the wave's form."""

    def __init__(self, of: Submitted, form: Form) -> None:
        self.of, self.form = of, form
        self.bodies: Mapping[str, Sequence[str]] = of.told["covers"]
        """With the sections that it covers, as they are called on the version that it was submitted on."""
        self.names: Mapping[str, str] | None = None
        """Questions by what they are called on that version, where it is another."""
        if of.form is not form:
            found = [pair for pair in pairs(form, of.form) if pair.here and pair.there]
            self.names = {p.name: p.there.item.name for p in found if p.there and p.likeness.comparable}
            self._sections = {pair.name: pair.there.section for pair in found if pair.there}
        self._keys: dict[str, list[str]] = {}
        for key in of.keys:
            name = parse(key)
            if name:
                self._keys.setdefault(name.name, []).append(key)

    def covered(self, part: Part) -> list[str]:
        """Slugs of the bodies for which it covers a question: where that stood when it was submitted. One that was not
        there yet counts where any of its section was."""
        if self.names is None:
            sections = {part.section}
        elif part.item.name in self._sections:
            sections = {self._sections[part.item.name]}
        else:
            there = self._sections.items()
            sections = {old for name, old in there if self.form.by_name[name].section == part.section}
        return [body for body, covered in self.bodies.items() if not sections.isdisjoint(covered)]

    def answers(self, part: Part, body: str) -> Answers:
        """Nothing, where it was not asked on the version that this return was submitted on."""
        name: str | None = part.item.name
        if self.names is not None:
            name = self.names.get(part.item.name)
        said = (self.of.said(key, body) for key in self._keys.get(name or "", ()))
        return [one for one in said if one is not None]


class Compared(NamedTuple):
    """Two waves."""

    then: Side
    now: Side
    pairs: list[Pair]
    """Every question of both."""
    questions: list[QuestionCompared]
    """Those that can be compared, if their answers were wanted."""

    @property
    def apart(self) -> list[Pair]:
        """Questions that cannot be compared, or that only one of the waves asked."""
        return [pair for pair in self.pairs if not pair.likeness.comparable]

    @property
    def alike(self) -> list[Pair]:
        """Questions that can be compared."""
        return [pair for pair in self.pairs if pair.likeness.comparable]

    @property
    def panel(self) -> frozenset[str]:
        """Slugs of the bodies that submitted returns cover, at least in part, in both waves."""
        return self.then.bodies & self.now.bodies

    def number(self, likeness: Likeness) -> int:
        """How many questions stand so."""
        return sum(one.likeness is likeness for one in self.pairs)


def compare(now: Side, then: Side, wanted: Callable[[Pair], bool] = lambda _: True) -> Compared:
    """Everything of two waves that can be compared. `wanted`: of which of these questions answers are counted."""
    found = Compared(then, now, pairs(now.form, then.form), [])
    return found._replace(questions=[_question(pair, now, then) for pair in found.alike if wanted(pair)])


def _question(pair: Pair, now: Side, then: Side) -> QuestionCompared:
    here, there = pair.here, pair.there
    assert here
    assert there
    one, other = here.item, there.item
    assert isinstance(one, Question)
    assert isinstance(other, Question)
    ours, theirs = now.by_body(here), then.by_body(there)
    panel = sorted(ours.keys() & theirs.keys())
    moved = [same_answer(one, other, ours[body], theirs[body]) for body in panel]
    return QuestionCompared(
        pair,
        Both(counted(other, then.by_return(there)), counted(one, now.by_return(here))),
        Both(counted(other, theirs.values()), counted(one, ours.values())),
        Both(counted(other, [theirs[b] for b in panel]), counted(one, [ours[b] for b in panel])),
        sum(same is not None for same in moved),
        moved.count(False),
    )

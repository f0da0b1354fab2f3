"""The lines of a return from top to bottom: what stands over questions, and the questions, with the times of repeats."""

from collections.abc import Iterator
from typing import NamedTuple

from custodes.survey.filling import BLANK, Outcome, Standing
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import Key
from custodes.survey.filling.working_out import MOST_TIMES
from custodes.survey.instrument import Question, Repeat


class Line(NamedTuple):
    """A question, or the heading of a group or of one time of a repeat."""

    key: Key
    part: Part
    depth: int
    """In how many groups it is within its section."""
    applies: bool
    standing: Standing | None = None
    """Of a question."""
    time: int = 0
    """Of a repeat: which of its times begins here, counted from 1 as people do."""
    spare: bool = False
    """Whether it is in a time that nobody has begun."""


def lines_of(section: Part, outcome: Outcome, spare: int = 0) -> Iterator[Line]:
    """Everything below the heading of a section that people see, also what does not apply.

    `spare`: how many blank times each repeat has at its end, so that another one can be added.
    """
    return _Walk(outcome, spare).lines(section.inside, (), 0, False)


class _Walk:
    def __init__(self, outcome: Outcome, spare: int) -> None:
        self.outcome, self.spare = outcome, spare

    def lines(
        self, parts: tuple[Part, ...], times: tuple[int, ...], depth: int, spare: bool
    ) -> Iterator[Line]:
        for part in parts:
            key = Key(part.item.name, times)
            if isinstance(part.item, Question):
                standing = self._standing(part, part.item, key)
                if part.item.kind == "note" or part.asked:
                    yield Line(key, part, depth, standing.applies, standing, spare=spare)
            elif isinstance(part.item, Repeat):
                yield from self._repeat(part, times, depth, spare)
            else:
                yield Line(key, part, depth, self._applies(key), spare=spare)
                yield from self.lines(part.inside, times, depth + 1, spare)

    def _repeat(self, part: Part, times: tuple[int, ...], depth: int, spare: bool) -> Iterator[Line]:
        key = Key(part.item.name, times)
        opened = self.outcome.opened.get(key)
        there = opened.times if opened else (1,)
        last = max(there, default=0)
        new = range(last + 1, last + 1 + (0 if spare else self.spare))
        for number, time in enumerate((*there, *new)[:MOST_TIMES], 1):
            blank = spare or time > last
            within = (*times, time)
            yield Line(Key(key.name, within), part, depth, self._applies(key), time=number, spare=blank)
            yield from self.lines(part.inside, within, depth + 1, blank)

    def _standing(self, part: Part, question: Question, key: Key) -> Standing:
        """One of a time that nobody has begun is blank, and not yet required."""
        blank = Standing(key, part, True, BLANK, "", "", False, question.choices)
        return self.outcome.standings.get(key, blank)

    def _applies(self, key: Key) -> bool:
        opened = self.outcome.opened.get(key)
        return opened is None or opened.applies


def repeats_around(part: Part) -> list[str]:
    """The names of the repeats that something is in, from the outermost."""
    depths = sorted(part.place.repeats)
    return [part.place.path[depth - 1] for depth in depths if depth < len(part.place.path)]

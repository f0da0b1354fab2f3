"""The rows of a workbook of a return: one for each question, and below it one for each choice where several can be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from custodes.access.models import Body
from custodes.survey.filling import Form, Outcome, Standing
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import Key
from custodes.survey.filling.seeing import shown_of
from custodes.survey.instrument import Repeat
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Return
from custodes.survey.offline.cells import BY_CHOICE, choices_of, written
from custodes.survey.offline.columns import SPARE, Cell, digest_of, read_back
from custodes.survey.offline.conditions import first, in_words, without_answers
from custodes.survey.offline.walking import Line, lines_of
from custodes.survey.returns import Answers, answers_of, bodies_of, outcome_of
from custodes.survey.sections import Seen, answered_in, coverage_of

SPARE_TIMES = 5
"""Blank times that each repeat of a workbook has at its end: a workbook has no button to add another one."""
BODY_OF = "@"
CHOICE_OF = "#"
"""What stands in a key between a question and the body whose own answer it is, or the choice whose row it is."""


def machine_key(key: Key | str, body: str = "", choice: str = "") -> str:
    """How a row is known again: `makers[2]@thornby#axis`. No name of a question has these marks."""
    text = f"{key}{BODY_OF}{body}" if body else str(key)
    return f"{text}{CHOICE_OF}{choice}" if choice else text


def identity(of: Return) -> str:
    """Which return, in which version of its form, a row belongs to."""
    return f"{of.pk}.{of.wave.instrument.digest[:12]}"


@dataclass(frozen=True)
class Asked:
    """A question with its answer as it stands."""

    standing: Standing
    label: str
    hint: str
    key: str
    revision: str
    cells: Mapping[str, Cell]
    marks: Mapping[str, Cell] = field(default_factory=dict)
    """By the name of each choice that has a row: what stands there."""
    differs: str = ""
    """The body whose own answer it is, "" for what is common."""

    @property
    def digest(self) -> str:
        """Of the answer as it stood."""
        marks = {name: read_back(self.marks.get(name, "")) for name in self.by_choice}
        return digest_of({column: read_back(cell) for column, cell in self.cells.items()}, marks)

    @property
    def by_choice(self) -> Mapping[str, str]:
        """The choices that have a row of their own, by name."""
        question = self.standing.question
        return choices_of(question) if question.kind in BY_CHOICE else {}


@dataclass(frozen=True)
class Headed:
    """A heading, with its hint and when it applies; or a text of the form."""

    text: str
    said: str
    depth: int


Row = Asked | Headed


class Laid:
    """A return laid out as rows. Reads everything once."""

    def __init__(self, of: Return, seen: Seen | None = None) -> None:
        """`seen`: what people of another body see of it, None for all."""
        self.of, self.seen = of, seen
        self.form: Form = form_of(of.wave.instrument)
        self.answers: Answers = answers_of(of)
        sections = seen.sections if seen else None
        self.outcome = shown_of(outcome_of(of, self.answers), sections)
        self.bodies = bodies_of(of, sections)
        self.answered = answered_in(coverage_of(of))
        """The sections that this return answers for anybody: the others have no sheet."""
        self.shown = self.answered & seen.sections if seen else self.answered
        self.differing: dict[Body, Outcome] = {
            body: shown_of(outcome_of(of, self.answers, body.pk), sections)
            for body in self.bodies
            if self.answers.of_bodies.get(body.pk) and (seen is None or body == seen.body)
        }

    def rows(self, section: Part) -> Iterator[Row]:
        """The rows of a section, in the order of the form."""
        for line in lines_of(section, self.outcome, SPARE_TIMES):
            if line.standing is None:
                yield self._headed(line)
            elif not line.standing.question.asked:
                yield Headed("", self._text(line, line.standing.question.label), line.depth)
            else:
                yield self._asked(line)
                yield from self._differing(line)

    def _headed(self, line: Line) -> Headed:
        item = line.part.item
        name = first(item.label) or item.name
        if isinstance(item, Repeat):
            name = f"{name}: {line.time}"
        said = (
            "To add another one, fill this in; else leave it blank." if line.time and line.spare else "",
            first(item.hint) if not isinstance(item, Repeat) or line.time == 1 else "",
            in_words(self.form, item.relevant),
        )
        return Headed(name, "\n".join(filter(None, said)), line.depth)

    def _text(self, line: Line, words: Mapping[str, str]) -> str:
        """With the answers that it names, as far as there are any yet."""
        return without_answers(self.outcome.text(line.key, first(words)))

    def _asked(self, line: Line) -> Asked:
        assert line.standing is not None
        answer = self.answers.common.get(str(line.key))
        revision = str(answer.revision) if answer else SPARE if line.spare else "0"
        return self._row(line, line.standing, answer, machine_key(line.key), revision)

    def _differing(self, line: Line) -> Iterator[Asked]:
        """The answers of bodies that differ, each below what is common."""
        for body, outcome in self.differing.items():
            answer = self.answers.of_bodies[body.pk].get(str(line.key))
            standing = outcome.standings.get(line.key)
            if answer and standing:
                key = machine_key(line.key, body.slug)
                yield self._row(line, standing, answer, key, str(answer.revision), body.name)

    def _row(
        self,
        line: Line,
        standing: Standing,
        answer: Answer | None,
        key: str,
        revision: str,
        differs: str = "",
    ) -> Asked:
        question = standing.question
        cells, marks = written(question, answer.given) if answer else ({}, {})
        label = self._text(line, question.label) or question.name
        return Asked(standing, label, self._text(line, question.hint), key, revision, cells, marks, differs)

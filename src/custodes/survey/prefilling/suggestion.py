"""An answer that is suggested for one question, and where it comes from."""

import datetime as dt
from typing import NamedTuple

from custodes.survey.checking.held import Held, Sum
from custodes.survey.checking.reading import Model
from custodes.survey.checking.words import Noun, systems
from custodes.survey.instrument import Question


class Suggested(NamedTuple):
    """`value` is as XForms has it; `because` a sentence without its full stop."""

    value: str
    because: str


class Source(NamedTuple):
    """What the register holds for one question."""

    question: Question
    held: Held
    models: tuple[Model, ...]
    bodies: int
    day: dt.date

    @property
    def noun(self) -> Noun:
        return Noun.of(self.question.technology)

    @property
    def offered(self) -> frozenset[str]:
        """The names of the choices."""
        return frozenset(choice.name for choice in self.question.choices)

    @property
    def of_register(self) -> str:
        """“of your register on 23 November 2026”."""
        whose = "your register" if self.bodies == 1 else f"the registers of {self.bodies} bodies"
        return f"of {whose} on {in_words(self.day)}"

    def counted(self, found: Sum) -> str:
        """“147 drones in 6 systems of your register on 23 November 2026; 3 rows do not say how many, so at least”."""
        where = f"in {systems(len(self.held.systems))} {self.of_register}"
        return f"{self.noun.number(found.number)} {where}{least(found)}"

    def in_systems(self, number: int | None = None) -> str:
        """“3 systems of your register on 23 November 2026”."""
        return f"{systems(len(self.held.systems) if number is None else number)} {self.of_register}"


def in_words(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def least(found: Sum) -> str:
    """What makes a number a least one, or a guess."""
    said = ""
    if found.uncounted:
        rows = "1 row does" if found.uncounted == 1 else f"{found.uncounted:,} rows do"
        said += f"; {rows} not say how many, so at least"
    if found.estimated:
        said += f"; {found.estimated:,} of them {'is' if found.estimated == 1 else 'are'} estimated"
    return said

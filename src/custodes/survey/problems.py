"""What is wrong with a form, each with its place. All are gathered before any is shown."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Problem(NamedTuple):
    """One thing to mend, or (a warning) to know of: the form can be used as it is."""

    severity: Severity
    sheet: str
    """The name of the sheet as the form has it; "" for the workbook."""
    row: int
    """As the spreadsheet numbers it; 0 for the sheet as a whole."""
    column: str
    """The heading, or ""."""
    cell: str
    """As "F12"; "" where no single cell is meant."""
    what: str
    mend: str

    @property
    def place(self) -> str:
        """Where it is, in words: "survey, row 12, relevant (F12)"."""
        row = f"row {self.row}" if self.row else ""
        column = f"{self.column} ({self.cell})" if self.column and self.cell else self.column
        return ", ".join(part for part in (self.sheet, row, column) if part) or "the workbook"


LONGEST = 400
"""Characters that a sentence of a problem may have, about."""
MOST = 1_000
"""Problems that are gathered. More than that is another kind of file, or one mistake copied down a column."""


class Enough(Exception):
    """Raised once there are `MOST` problems, to look no further."""


class Gathered(list[Problem]):
    """The problems of a form so far."""

    def say(self, problem: Problem) -> None:
        """Add one. Raises Enough where it is the last that is wanted."""
        column, what, mend = map(_short, (problem.column, problem.what, problem.mend))
        self.append(problem._replace(column=column, what=what, mend=mend))
        if len(self) == MOST:
            what = f"There are more than {MOST:,} problems. The rest was not looked for."
            self.append(Problem("error", "", 0, "", "", what, "Mend these first: many may have one cause."))
            raise Enough


def _short(text: str) -> str:
    """A sentence in which somebody's whole cell stands, cut in the middle: how it begins and what is wrong are kept."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"


def in_order(problems: Iterable[Problem], sheets: Iterable[str]) -> list[Problem]:
    """By sheet as the workbook has them, then by row. One that says the same of the same place comes once."""
    order = {sheet: at for at, sheet in enumerate(sheets)}
    return sorted(dict.fromkeys(problems), key=lambda one: (order.get(one.sheet, -1), one.row, one.cell))

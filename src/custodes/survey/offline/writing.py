"""Writing a return as a workbook: how to fill it in, then a sheet for each section."""

import datetime as dt
import re
from collections.abc import Collection
from typing import Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]

from custodes.publication.workbook import LONGEST, OPTIONS
from custodes.survey.filling.form import Part
from custodes.survey.filling.seeing import NOT_SHOWN
from custodes.survey.in_words import value_in_words
from custodes.survey.models import Return
from custodes.survey.offline.asking import Lists, how_to, listed, validation
from custodes.survey.offline.cells import NUMBERS
from custodes.survey.offline.columns import (
    ANSWER,
    DIGEST,
    EXEMPTION,
    HOW,
    KEY,
    MARK,
    NOTE,
    OF,
    OTHER,
    QUESTION,
    REVISION,
    STATE,
    STATES,
    UNREAD,
    Cell,
    plain,
)
from custodes.survey.offline.conditions import first, in_words
from custodes.survey.offline.front import front_sheet
from custodes.survey.offline.look import AT, COLUMNS, formats, set_up
from custodes.survey.offline.rows import Asked, Headed, Laid, identity, machine_key
from custodes.survey.sections import OUTSIDE, Seen

_UNFIT = re.compile(r"[\[\]:*?/\\']")
CHOICES = "choices"
"""The hidden sheet that lists of choices stand in."""
NOT_YOURS = "Filled in by others: what is written here cannot be uploaded by you."


def write(
    of: Return, file: BinaryIO, *, sections: Collection[str], name: str, seen: Seen | None = None
) -> None:
    """Write the workbook. `sections`: those that the person fills in; the others are there to be read.

    `name`: whom it was made for. `seen`: what they see of the return of another body; None for all of their own.
    """
    laid = Laid(of, seen)
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": f"{of.wave.title}: {of.body.name}", "author": of.wave.office.name})
        writer = _Writer(book, laid)
        front_sheet(book, writer.formats, laid, sections, name)
        for number, section in enumerate(laid.form.sections, 1):
            if section.item.name in laid.shown:
                writer.section(number, section, section.item.name in sections)
        writer.choices()


def sheet_name(number: int, label: str) -> str:
    """What the sheet of a section is called: at most 31 characters, none that programs refuse."""
    return f"{number} {_UNFIT.sub(' ', ' '.join(label.split()))}"[:31].strip()


class _Writer:
    def __init__(self, book: Any, laid: Laid) -> None:
        self.book, self.laid = book, laid
        self.formats = formats(book)
        self.lists = Lists({})
        self.identity = identity(laid.of)
        self.sheet: Any = None
        self.at = 0
        self.open = False

    def section(self, number: int, section: Part, mine: bool) -> None:
        """One sheet. `mine`: whether the person fills it in."""
        label = first(section.item.label) or section.item.name or OUTSIDE
        self.sheet = self.book.add_worksheet(sheet_name(number, label))
        self.open, self.at = mine, 3
        rows = list(self.laid.rows(section))
        other = any(isinstance(row, Asked) and row.standing.question.or_other for row in rows)
        footer = f"{self.laid.of.wave.title}: {self.laid.of.body.name}"
        set_up(self.sheet, footer, () if other else (OTHER,))
        self._text(0, QUESTION, label, "title")
        said = (first(section.item.hint), in_words(self.laid.form, section.item.relevant))
        self._text(1, QUESTION, "\n".join(filter(None, ("" if mine else NOT_YOURS, *said))), "text")
        for column in COLUMNS:
            self._text(2, column, column, "heading")
        self.sheet.freeze_panes(3, 1)
        self.sheet.repeat_rows(2)
        for row in rows:
            self._headed(row) if isinstance(row, Headed) else self._asked(row)

    def _headed(self, row: Headed) -> None:
        self._text(self.at, QUESTION, row.text, "group")
        self._text(self.at, HOW, row.said, "said")
        self.at += 1

    def _asked(self, row: Asked) -> None:
        if row.standing.told:
            self._told(row)
            return
        grey = not row.standing.applies
        label = f"Only for {row.differs}: {row.label}" if row.differs else row.label
        self._text(self.at, QUESTION, label, "grey" if grey else "question")
        self._text(self.at, HOW, how_to(self.laid.form, row.standing, row.hint), "grey" if grey else "text")
        self._answer(row)
        question = row.standing.question
        for column in (STATE, EXEMPTION, OTHER, NOTE):
            unused = column == OTHER and not question.or_other
            self._cell(column, row.cells.get(column, ""), "shut" if unused else "fill")
        self._validate(STATE, {"validate": "list", "source": list(STATES)})
        self._machine(row.key, row.revision, row.digest)
        self.at += 1
        for name, text in row.by_choice.items():
            self._choice(row, name, text, grey)

    def _told(self, row: Asked) -> None:
        """What the form works out or does not let anybody change: to be read."""
        question, value = row.standing.question, row.standing.value
        self._text(self.at, QUESTION, row.label, "question")
        self._text(self.at, HOW, "Worked out from other answers: not to be filled in.", "text")
        said = value_in_words(question, value, self.laid.form) if value else ""
        self._cell(ANSWER, NOT_SHOWN if row.standing.unseen else said, "shut")
        self._machine(UNREAD, "", "")
        self.at += 1

    def _answer(self, row: Asked) -> None:
        question = row.standing.question
        if row.by_choice:
            self._cell(ANSWER, "", "shut")
            return
        look = (
            "fill_number" if question.kind in NUMBERS else "fill_date" if question.kind == "date" else "fill"
        )
        self._cell(ANSWER, row.cells.get(ANSWER, ""), look)
        self._validate(ANSWER, validation(question, self.lists))

    def _choice(self, row: Asked, name: str, text: str, grey: bool) -> None:
        self._text(self.at, QUESTION, text, "grey_choice" if grey else "choice")
        ranked = row.standing.question.kind == "rank"
        self._cell(ANSWER, row.marks.get(name, ""), "fill_number" if ranked else "fill")
        if not ranked:
            self._validate(ANSWER, listed((MARK,), self.lists))
        self._machine(machine_key(row.key, choice=name), "", "")
        self.at += 1

    def _machine(self, key: str, revision: str, digest: str) -> None:
        for column, text in ((KEY, key), (OF, self.identity), (REVISION, revision), (DIGEST, digest)):
            self._text(self.at, column, text, "machine")

    def _validate(self, column: str, rule: dict[str, Any] | None) -> None:
        if rule and self.open:
            self.sheet.data_validation(
                self.at, AT[column], self.at, AT[column], {"ignore_blank": True, **rule}
            )

    def _text(self, row: int, column: str, text: str, look: str) -> None:
        if text:
            self.sheet.write_string(row, AT[column], plain(text)[:LONGEST], self.formats[look])

    def _cell(self, column: str, cell: Cell, look: str) -> None:
        """A cell that holds part of an answer, protected where the person does not fill in the section."""
        look = look if self.open else "shut"
        at, style = AT[column], self.formats[look]
        if isinstance(cell, str):
            text = plain(cell)[:LONGEST]
            self.sheet.write_string(self.at, at, text, style) if text else self.sheet.write_blank(
                self.at, at, None, style
            )
        elif isinstance(cell, dt.date):
            self.sheet.write_datetime(self.at, at, dt.datetime(cell.year, cell.month, cell.day), style)
        else:
            self.sheet.write_number(self.at, at, cell, style)

    def choices(self) -> None:
        """The lists that cells choose from, hidden: a column for each."""
        sheet = self.book.add_worksheet(CHOICES)
        sheet.hide()
        columns = list(self.lists.places)
        for row in range(max(map(len, columns), default=0)):
            for at, texts in enumerate(columns):
                if row < len(texts):
                    sheet.write_string(row, at, texts[row])

"""What a workbook says otherwise than when it was downloaded: edits, and what cannot be read, each with its place."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from custodes.survey.filling import Form, Given, State
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import parse
from custodes.survey.instrument import Question
from custodes.survey.keeping import form_of
from custodes.survey.models import InstrumentVersion, Return
from custodes.survey.offline.cells import BY_CHOICE, Unclear, choices_of, understood
from custodes.survey.offline.columns import (
    ANSWER,
    DIGEST,
    FILLED_IN,
    KEY,
    OF,
    REVISION,
    SPARE,
    UNREAD,
    digest_of,
)
from custodes.survey.offline.opening import RowRead, SheetRead
from custodes.survey.offline.rows import BODY_OF, CHOICE_OF, identity
from custodes.survey.problems import Problem
from custodes.survey.returns import bodies_of
from custodes.survey.sections import labels_of

AGAIN = "Download the workbook again, and copy your answers into it."


class Edit(NamedTuple):
    """An answer that the workbook has otherwise than when it was downloaded."""

    key: str
    body: str
    """The slug of the body that it is for alone, "" for all."""
    given: Given
    base: int
    """The revision that it was downloaded with, 0 for no answer."""
    begun: bool
    """Whether the time of the repeat that it is in was there when it was downloaded."""
    sheet: str
    row: int

    def kept(self) -> list[Any]:
        """As JSON holds it."""
        return [*self._replace(given=Given()), [*self.given]]

    @classmethod
    def of(cls, kept: list[Any]) -> "Edit":
        """From what `kept` made."""
        state, *texts = kept[-1]
        return cls(*kept[:-1])._replace(given=Given(State(state), *texts))


@dataclass
class Reading:
    """What was read: those that say something new, and what cannot be taken."""

    questions: int = 0
    """Those that were looked at, each once."""
    unchanged: int = 0
    """Those that are as they were when the workbook was downloaded."""
    edits: list[Edit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def say(self, sheet: str, row: int, column: str, what: str, mend: str) -> None:
        self.problems.append(Problem("error", sheet, row, column, "", what, mend))


def read(of: Return, sheets: Collection[SheetRead], *, sections: Collection[str]) -> Reading:
    """Everything that was changed in the sheets. `sections`: those that the person fills in."""
    reader = _Reader(of, sections)
    if not sheets:
        what = "There is no sheet of a return in this workbook."
        reader.found.say("", 0, "", what, "Upload the one that you downloaded from the page of the return.")
    for sheet in sheets:
        reader.sheet(sheet)
    reader.settle()
    return reader.found


class _Reader:
    def __init__(self, of: Return, sections: Collection[str]) -> None:
        self.of, self.sections = of, sections
        self.form: Form = form_of(of.wave.instrument)
        self.identity = identity(of)
        self.bodies = {body.slug for body in bodies_of(of)}
        self.labels = labels_of(of.wave)
        self.found = Reading()
        self.edits: dict[tuple[str, str], Edit] = {}
        self.looked_at: set[tuple[str, str]] = set()
        self.changed: set[tuple[str, str]] = set()
        self.earlier: dict[str, Form | None] = {}
        """Earlier versions of the form, by what rows say of them."""

    def sheet(self, sheet: SheetRead) -> None:
        """The rows of a sheet, those of another return or form left out and named once."""
        missing = [
            column for column in (KEY, OF, REVISION, DIGEST, *FILLED_IN) if column not in sheet.headings
        ]
        if missing:
            columns = ", ".join(f"“{column}”" for column in missing)
            what = (
                f"Without the column {columns} nobody can say which question an answer is of, or all of it."
            )
            self.found.say(sheet.name, 0, "", what, f"Undo what deleted it, or: {AGAIN}")
            return
        marks = _marks(sheet.rows)
        foreign: dict[str, RowRead] = {}
        for row in sheet.rows:
            key = row.cells.get(KEY, "")
            if key == UNREAD or CHOICE_OF in key:
                continue
            if not key:
                self._nameless(sheet, row)
            elif row.cells.get(OF, "") != self.identity and not self._same_question(row, key):
                foreign.setdefault(row.cells.get(OF, ""), row)
            else:
                self._question(sheet, row, key, marks.get(key, {}))
        for whose, row in foreign.items():
            self._foreign(sheet, row, whose)

    def _nameless(self, sheet: SheetRead, row: RowRead) -> None:
        if any(row.cells.get(column) for column in FILLED_IN):
            what = "There is an answer, and nothing says to which question."
            self.found.say(sheet.name, row.number, ANSWER, what, "Write it beside its question.")

    def _foreign(self, sheet: SheetRead, row: RowRead, whose: str) -> None:
        if whose.partition(".")[0] == self.identity.partition(".")[0]:
            what = (
                "From this row on, questions are of an earlier version of the form, and were changed since."
            )
        else:
            what = "From this row on, questions are of another return."
        self.found.say(sheet.name, row.number, "", what, AGAIN)

    def _same_question(self, row: RowRead, key: str) -> bool:
        """Whether a row of an earlier version of the form asks what the form asks now."""
        number, _, digest = row.cells.get(OF, "").partition(".")
        if number != str(self.of.pk) or len(digest) != 12:
            return False
        if digest not in self.earlier:
            self.earlier[digest] = self._earlier(digest)
        name, form = key.partition(BODY_OF)[0].partition("[")[0], self.earlier[digest]
        earlier = form.by_name.get(name) if form else None
        part = self.form.by_name.get(name)
        return bool(earlier and part and earlier.item == part.item and earlier.place == part.place)

    def _earlier(self, digest: str) -> Form | None:
        versions = InstrumentVersion.objects.filter(office=self.of.wave.office_id, digest__startswith=digest)
        version = versions.defer("workbook").first()
        return form_of(version) if version else None

    def _question(self, sheet: SheetRead, row: RowRead, key: str, marks: Mapping[str, RowRead]) -> None:
        key, _, body = key.partition(BODY_OF)
        part = self._part(key)
        if part is None or (body and body not in self.bodies):
            self.found.say(sheet.name, row.number, "", "The form has no such question any more.", AGAIN)
            return
        assert isinstance(part.item, Question)
        self.looked_at.add((key, body))
        cells = {column: row.cells[column] for column in FILLED_IN if column in row.cells}
        by_choice = {name: at.cells.get(ANSWER, "") for name, at in marks.items()}
        fault = row.fault or next((at.fault for at in marks.values() if at.fault), "")
        unchanged = digest_of(cells, by_choice) == row.cells.get(DIGEST, "") and not fault
        if unchanged and not _lacking(part.item, by_choice):
            return
        self.changed.add((key, body))
        if part.section not in self.sections:
            what = f"“{self.labels[part.section]}” is filled in by others, so this answer is not taken."
            self.found.say(sheet.name, row.number, ANSWER, what, "Send it to those who fill it in.")
            return
        try:
            given = self._given(part.item, cells, by_choice, fault)
        except Unclear as unclear:
            self.found.say(sheet.name, row.number, unclear.column, unclear.what, unclear.mend)
            return
        revision = row.cells.get(REVISION, "")
        base = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
        begun = revision != SPARE
        self._edit(Edit(key, body, given, base, begun, sheet.name, row.number))

    def _part(self, key: str) -> Part | None:
        """The question of a key that somebody answers."""
        found = parse(key)
        part = self.form.by_name.get(found.name) if found else None
        if found is None or part is None or not part.asked or not isinstance(part.item, Question):
            return None
        return part if len(found.times) == len(part.place.repeats) else None

    def _given(
        self, question: Question, cells: Mapping[str, str], marks: Mapping[str, str], fault: str
    ) -> Given:
        if fault:
            raise Unclear(fault, "There is a formula that gives an error.", "Type the value in its place.")
        if lacking := _lacking(question, marks):
            raise Unclear(
                ANSWER,
                f"The row of the choice “{lacking}” is missing, so nobody can say whether it is chosen.",
                f"Undo what deleted it, or: {AGAIN}",
            )
        known = {name: marks[name] for name in choices_of(question) if name in marks}
        return understood(question, cells, known)

    def _edit(self, edit: Edit) -> None:
        """A sheet that was copied has its questions twice: what was changed counts, and two changes are a question."""
        twin = self.edits.setdefault((edit.key, edit.body), edit)
        if twin is edit:
            self.found.edits.append(edit)
        elif twin.given != edit.given:
            place = f"{twin.sheet}, row {twin.row}"
            what = f"This question is answered twice, and otherwise in {place}, which is what was read."
            self.found.say(edit.sheet, edit.row, ANSWER, what, "Delete one of the two sheets.")

    def settle(self) -> None:
        """Problems in the order of their places; what a copied sheet has twice counts once."""
        self.found.questions = len(self.looked_at)
        self.found.unchanged = len(self.looked_at - self.changed)
        self.found.problems.sort(key=lambda one: (one.sheet, one.row))


def _marks(rows: Collection[RowRead]) -> Mapping[str, Mapping[str, RowRead]]:
    """The rows of choices by the key of their question and their name."""
    found: dict[str, dict[str, RowRead]] = {}
    for row in rows:
        key, mark, choice = row.cells.get(KEY, "").partition(CHOICE_OF)
        if mark:
            found.setdefault(key, {})[choice] = row
    return found


def _lacking(question: Question, marks: Collection[str]) -> str:
    """A choice of a question of several whose row is not there, "" where all are."""
    if question.kind not in BY_CHOICE:
        return ""
    return next((text for name, text in choices_of(question).items() if name not in marks), "")

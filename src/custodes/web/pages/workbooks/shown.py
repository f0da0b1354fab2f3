"""An edit of a workbook as people compare it."""

from collections.abc import Sequence
from typing import NamedTuple

from custodes.survey.filling import BLANK, Given
from custodes.survey.keeping import form_of
from custodes.survey.models import Return
from custodes.survey.offline.comparing import Compared
from custodes.survey.offline.conditions import without_answers
from custodes.web.govuk.wording import moment
from custodes.web.pages.returns.reading import names_of
from custodes.web.pages.returns.wording import in_words, worded

NOTHING = "Blank"


class Shown(NamedTuple):
    """A question with both of its answers in words."""

    label: str
    place: str
    """Where it stands in the workbook."""
    mine: str
    theirs: str
    by: str
    """Who gave what stands, and when; "" where nothing does."""
    wrong: str
    taken_out: bool


class Wording:
    """The words of a return. `named`: those of whom it is said who gave what stands."""

    def __init__(self, of: Return, named: Sequence[Compared]) -> None:
        self.form = form_of(of.wave.instrument)
        self.names = names_of({one.answer.changed_by_id for one in named if one.answer})

    def shown(self, one: Compared) -> Shown:
        """Both answers, with the sheet and the row."""
        place = f"{one.edit.sheet}, row {one.edit.row}"
        mine, theirs = self._told(one, one.edit.given), self._told(one, one.now)
        return Shown(self.label(one), place, mine, theirs, self._by(one), one.wrong, one.taken_out)

    def label(self, one: Compared) -> str:
        """The question, and which of several it is about."""
        label = without_answers(worded(self.form, one.question.label)) or one.question.name
        times = one.edit.key.partition("[")[2].rstrip("]")
        said = [f"number {times}" if times else "", f"only for {one.edit.body}" if one.edit.body else ""]
        which = ", ".join(filter(None, said))
        return f"“{label}”{f' ({which})' if which else ''}"

    def _told(self, one: Compared, given: Given) -> str:
        """An answer and its note."""
        if given == BLANK:
            return NOTHING
        said = in_words(self.form, one.question, given)
        return f"{said} (note: {given.note})" if given.note else said

    def _by(self, one: Compared) -> str:
        if one.answer is None:
            return ""
        who = self.names.get(one.answer.changed_by_id or 0, "Custodes")
        return f"{who}, {moment(one.answer.changed_at)}"

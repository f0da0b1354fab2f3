"""A workbook held against the return as it stands now: what is new, what changes, and where both sides changed."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from custodes.access.models import Body
from custodes.survey.filling import BLANK, Form, Given
from custodes.survey.filling.fitting import wrong_with
from custodes.survey.filling.given import SAID_INSTEAD
from custodes.survey.instrument import Question
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Return
from custodes.survey.offline.reading import Edit
from custodes.survey.offline.times import unlisted
from custodes.survey.returns import Answers, answers_of


class Kind(StrEnum):
    """What saving an edit would do."""

    SAME = "same"
    """Nothing: the return says so already."""
    NEW = "new"
    CHANGED = "changed"
    CONFLICT = "conflict"
    """It was changed in the return, too, since the workbook was downloaded."""


class Compared(NamedTuple):
    """An edit and what stands in the return."""

    edit: Edit
    question: Question
    kind: Kind
    now: Given
    revision: int
    """Of what stands, 0 for nothing."""
    answer: Answer | None
    taken_out: bool
    """Whether what it is about, in a repeat, was taken out of the return, or it was said that there is none."""
    wrong: str
    """What keeps the edit from being an answer that the form allows, as far as the edit alone tells; it is kept."""

    @property
    def name(self) -> str:
        """Tells it from the others of a workbook."""
        return f"{self.edit.key}@{self.edit.body}" if self.edit.body else self.edit.key


def compare(of: Return, edits: Iterable[Edit], answers: Answers | None = None) -> list[Compared]:
    """Each edit with what stands now. Two queries at most."""
    form, found = form_of(of.wave.instrument), answers or answers_of(of)
    bodies = dict(Body.objects.filter(covered_by__of=of).values_list("slug", "pk"))
    return [
        _compared(form, edit, _standing(found, edit, bodies), found)
        for edit in edits
        if edit.key.partition("[")[0] in form.by_name
    ]


def _standing(answers: Answers, edit: Edit, bodies: dict[str, int]) -> Answer | None:
    if not edit.body:
        return answers.common.get(edit.key)
    return answers.of_bodies.get(bodies.get(edit.body, 0), {}).get(edit.key)


def _compared(form: Form, edit: Edit, answer: Answer | None, answers: Answers) -> Compared:
    item = form.by_name[edit.key.partition("[")[0]].item
    assert isinstance(item, Question)
    now, revision = (answer.given, answer.revision) if answer else (BLANK, 0)
    gone = edit.given != BLANK and any(
        edit.begun or (one.before and one.before.state in SAID_INSTEAD)
        for one in unlisted(form, edit.key, answers)
    )
    if edit.given == now:
        kind = Kind.SAME
    elif revision != edit.base or gone:
        kind = Kind.CONFLICT
    else:
        kind = Kind.NEW if now == BLANK else Kind.CHANGED
    wrong = wrong_with(item, edit.given, [choice.name for choice in item.choices])
    return Compared(edit, item, kind, now, revision, answer, gone, wrong)

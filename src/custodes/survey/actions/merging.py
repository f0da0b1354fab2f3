"""A workbook merged into its return: all of what was chosen, or none of it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from custodes.access.models import Body, Person
from custodes.survey.actions.answering import save_answer
from custodes.survey.actions.returns import hold_return
from custodes.survey.filling import BLANK, Given, State
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Return
from custodes.survey.offline.times import unlisted
from custodes.survey.returns import answers_of


class Merging(NamedTuple):
    """An answer of a workbook. `base`: the revision of what the person saw that it replaces, 0 for none."""

    key: str
    given: Given
    base: int
    body: Body | None = None


@transaction.atomic
def merge(*, by: Person, of: Return, answers: Sequence[Merging]) -> int:
    """Save them, each with its event; times of repeats that are not in the return yet come into it.

    Returns how many changed something. Raises as `save_answer` does, AnswerConflict where somebody answered since,
    and then nothing is saved.
    """
    held = hold_return(of)
    changed = 0
    for one in answers:
        if one.given != BLANK:
            _list_times(by, held, one.key)
        saved = save_answer(
            by=by,
            of=held,
            key=one.key,
            given=one.given,
            base=one.base,
            body=one.body,
            source=Answer.Source.WORKBOOK,
        )
        changed += saved.revision > one.base
    return changed


def _list_times(by: Person, held: Return, key: str) -> None:
    """The return is held, so that nobody else lists another one meanwhile."""
    if "[" not in key:
        return
    for one in unlisted(form_of(held.wave.instrument), key, answers_of(held)):
        given = Given(State.ANSWERED, one.listed, note=one.before.note if one.before else "")
        base = one.before.revision if one.before else 0
        save_answer(by=by, of=held, key=one.key, given=given, base=base, source=Answer.Source.WORKBOOK)

"""Writing down what is suggested for a return. No answer is touched: people take suggestions one by one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from custodes.access.models import Person
from custodes.audit.actions import record
from custodes.survey.actions.returns import hold_return
from custodes.survey.models import Proposal, Return
from custodes.survey.prefilling import Proposed, proposals_for

SAID = ("value", "other", "because")


@transaction.atomic
def propose(*, by: Person | None, of: Return) -> int:
    """Suggest what the register and the wave before say now; returns how many suggestions are new or other than before.

    Those that nobody has decided on are replaced, or go where nothing is suggested any more; those that were taken
    or refused stay. One that says what is answered already is not made. Raises Conflict where the return takes no
    answers.
    """
    held = hold_return(of)
    there = {(one.key, one.source): one for one in Proposal.objects.filter(of=held)}
    answered = set(held.answers.filter(body=None, state="answered").values_list("key", "value"))
    wanted = {
        (one.key, one.source): one for one in proposals_for(held) if (one.key, one.value) not in answered
    }
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for at, old in there.items():
        new = wanted.pop(at, None)
        if old.taken_at or old.refused_at or (new and _says(old) == _says(new)):
            continue
        before[_name(at)] = old.value
        if new is None:
            old.delete()
            continue
        after[_name(at)] = new.value
        if (old.value, old.other) == (new.value, new.other):
            old.because = new.because
            old.save(update_fields=["because"])
            continue
        old.delete()  # another row, so that nobody takes by the old one's number what they have not been shown
        wanted[at] = new
    Proposal.objects.bulk_create([Proposal(of=held, **one._asdict()) for one in wanted.values()])
    after |= {_name(at): one.value for at, one in wanted.items()}
    if before or after:
        record(by=by, action="survey.propose", subject=held, body=held.body, before=before, after=after)
    return len(after)


def _name(at: tuple[str, str]) -> str:
    key, source = at
    return f"{key} ({source})"


def _says(one: Proposal | Proposed) -> Mapping[str, str]:
    return {name: getattr(one, name) for name in SAID}

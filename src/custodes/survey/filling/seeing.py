"""A return as people see it who are shown some of its sections: nothing of the others shows through."""

import re
from collections.abc import Collection, Set
from dataclasses import replace

from custodes.survey.expressions import Expression
from custodes.survey.filling.form import Form, Part
from custodes.survey.filling.given import State
from custodes.survey.filling.outcome import Outcome, Standing
from custodes.survey.instrument import Question

NOT_SHOWN = "Worked out from answers that are not shown here"
_PLACE = re.compile(r"position\(\s*\.\.\s*\)")


def shown_of(outcome: Outcome, sections: Collection[str] | None) -> Outcome:
    """With only what people see who are shown these sections, None for all of them.

    Texts leave open what they name of other sections, and what the form works out from those is not told. What is
    asked, and what is wrong, stays as it is: it is to be filled in as it counts.
    """
    if sections is None:
        return outcome
    hidden = hidden_from(outcome.form, sections)
    standings = {key: _shown(one, hidden) for key, one in outcome.standings.items()}
    return replace(outcome, standings=standings, hidden=hidden)


def _shown(one: Standing, hidden: Set[str]) -> Standing:
    if one.suggested and _rests(one.part.default, hidden):
        one = one._replace(suggested="")
    by_form = one.applies and one.given.state is State.BLANK and (one.told or not one.part.asked)
    return one._replace(value="", unseen=True) if by_form and one.key.name in hidden else one


def hidden_from(form: Form, sections: Collection[str]) -> frozenset[str]:
    """The questions and groups whose values people do not see who are shown these sections: those of other sections,
    and what is worked out from such, directly or not."""
    parts = form.by_name
    found = {name for name, part in parts.items() if part.section not in sections}
    while found and (more := {name for name in parts.keys() - found if _is_hidden(parts[name], found)}):
        found |= more
    return frozenset(found)


def _is_hidden(part: Part, hidden: Set[str]) -> bool:
    """Whether a value of a section that is shown tells of what is hidden."""
    if not isinstance(part.item, Question):
        return any(one.item.name in hidden for one in part.inside)
    by_form = (part.calculation, part.default if part.read_only or not part.asked else None)
    return any(_rests(one, hidden) for one in by_form)


def _rests(expression: Expression | None, hidden: Set[str]) -> bool:
    """Paths can lead anywhere; that to a repeat, of which the place is asked, leads nowhere else."""
    if expression is None or not hidden:
        return False
    text = _PLACE.sub("", expression.text)
    return "/" in text or ".." in text or not expression.names.isdisjoint(hidden)

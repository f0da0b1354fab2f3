"""Answers that an expression waits for and nobody can give: `${operated} = 'yess'` where the choice is called `yes`.

Nothing fails then, the question is just never asked: so it is looked for. What is found are the two plain ways to
write it, an equals sign and `selected()`; that something else is not found is no fault.
"""

import re
from collections.abc import Iterator, Mapping

from custodes.survey.choices import ChoiceList
from custodes.survey.questions import Placed
from custodes.survey.vocabulary import nearest

_NAME, _TEXT = r"\$\{\s*([^{}]*?)\s*\}", r"(?:'([^']*)'|\"([^\"]*)\")"
_WAITS = re.compile(rf"{_NAME}\s*!?=\s*{_TEXT}|selected\(\s*{_NAME}\s*,\s*{_TEXT}\s*\)")


def look_at(
    one: Placed, column: str, text: str, names: Mapping[str, Placed], lists: Mapping[str, ChoiceList]
) -> None:
    """Say each answer that an expression of a row waits for and that is no choice of the question."""
    for name, answer in _waited_for(text):
        asked = names.get(name)
        if asked is None or asked.or_other or asked.list_name not in lists:
            continue
        there = [choice.name for choice in lists[asked.list_name].choices]
        if answer and answer not in there:
            near = nearest(answer, there)
            mend = (
                f"Write “{near}” if that is meant." if near else f"Its choices are {', '.join(there[:20])}."
            )
            one.row.warn(column, f"“{answer}” is no choice of “{name}”, so nobody can answer that.", mend)


def _waited_for(text: str) -> Iterator[tuple[str, str]]:
    for found in _WAITS.finditer(text):
        name, single, double, chosen, chosen_single, chosen_double = found.groups()
        yield (name or chosen, single or double or chosen_single or chosen_double or "")

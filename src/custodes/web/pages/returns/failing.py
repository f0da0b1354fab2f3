"""Questions that could not be worked out: said where they are asked, so that nothing is missing in silence."""

from collections.abc import Collection

from custodes.survey.filling import Outcome
from custodes.survey.filling.keys import Key
from custodes.web.pages.returns.wording import label_of


def failing(outcome: Outcome) -> list[Key]:
    """What an expression failed for, and repeats that were to have more times than a return can hold; in the order of
    the form, each of a repeat once."""
    cut = {key for key, one in outcome.opened.items() if one.cut}
    order = {name: at for at, name in enumerate(outcome.form.by_name)}
    every = sorted(outcome.failed | cut, key=lambda key: (order[key.name], key.times))
    return list({key.name: key for key in reversed(every)}.values())[::-1]


def not_worked_out(outcome: Outcome, sections: Collection[str]) -> list[str]:
    """How these are called, of some sections."""
    parts = outcome.form.by_name
    return [
        label_of(outcome, key, parts[key.name].item)
        for key in failing(outcome)
        if parts[key.name].section in sections
    ]

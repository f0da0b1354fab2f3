"""Choice filters: expressions over the columns of a choice (`region = ${region}`), not over the answers alone."""

from collections.abc import Iterable, Sequence

from custodes.survey.expressions import FORM, Names, Place
from custodes.survey.instrument import Choice

CHOICE = FORM.inside("custodes::choice")
"""Where a choice stands while a filter looks at it; no question can be called so."""
_ALWAYS = ("name", "label")


def columns_of(choices: Iterable[Choice]) -> tuple[str, ...]:
    """What a filter of these choices may look at."""
    extra = (column for choice in choices for column in choice.extra)
    return tuple(dict.fromkeys((*_ALWAYS, *extra)))


def choice_names(places: Iterable[Place], columns: Sequence[str]) -> Names:
    """The places of a form, and those of the columns of a choice.

    `region` alone is a column, and `${region}` is the question, which may be called the same.
    """
    return _WithColumns(places, columns)


class _WithColumns(Names):
    def __init__(self, places: Iterable[Place], columns: Sequence[str]) -> None:
        super().__init__(places)
        whole = self.whole(CHOICE)
        self._inside.setdefault(whole[:-1], {})[whole[-1]] = None
        self._inside[whole] = dict.fromkeys(columns)

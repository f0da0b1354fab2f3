"""A query as both sides see it: the answer it is about, and everything that was said."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from custodes.survey.asked_back import changed_since, slug_of, state_in_words, when_asked
from custodes.survey.models import Query
from custodes.survey.submitted import Submitted
from custodes.web.pages.reading.views import said_in_words, wording_of

COLOURS = {"open": "yellow", "answered": "blue", "closed": "grey"}


class Told(NamedTuple):
    """A query with the words of its question and of its answer."""

    query: Query
    wording: str
    whose: str
    """The body whose answer differs, "" for the answer in common."""
    there: str
    """What follows in the address of the answer; "" also where the body differs no longer."""
    answer: str
    """As it was submitted when it was asked about."""
    now: str
    """As it is now, "" where it is the same."""
    state: str
    colour: str

    @property
    def last(self) -> Any:
        """The last message."""
        return list(self.query.messages.all())[-1]


def told(query: Query, history: Sequence[Submitted]) -> Told:
    """`query` with its messages; `history`: of its return."""
    every = list(history)
    then = when_asked(query, every) or every[-1]
    changed, slug = changed_since(query, every), slug_of(query)
    return Told(
        query,
        wording_of(then, query.key),
        query.body.name if query.body else "",
        f"?of={slug}" if slug in every[-1].differing(query.key) else "",
        said_in_words(then, query.key, then.said(query.key, slug)),
        said_in_words(every[-1], query.key, changed[1]) if changed else "",
        state_in_words(query),
        COLOURS[query.state],
    )

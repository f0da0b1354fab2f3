"""Queries as they stand: what is asked about which answer, and whether it changed since. Pure reads."""

from custodes.survey.models import Query
from custodes.survey.submitted import Said, Submitted


def state_in_words(query: Query) -> str:
    """Where a query stands; one that was closed without an answer was not accepted but withdrawn."""
    if query.state == Query.State.CLOSED and not any(not one.of_office for one in query.messages.all()):
        return "Withdrawn"
    return query.get_state_display()


def slug_of(query: Query) -> str:
    """Of the body whose differing answer it is about, "" for the answer in common."""
    return query.body.slug if query.body else ""


def when_asked(query: Query, history: list[Submitted]) -> Submitted | None:
    """The submission that a query was opened about: the last one before it."""
    before = [one for one in history if one.submission.at <= query.opened_at]
    return before[-1] if before else None


def changed_since(query: Query, history: list[Submitted]) -> tuple[Said | None, Said | None] | None:
    """The answer as it was when it was asked about and as it is now, where the two differ."""
    then = when_asked(query, history)
    if then is None or then is history[-1]:
        return None
    slug = slug_of(query)
    before, after = then.said(query.key, slug), history[-1].said(query.key, slug)
    unchanged = before.same(after) if before else after is None
    return None if unchanged else (before, after)

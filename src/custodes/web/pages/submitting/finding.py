"""What an address names of a return and its submissions, and what the body in it sees of that."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import Http404

from custodes.audit.submissions import signed, wrong_with
from custodes.errors import Refused
from custodes.survey.actions.returns import section_names
from custodes.survey.models import Return, Submission
from custodes.survey.sections import Seen, seen_by
from custodes.survey.submitted import Submitted, history_of
from custodes.web.page import Asked
from custodes.web.pages.returns.finding import the_return


def led_return(request: Asked, pk: int) -> Return:
    """A return that the body in the address makes. 404 where it is none of its business, Refused where it is another's."""
    of = the_return(request, pk)
    if of.body_id != request.body_.pk:
        raise Refused(
            f"This return is made by {of.body.name}.",
            "Its people hand it over, sign it off and share it out.",
        )
    return of


def seen_sections(request: Asked, of: Return) -> frozenset[str]:
    """The sections whose answers people of the body in the address see: all of its own return; of another's those that
    are answered for it, or that it was asked to fill in."""
    seen = seen_by(of, request.body_)
    return frozenset(section_names(of.wave)) if seen is None else seen


def seen_of(request: Asked, of: Return) -> Seen | None:
    """The same, for a file; None where they see all."""
    seen = seen_by(of, request.body_)
    return None if seen is None else Seen(seen, request.body_)


class Kept(NamedTuple):
    """A submission as it stands in the database."""

    row: Submission
    wrong: str
    """What is otherwise than when it was signed off, "" where nothing is."""
    read: Submitted | None
    """What it holds; None where somebody made that unreadable."""


def submissions_of(of: Return) -> list[Kept]:
    """Every submission of a return, the first one first, each held against the event that tells of it."""
    told = signed([of.pk])
    rows = list(of.submissions.order_by("number").select_related("by"))
    wrong = {row.number: wrong_with(row, told.get((of.pk, row.number))) for row in rows}
    read = {one.submission.number: one for one in _readable(of)}
    return [Kept(row, wrong[row.number], read.get(row.number)) for row in rows]


def _readable(of: Return) -> Sequence[Submitted]:
    """None where one of them cannot be read, which only happens when somebody changed it by hand."""
    try:
        return history_of(of)
    except (ValueError, KeyError, TypeError):
        return ()


def the_submission(request: Asked, pk: int, number: int) -> tuple[Return, list[Kept], Kept]:
    """A submission with all of its return, else 404."""
    of = the_return(request, pk)
    kept = submissions_of(of)
    for one in kept:
        if one.row.number == number:
            return of, kept, one
    raise Http404

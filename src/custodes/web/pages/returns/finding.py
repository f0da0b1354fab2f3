"""The return that an address names, and what the person may do with it."""

from typing import NamedTuple

from django.http import Http404

from custodes.access.permissions import Permission
from custodes.survey.actions.returns import section_names
from custodes.survey.filling_in import returns_of, sections_for
from custodes.survey.models import Return
from custodes.web.page import Asked


def the_return(request: Asked, pk: int) -> Return:
    """One that has to do with the body in the address, else 404. Its wave, instrument and body come with it."""
    found = returns_of(request.body_).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class Part(NamedTuple):
    """What the person, as one of the body in the address, may do in a return."""

    sections: frozenset[str]
    """The sections they fill in; none where the return takes no answers, or they only read."""
    leads: bool
    """Whether the return is of that body: others see it, and fill in what was delegated to them."""


def part_of(request: Asked, of: Return) -> Part:
    """At most two queries."""
    leads = of.body_id == request.body_.pk
    if Permission.ANSWER not in request.may or not of.is_open:
        return Part(frozenset(), leads)
    return Part(frozenset(sections_for(of, request.body_, section_names(of.wave))), leads)

"""The return that an address names, and what the person may do with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from django.http import Http404

from custodes.access.permissions import Permission
from custodes.survey.actions.returns import section_names
from custodes.survey.filling.form import Part as FormPart
from custodes.survey.filling_in import returns_of, sections_for
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Delegation, Return
from custodes.survey.returns import return_of
from custodes.survey.sections import seen_by
from custodes.web.page import Asked
from custodes.web.pages.returns.reading import Filled

OUTSIDE = "-"
"""In addresses, the section without a name."""


def the_return(request: Asked, pk: int) -> Return:
    """One that has to do with the body in the address, else 404. Its wave, instrument and body come with it.

    One query where the return is of that body, and one more where it is not.
    """
    found = return_of(pk)
    if found is None:
        raise Http404
    if found.body_id != request.body_.pk and not returns_of(request.body_).filter(pk=pk).exists():
        raise Http404
    return found


def the_section(of: Return, word: str) -> FormPart:
    """The section that an address names, else 404."""
    name = "" if word == OUTSIDE else word
    for part in form_of(of.wave.instrument).sections:
        if part.item.name == name:
            return part
    raise Http404


def word_of(section: str) -> str:
    """A section as addresses name it."""
    return section or OUTSIDE


def asked_of(request: Asked, standing: Mapping[str, Delegation]) -> dict[str, Delegation]:
    """Of the delegations of a return, by section: those to this person, or to the body as one of which they came."""
    return {
        name: one
        for name, one in standing.items()
        if (one.person_id == request.user.pk if one.person_id else one.body_id == request.body_.pk)
    }


class Part(NamedTuple):
    """What the person, as one of the body in the address, may do in a return."""

    sections: frozenset[str]
    """The sections they fill in; none where the return takes no answers, or they only read."""
    leads: bool
    """Whether the return is of that body: others see it, and fill in what was delegated to them."""
    seen: frozenset[str] | None = None
    """The sections whose answers they see, None for all."""

    def sees(self, section: str) -> bool:
        """Whether they see the answers of a section."""
        return self.seen is None or section in self.seen


def as_seen(whole: Filled, mine: Part) -> Filled:
    """A return with what the person may see: nothing of other sections shows through, and what a register holds is
    told to people of the body that makes the return alone. Who fills in a section for another body is told what was
    answered in it before."""
    if mine.leads:
        return whole
    kept = {
        key: [one for one in several if one.source != Answer.Source.REGISTER]
        for key, several in whole.proposals.items()
        if whole.form.by_name[key.partition("[")[0]].section in mine.sections
    }
    return replace(whole, proposals=kept, seen=mine.seen)


def part_of(request: Asked, of: Return) -> Part:
    """At most four queries, none for a return of the body in the address."""
    leads, seen = of.body_id == request.body_.pk, seen_by(of, request.body_)
    if Permission.ANSWER not in request.may or not of.is_open:
        return Part(frozenset(), leads, seen)
    return Part(frozenset(sections_for(of, request.body_, section_names(of.wave))), leads, seen)

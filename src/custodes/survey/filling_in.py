"""Who fills in which sections of a return, and who is holding it up. Pure reads."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from custodes.access.models import Body
from custodes.prepared import Prepared, columns
from custodes.survey.filling import Outcome
from custodes.survey.models import Covered, Delegation, Return


def returns_of(body: Body) -> QuerySet[Return]:
    """The returns that have to do with a body: it makes them, they cover it, or a part is delegated to it."""
    mine = Q(body=body) | Q(pk__in=Covered.objects.filter(body=body).values("of"))
    asked = Delegation.objects.filter(body=body, ended_at=None).values("of")
    found = Return.objects.filter(mine | Q(pk__in=asked))
    return found.select_related("wave__instrument", "wave__office", "body").order_by("-wave__opens_on", "pk")


class Waiting(NamedTuple):
    """Who was asked to fill a section in."""

    delegation: Delegation
    name: str
    """A person's, or a body's."""


_DELEGATION = columns(Delegation)
_standing = Prepared(
    lambda of: (
        Delegation.objects.filter(of=of, ended_at=None)
        .order_by("pk")
        .values_list(*_DELEGATION, "person__name", "body__name")
    ),
    "of",
)


def delegated(of: Return) -> dict[str, Waiting]:
    """By section. One query."""
    found = {}
    for *row, person, body in _standing(of.pk):
        one = Delegation.from_db(DEFAULT_DB_ALIAS, _DELEGATION, row)
        found[one.section] = Waiting(one, person or body)
    return found


def delegations_of(of: Return) -> dict[str, Delegation]:
    """The delegation of each section that has one. One query."""
    return {section: one.delegation for section, one in delegated(of).items()}


def delegated_to(of: Return, body: Body) -> set[str]:
    """The sections that a body was asked to fill in. One query."""
    return {section for section, one in delegations_of(of).items() if one.body_id == body.pk}


def sections_for(of: Return, body: Body, names: Collection[str]) -> set[str]:
    """The sections that people of a body fill in: all of their own return, of another's what was delegated to them."""
    if of.body_id == body.pk:
        return set(names)
    return delegated_to(of, body)


class Progress(NamedTuple):
    """How far a section is."""

    section: str
    asked: int
    done: int
    """Answered, or said why not."""
    wrong: int
    missing: int
    """That must be answered, and are not."""
    applies: bool
    undecided: bool = False
    """Whether nothing that decides whether it applies is answered yet."""

    @property
    def status(self) -> str:
        """In the words of a task list."""
        if not self.applies or not self.asked:
            return "Depends on answers" if self.undecided else "Not applicable"
        if self.wrong or (self.missing and self.done):
            return "There is a problem" if self.wrong else "In progress"
        if self.done == 0:
            return "Not yet started"
        return "Completed" if self.done == self.asked else "In progress"


def undecided(outcome: Outcome, section: str) -> bool:
    """Whether a section may still come to apply: nothing that its conditions name is answered yet, and something of it,
    or of what decides about that in turn, is still asked."""
    form = outcome.form.by_name
    whole = form.get(section)
    own = [whole] if whole and whole.relevant else [one for one in form.values() if one.section == section]
    named = {name for one in own if one.relevant for name in one.relevant.names}
    asked = [one for one in outcome.asked if not one.told]
    if not named or named & {one.key.name for one in asked if one.done}:
        return False
    reached, new = set[str](), named
    while new:
        reached |= new
        parts = [form[at] for name in new if name in form for at in form[name].place.path if at in form]
        decide = [one for part in parts for one in (part.relevant, part.calculation) if one]
        new = {name for one in decide for name in one.names} - reached
    return any(one.key.name in reached and not one.done for one in asked)

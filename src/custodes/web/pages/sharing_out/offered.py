"""Which people and bodies are offered to share a return with. Pure reads."""

from collections.abc import Container

from django.db.models import Q

from custodes.access.models import Body, Collaboration, Person
from custodes.access.permissions import GRANTS, Permission, Reach
from custodes.survey.models import Return, Wave

Choices = list[tuple[str, str]]
LEAD, MEMBER = "{}, leads {}", "{}, of {}"


def colleagues(of: Return) -> list[Person]:
    """The people of the body who may answer, by name."""
    roles = [role for role, may in GRANTS[Reach.OWN].items() if Permission.ANSWER in may]
    here = Q(memberships__body=of.body_id, memberships__role__in=roles, memberships__ended_at=None)
    return list(Person.objects.filter(here, is_active=True).distinct().order_by("name", "pk"))


def bodies_for(body: Body, wave: Wave) -> tuple[Choices, Choices]:
    """Other bodies that the wave asks: those it works with, lead bodies first, and all others. By number."""
    asked = {one.pk: one for one in Body.objects.filter(asked_in__wave=wave).exclude(pk=body.pk)}
    together = dict(_together(body, asked))
    others = [(str(one.pk), one.name) for one in sorted(asked.values(), key=lambda one: one.name)]
    return [(key, together[key]) for key in together], [pair for pair in others if pair[0] not in together]


def _together(body: Body, asked: Container[int]) -> Choices:
    """What they lead or are members of stands with the name."""
    found: dict[str, str] = {}
    mine = Collaboration.objects.filter(Q(lead=body) | Q(members=body), ended_at=None).distinct()
    standing = list(mine.select_related("lead").prefetch_related("members").order_by("name"))
    for one in standing:
        if one.lead_id in asked:
            found.setdefault(str(one.lead_id), LEAD.format(one.lead.name, one.name))
    for one in standing:
        for member in sorted(one.members.all(), key=lambda member: member.name):
            if member.pk in asked:
                found.setdefault(str(member.pk), MEMBER.format(member.name, one.name))
    return list(found.items())


def grouped(together: Choices, others: Choices, prefix: str = "") -> list[tuple[str, Choices]]:
    """As groups of a list to choose from; none that is empty."""
    groups = [("Bodies you work with", together), ("Other bodies that are asked", others)]
    return [(title, [(f"{prefix}{key}", name) for key, name in some]) for title, some in groups if some]

"""Whose figures of a body somebody is shown. Pure reads."""

from custodes.access.models import Body
from custodes.access.permissions import Reach
from custodes.access.standing import Standing, reaches
from custodes.concerns.models import Scope, Tally


def figures_scope(who: Standing, body: Body) -> Scope | None:
    """All figures for people of the body, those of what is shared for who oversees it, none for others.

    People of a body that uses some systems see those systems: a figure of theirs would be one of others' too.
    """
    if body.pk in who.roles:
        return Scope.ALL
    return Scope.SHARED if Reach.OVERSEEN in reaches(who, body) else None


def latest(body: Body, scope: Scope) -> Tally | None:
    """How the body stood at its last assessment; None where there has been none."""
    return Tally.objects.filter(body=body, scope=scope).order_by("-pk").first()

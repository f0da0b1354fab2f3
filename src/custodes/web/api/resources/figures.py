"""How a body stood after each assessment, and what changed."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from pydantic import Field

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.concerns.models import Change, Tally
from custodes.errors import NothingFound
from custodes.web.api.lists import After, part
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import Id, Listed, Shown, Slug
from custodes.web.pages.dashboard.figures import figures_scope, why

operation = Resource("Figures")


class ChangeShown(Shown):
    """A concern whose devices became more or fewer since the tally before."""

    kind: str
    concern: str
    title: str
    verdict: str
    before: int = Field(description="Devices")
    after: int = Field(description="Devices")


class TallyShown(Shown):
    """Every figure of a body at one time. `devices` is the sum of quantities, `rows` the rows of the register."""

    id: int
    body: str
    scope: str = Field(description="all: everything the body holds; shared: what it has shared")
    at: dt.datetime
    looked_at: dt.datetime = Field(description="When it was last worked out, and found to be the same")
    why: str = Field(description="Why it was worked out; blank for who oversees the body")
    sources: dict[str, Any] = Field(description="What it rests on: packs, watchlists, feeds with their ages")
    counts: dict[str, Any] = Field(description="As under `counts` in summary.json: docs/reference/outputs.md")
    changes: list[ChangeShown]


@operation("GET", "/bodies/{slug}/tallies", Permission.READ_REGISTER, gives=Listed[TallyShown])
def list_tallies(request: Call, slug: Slug, after: After = "") -> Listed[TallyShown]:
    """Every time the figures of a body changed, latest first.

    An overseer is given the figures of what is shared. People of a body that uses some systems are given
    none: they see devices and their findings.
    """
    body = request.auth.body(slug)
    found = tallies_of(request, body).order_by("-pk").prefetch_related("changes").select_related("body")
    return part(request, found, tally, after, descending=True)


@operation("GET", "/bodies/{slug}/tallies/{number}", Permission.READ_REGISTER, gives=TallyShown)
def get_tally(request: Call, slug: Slug, number: Id) -> TallyShown:
    """The figures of a body as they were once."""
    found = tallies_of(request, request.auth.body(slug)).filter(pk=number).select_related("body").first()
    if found is None:
        raise NothingFound(f"There are no figures {number} of this body.", "See its list of tallies.")
    return tally(found)


def tallies_of(request: Call, body: Body) -> QuerySet[Tally]:
    """Those that the caller may see."""
    scope = figures_scope(request.auth.standing, body)
    return Tally.objects.filter(body=body, scope=scope) if scope else Tally.objects.none()


def tally(found: Tally) -> TallyShown:
    """A tally with what changed since the one before."""
    plain = {name: getattr(found, name) for name in ("scope", "at", "looked_at", "sources", "counts")}
    changes = [_change(change) for change in found.changes.all()]
    return TallyShown(id=found.pk, body=found.body.slug, changes=changes, why=why(found), **plain)


def _change(change: Change) -> ChangeShown:
    return ChangeShown(**{name: getattr(change, name) for name in ChangeShown.model_fields})

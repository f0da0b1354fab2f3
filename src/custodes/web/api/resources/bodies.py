"""Bodies: which ones the caller can open."""

import datetime as dt

from pydantic import Field

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import Listed, Shown, Slug

operation = Resource("Bodies")


class BodyShown(Shown):
    """A public body that holds cameras, or an office that oversees those that do."""

    slug: str = Field(description="Its short name, which other addresses use")
    name: str
    kind: str = Field(description="holder or office")
    sector: str
    fictional: bool = Field(description="Made up, for a demo")
    yours: bool = Field(description="Whether you have a role in it; else you see only what is shared or used")
    created_at: dt.datetime


@operation("GET", "/bodies", Permission.READ_REGISTER, gives=Listed[BodyShown])
def list_bodies(request: Call) -> Listed[BodyShown]:
    """The bodies whose register you can read."""
    return Listed[BodyShown](items=[_shown(request, body) for body in request.auth.bodies()])


@operation("GET", "/bodies/{slug}", Permission.READ_REGISTER, gives=BodyShown)
def get_body(request: Call, slug: Slug) -> BodyShown:
    """A body."""
    return _shown(request, request.auth.body(slug))


def _shown(request: Call, body: Body) -> BodyShown:
    return BodyShown(
        slug=body.slug,
        name=body.name,
        kind=body.kind,
        sector=body.sector,
        fictional=body.fictional,
        yours=body.pk in request.auth.standing.roles,
        created_at=body.created_at,
    )

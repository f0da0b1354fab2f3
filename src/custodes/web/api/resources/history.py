"""The history of a body, event by event."""

import datetime as dt
from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from custodes.access.permissions import Permission
from custodes.audit.models import Event
from custodes.web.api.lists import After, part
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import Listed, Short, Shown, Slug

operation = Resource("History")


class EventShown(Shown):
    """One thing that was done. `digest` covers all of it and the digest before: see `custodes audit verify`."""

    sequence: int
    at: dt.datetime
    action: str
    person: int | None = Field(description="Who did it; null where Custodes did by itself")
    person_name: str
    through: str = Field(description="page, api:12 (a token), command or task")
    subject_kind: str
    subject: str
    reason: str
    details: dict[str, Any] = Field(description="What changed, before and after")
    previous: str
    digest: str


@operation("GET", "/bodies/{slug}/events", Permission.READ_HISTORY, gives=Listed[EventShown])
def list_events(
    request: Call,
    slug: Slug,
    action: Annotated[Short, Query("", description="Only of this action: register.change_device")] = "",
    subject_kind: Annotated[Short, Query("", description="system, device, import ...")] = "",
    subject: Annotated[Short, Query("", description="... and its number")] = "",
    after: After = "",
) -> Listed[EventShown]:
    """What was done in a body, latest first."""
    body = request.auth.body(slug)
    events = Event.objects.filter(body=body.pk).order_by("-sequence")
    for name, value in {"action": action, "subject_kind": subject_kind, "subject": subject}.items():
        if value:
            events = events.filter(**{name: value})
    return part(request, events, _event, after, key="sequence", descending=True)


def _event(event: Event) -> EventShown:
    plain = {name: getattr(event, name) for name in EventShown.model_fields if name != "details"}
    return EventShown(**plain, details=event.said)

"""Systems: reading, adding, changing, sharing, and which bodies use them."""

import datetime as dt
from functools import partial
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid, NothingFound
from custodes.register import actions
from custodes.register.models import System, SystemUse
from custodes.web.api import problems, shown
from custodes.web.api.keyset import part_in_order
from custodes.web.api.lists import After
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import Given, Id, Listed, Number, Shown, SlugText, Text, Why, said_only
from custodes.web.api.shown import SystemSaid, SystemShown

operation = Resource("Systems")


class SystemNew(SystemSaid):
    """A system to add."""

    body: SlugText


class SystemChange(SystemSaid):
    """What to say instead: a column that is left out stays as it is."""

    revision: Number = Field(description="Of the record you saw: if it has changed since, the answer is 409")
    reason: Text = ""


class NewUser(Given):
    """The body that uses the system."""

    body: SlugText


class UseShown(Shown):
    """A body that uses a system which another operates."""

    id: int
    body: str
    name: str
    since: dt.datetime


ORDER = ("body__name", "name", "id")


@operation("GET", "/systems", Permission.READ_REGISTER, gives=Listed[SystemShown])
def list_systems(
    request: Call,
    body: Annotated[SlugText, Query("", description="Short name of one body")] = "",
    after: After = "",
) -> Listed[SystemShown]:
    """Systems, by body and name: all that you can see, or those of one `body`."""
    found = request.auth.systems(request.auth.body(body) if body else None)
    found = found.select_related("body", "withdrawn_by")
    return part_in_order(request, found, ORDER, False, shown=partial(_shown, request), after=after)


def _shown(request: Call, found: System) -> SystemShown:
    return shown.system(found, sharing=request.auth.shows_sharing(found))


@operation("GET", "/systems/{system}", Permission.READ_REGISTER, gives=SystemShown)
def get_system(request: Call, system: Id) -> SystemShown:
    """A system."""
    return _shown(request, request.auth.system(system))


def _again(request: Call, made: Event) -> SystemShown:
    return _shown(request, request.auth.system(int(made.subject)))


@operation(
    "POST", "/systems", Permission.EDIT_REGISTER, gives=SystemShown, status=201, again=_again,
    problems=(409,),
)  # fmt: skip
def add_system(request: Call, given: SystemNew) -> SystemShown:
    """Add a system. It is a draft until it is shared."""
    body = request.auth.body(given.body)
    made = actions.add_system(by=request.auth.person, body=body, values=said_only(given, "body"))
    return _shown(request, made)


@operation("PATCH", "/systems/{system}", Permission.EDIT_REGISTER, gives=SystemShown, problems=(409,))
def change_system(request: Call, system: Id, given: SystemChange) -> Any:
    """Change a system."""
    held = request.auth.system(system)
    values = said_only(given, "revision", "reason")
    try:
        changed = actions.change_system(
            by=request.auth.person, system=held, values=values, base=given.revision, reason=given.reason
        )
    except Conflict as conflict:
        return _meanwhile(request, conflict, request.auth.system(system))
    return _shown(request, changed)


def _meanwhile(request: Call, conflict: Conflict, now: System) -> HttpResponse:
    return problems.of_user_error(conflict, current=_shown(request, now).model_dump(mode="json"))


@operation("POST", "/systems/{system}/withdraw", Permission.WITHDRAW, gives=SystemShown)
def withdraw_system(request: Call, system: Id, given: Why) -> SystemShown:
    """Take an empty system out of the register."""
    held = request.auth.system(system)
    return _shown(request, actions.withdraw_system(by=request.auth.person, system=held, reason=given.reason))


@operation("POST", "/systems/{system}/share", Permission.SHARE, gives=SystemShown)
def share_system(request: Call, system: Id) -> SystemShown:
    """Let the offices that oversee the body see this system and its devices."""
    held = request.auth.system(system)
    actions.share_systems(by=request.auth.person, body=held.body, systems=[held])
    return _shown(request, request.auth.system(system))


@operation("POST", "/systems/{system}/stop-sharing", Permission.SHARE, gives=SystemShown)
def stop_sharing_system(request: Call, system: Id, given: Why) -> SystemShown:
    """Make a shared system a draft again."""
    held = request.auth.system(system)
    actions.stop_sharing(by=request.auth.person, system=held, reason=given.reason)
    return _shown(request, request.auth.system(system))


@operation("GET", "/systems/{system}/uses", Permission.READ_REGISTER, gives=Listed[UseShown])
def list_uses(request: Call, system: Id) -> Listed[UseShown]:
    """The bodies that use a system; whoever is of another body is shown their own use alone."""
    held, who = request.auth.system(system), request.auth.standing
    uses = SystemUse.objects.filter(system=held, ended_at=None).select_related("body").order_by("pk")
    if held.body_id not in who.roles:
        uses = uses.filter(body__in=who.holders)
    return Listed[UseShown](items=[_use(use) for use in uses])


@operation("POST", "/systems/{system}/uses", Permission.SHARE, gives=UseShown, status=201)
def add_use(request: Call, system: Id, given: NewUser) -> UseShown:
    """Record that another body uses this system: its people can then see it."""
    held = request.auth.system(system)
    user = Body.objects.filter(slug=given.body).first()
    if user is None:
        text = f"There is no body called {given.body}"
        raise Invalid(f"{text}.", "Check its short name.", {"body": text})
    return _use(actions.let_use(by=request.auth.person, system=held, user=user))


@operation("POST", "/systems/{system}/uses/{use}/end", Permission.SHARE, gives=UseShown)
def end_use(request: Call, system: Id, use: Id) -> UseShown:
    """Record that a body no longer uses a system."""
    held = request.auth.system(system)
    found = SystemUse.objects.filter(pk=use, system=held).first()
    if found is None:
        raise NothingFound(f"There is no use {use} of this system.", "See its list of uses.")
    return _use(actions.end_use(by=request.auth.person, use=found))


def _use(use: SystemUse) -> UseShown:
    return UseShown(id=use.pk, body=use.body.slug, name=use.body.name, since=use.since)

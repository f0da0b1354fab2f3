"""What administrators do: bodies, who oversees them, which work together."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone

from custodes.access import actions
from custodes.access.mail import invitations_not_sent
from custodes.access.models import Body, Collaboration, Membership, Oversight, Person
from custodes.access.permissions import Permission
from custodes.access.roles import Role
from custodes.web.page import Asked, page
from custodes.web.pages.administration import forms
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.people.forms import Reason
from custodes.web.pages.people.views import waiting

HERE = reverse_lazy("administration")
KEEPERS = (Role.SURVEILLANCE_LEAD, Role.HEAD_OF_OFFICE)


@page(Permission.MANAGE_BODIES)
def administration(request: Asked) -> HttpResponse:
    """Everything an administrator keeps, on one page."""
    keeper = Membership.objects.filter(body=OuterRef("pk"), role__in=KEEPERS, ended_at=None)
    overseen = Oversight.objects.filter(ended_at=None).select_related("office", "body")
    told: dict[str, Any] = {
        "bodies": Body.objects.annotate(kept=Exists(keeper)),
        "oversight": overseen.order_by("office__name", "body__name"),
        "collaborations": Collaboration.objects.filter(ended_at=None)
        .select_related("lead")
        .prefetch_related("members")
        .order_by("name"),
        "administrators": Person.objects.filter(is_administrator=True, is_active=True).order_by("name"),
        "waiting": waiting(None),
        "not_sent": invitations_not_sent(),
        "now": timezone.now(),
    }
    return render(request, "administration/administration.html", told)


@page(Permission.MANAGE_BODIES)
def new_body(request: Asked) -> HttpResponseBase:
    """A body; next, who keeps its register."""
    form = forms.NewBody(sent(request))
    made: list[Body] = []
    if done(request, form, lambda said: made.append(actions.create_body(by=request.user, **said))):
        messages.success(request, f"{made[0]} is here. Now invite whoever keeps its register.")
        return redirect("people_invite", made[0].slug)
    return ask(request, form, "Add a body", button="Add it", back=HERE)


@page(Permission.MANAGE_BODIES)
def change_body(request: Asked) -> HttpResponseBase:
    """Another name or sector."""
    held = request.body_
    start = {"name": held.name, "sector": held.sector, "base": held.revision}
    form = forms.ChangeBody(sent(request), initial=start)
    if done(request, form, lambda said: actions.change_body(by=request.user, body=held, **said)):
        messages.success(request, f"{form.cleaned_data['name']} is saved.")
        return redirect(HERE)
    return ask(request, form, f"Change {held.name}", button="Save", back=HERE)


@page(Permission.MANAGE_BODIES)
def new_oversight(request: Asked) -> HttpResponseBase:
    """An office begins to see what a body shares."""
    form = forms.NewOversight(sent(request))
    if done(request, form, lambda said: actions.begin_oversight(by=request.user, **said)):
        said = form.cleaned_data
        messages.success(request, f"{said['office']} now sees what {said['body']} shares.")
        return redirect(HERE)
    lead = "The office sees the systems that the body shares, with their devices; nothing else."
    return ask(request, form, "Begin oversight", button="Begin", back=HERE, lead=lead)


@page(Permission.MANAGE_BODIES)
def end_oversight(request: Asked, oversight: int) -> HttpResponseBase:
    """An office no longer sees anything of a body."""
    held = get_object_or_404(Oversight.objects.select_related("office", "body"), pk=oversight, ended_at=None)
    form = Reason(sent(request))
    if done(request, form, lambda said: actions.end_oversight(by=request.user, oversight=held, **said)):
        messages.success(request, f"{held.office} no longer oversees {held.body}.")
        return redirect(HERE)
    heading = f"End the oversight of {held.body} by {held.office}"
    return ask(request, form, heading, button="End it", back=HERE, warning=True)


@page(Permission.MANAGE_BODIES)
def new_collaboration(request: Asked) -> HttpResponseBase:
    """Bodies that work together under a lead."""
    form = forms.CollaborationForm(sent(request))
    if done(request, form, lambda said: actions.create_collaboration(by=request.user, **said)):
        messages.success(request, f"{form.cleaned_data['name']} is here.")
        return redirect(HERE)
    return ask(request, form, "Add a collaboration", button="Add it", back=HERE)


@page(Permission.MANAGE_BODIES)
def change_collaboration(request: Asked, collaboration: int) -> HttpResponseBase:
    """Another name, lead or membership."""
    held = get_object_or_404(Collaboration, pk=collaboration, ended_at=None)
    start = {"name": held.name, "lead": held.lead, "members": held.members.all(), "base": held.revision}
    form = forms.ChangeCollaboration(sent(request), initial=start)

    def change(said: dict[str, Any]) -> None:
        actions.change_collaboration(by=request.user, collaboration=held, **said)

    if done(request, form, change):
        messages.success(request, f"{form.cleaned_data['name']} is saved.")
        return redirect(HERE)
    return ask(request, form, f"Change {held.name}", button="Save", back=HERE)


@page(Permission.MANAGE_BODIES)
def end_collaboration(request: Asked, collaboration: int) -> HttpResponseBase:
    """It is over."""
    held = get_object_or_404(Collaboration, pk=collaboration, ended_at=None)
    form = Reason(sent(request))

    def end(said: dict[str, Any]) -> None:
        actions.end_collaboration(by=request.user, collaboration=held, **said)

    if done(request, form, end):
        messages.success(request, f"{held.name} has ended.")
        return redirect(HERE)
    lead = "Systems that one of them lets others use stay so until that is ended for each."
    return ask(request, form, f"End {held.name}", button="End it", back=HERE, lead=lead, warning=True)

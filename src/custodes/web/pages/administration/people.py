"""What administrators do about people: other administrators, and whoever has to be let out or in again."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from custodes.access import actions, invitations
from custodes.access.models import Membership, Person
from custodes.access.permissions import Permission
from custodes.access.roles import Role
from custodes.web.page import Asked, page
from custodes.web.pages.administration.forms import ChangeAddress, InviteAdministrator
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.people.forms import Reason
from custodes.web.pages.people.views import again, revoking, tell_not_sent
from custodes.web.paging import page_of

HERE = reverse_lazy("administration")


@page(Permission.MANAGE_BODIES)
def invite(request: Asked) -> HttpResponseBase:
    """Ask somebody to be an administrator too."""
    form = InviteAdministrator(sent(request))
    if done(request, form, lambda said: actions.invite(by=request.user, **said)):
        messages.success(request, f"{form.cleaned_data['email']} is invited as an administrator.")
        tell_not_sent(request)
        return redirect(HERE)
    lead = "Administrators create bodies and let people in. They read no register by that alone."
    heading = "Invite an administrator"
    return ask(request, form, heading, button="Send the invitation", back=HERE, lead=lead)


@page(Permission.MANAGE_BODIES)
@require_POST
def send_again(request: Asked, invitation: int) -> HttpResponseBase:
    """A new link; the one before no longer works."""
    again(request, get_object_or_404(invitations.waiting(), pk=invitation, body=None))
    return redirect(HERE)


@page(Permission.MANAGE_BODIES)
def revoke(request: Asked, invitation: int) -> HttpResponseBase:
    """An invitation's link no longer works."""
    held = get_object_or_404(invitations.waiting(), pk=invitation, body=None)
    return revoking(request, held, str(HERE))


@page(Permission.MANAGE_BODIES)
def everybody(request: Asked) -> HttpResponse:
    """Everybody who can or could sign in, to be searched by name or address."""
    sought = request.GET.get("q", "").strip()
    found = Person.objects.order_by("name", "pk")
    if sought:
        found = found.filter(Q(name__icontains=sought) | Q(email__icontains=sought))
    return render(
        request, "administration/everybody.html", {"page": page_of(found, request), "sought": sought}
    )


@page(Permission.MANAGE_BODIES)
def person(request: Asked, person: int) -> HttpResponse:
    """Somebody's roles, and what can be done about them."""
    held = get_object_or_404(Person, pk=person)
    roles = (
        Membership.objects.filter(person=held, ended_at=None).select_related("body").order_by("body__name")
    )
    told = {
        "somebody": held,
        "roles": [(each, Role(each.role).label) for each in roles],
        "second_factor": Authenticator.objects.filter(user=held, type=Authenticator.Type.TOTP).exists(),
    }
    return render(request, "administration/person.html", told)


@page(Permission.MANAGE_BODIES)
def change_address(request: Asked, person: int) -> HttpResponseBase:
    """Another e-mail address for somebody to sign in with."""
    held = get_object_or_404(Person, pk=person)
    form = ChangeAddress(sent(request))
    back = reverse("administration_person", args=[held.pk])

    def change(given: dict[str, Any]) -> None:
        actions.change_address(by=request.user, person=held, **given)

    if done(request, form, change):
        messages.success(request, f"{held} now signs in as {form.cleaned_data['email']}.")
        return redirect(back)
    lead = f"{held} signs in as {held.email}. Both addresses are told. The second factor stays as it is."
    heading = f"Change the e-mail address of {held}"
    return ask(request, form, heading, button="Change it", back=back, lead=lead)


Act = Callable[..., None]


def _asking(act: Act, heading: str, lead: str, button: str, said: str) -> Callable[..., HttpResponseBase]:
    """The page that asks for the reason of something done to a person, and does it."""

    @page(Permission.MANAGE_BODIES)
    def view(request: Asked, person: int) -> HttpResponseBase:
        held = get_object_or_404(Person, pk=person)
        form = Reason(sent(request))
        back = reverse("administration_person", args=[held.pk])
        if done(request, form, lambda given: act(by=request.user, person=held, **given)):
            messages.success(request, said.format(held))
            return redirect("home" if held == request.user else back)
        told: dict[str, Any] = {"lead": lead, "warning": True}
        return ask(request, form, heading.format(held), button=button, back=back, **told)

    return view


deactivate = _asking(
    actions.deactivate_person,
    "Shut out {}",
    "They are signed out at once, and all their roles and tokens end. What they did stays in the history.",
    "Shut them out",
    "{} can no longer sign in.",
)
reactivate = _asking(
    actions.reactivate_person,
    "Let {} in again",
    "They can sign in as before. Roles are given to them anew.",
    "Let them in",
    "{} can sign in again.",
)
reset_second_factor = _asking(
    actions.reset_second_factor,
    "Reset the second factor of {}",
    "For somebody who lost their phone and their recovery codes. Make sure that it is them who ask: "
    "with their password alone, whoever signs in next sets up a new one.",
    "Reset it",
    "{} sets up a new second factor when they next sign in.",
)
end_administrator = _asking(
    actions.end_administrator,
    "{} is to be an administrator no more",
    "Roles in bodies stay as they are.",
    "End it",
    "{} is an administrator no more.",
)

"""Who may do what in a body: roles, and invitations to them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from custodes.access import actions, invitations
from custodes.access.mail import MailFailed, invitations_not_sent
from custodes.access.models import Body, Invitation, Membership, Person
from custodes.access.permissions import Permission
from custodes.access.roles import Role
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.people.forms import Invite, Reason
from custodes.web.pages.sign_in.forms import Nothing

OWN_ROLE = (
    "This is your own role. Once it has ended you cannot give it back to yourself: somebody else has to."
)


@page(Permission.MANAGE_PEOPLE)
def people(request: Asked) -> HttpResponse:
    """Everybody with a role here, and those invited to one."""
    held = Membership.objects.filter(body=request.body_, ended_at=None).select_related("person", "given_by")
    told = {
        "body": request.body_,
        "rows": [(each, Role(each.role).label) for each in held.order_by("person__name", "pk")],
        "waiting": waiting(request.body_),
        "not_sent": invitations_not_sent(),
        "now": timezone.now(),
    }
    return render(request, "people/people.html", told)


def waiting(body: Body | None) -> list[tuple[Invitation, str]]:
    """Invitations nobody has answered, with what each is to; without a body, those of administrators."""
    held = invitations.waiting().filter(body=body).select_related("invited_by").order_by("-invited_at")
    return [(each, Role(each.role).label if each.role else "Administrator") for each in held]


@page(Permission.MANAGE_PEOPLE)
def invite(request: Asked) -> HttpResponseBase:
    """Ask somebody to take a role. Who has one here already, or asks themselves, gets it at once."""
    form = Invite(sent(request), body=request.body_)

    def send(said: dict[str, Any]) -> None:
        known = _known_here(request, said["email"])
        if known:
            actions.give_role(by=request.user, person=known, body=request.body_, role=said["role"])
            messages.success(request, f"{known} is now {said['role'].label}.")
            return
        actions.invite(by=request.user, email=said["email"], body=request.body_, role=said["role"])
        messages.success(request, f"{said['email']} is invited as {said['role'].label}.")
        tell_not_sent(request)

    back = reverse("people", args=[request.body_.slug])
    if done(request, form, send):
        return redirect(back)
    lead = invitations_not_sent() or "We send a link that works once, for 7 days."
    told: dict[str, Any] = {"lead": lead, "body": request.body_, "section": "people"}
    return ask(request, form, "Invite somebody", button="Send the invitation", back=back, **told)


def _known_here(request: Asked, email: str) -> Person | None:
    address = email.strip().lower()
    if address == request.user.email:
        return request.user
    here = Membership.objects.filter(body=request.body_, ended_at=None, person__email=address)
    first = here.select_related("person").first()
    return first.person if first else None


@page(Permission.MANAGE_PEOPLE)
def end_role(request: Asked, membership: int) -> HttpResponseBase:
    """A role ends, for a reason."""
    roles = Membership.objects.filter(body=request.body_, ended_at=None).select_related("person")
    held = get_object_or_404(roles, pk=membership)
    form = Reason(sent(request))
    back = reverse("people", args=[request.body_.slug])
    label = Role(held.role).label
    if done(request, form, lambda said: actions.end_role(by=request.user, membership=held, **said)):
        messages.success(request, f"{held.person} is no longer {label}.")
        return redirect("home" if held.person == request.user else back)
    heading = f"End the role of {held.person} as {label}"
    told: dict[str, Any] = {"body": request.body_, "section": "people", "warning": True}
    told["lead"] = f"What the role is for: {Role(held.role).told}."
    if held.person == request.user:
        told["careful"] = OWN_ROLE
    return ask(request, form, heading, button="End the role", back=back, **told)


@page(Permission.MANAGE_PEOPLE)
@require_POST
def send_again(request: Asked, invitation: int) -> HttpResponseBase:
    """A new link; the one before no longer works."""
    held = get_object_or_404(invitations.waiting(), pk=invitation, body=request.body_)
    again(request, held)
    return redirect("people", request.body_.slug)


def again(request: Asked, held: Invitation) -> None:
    """Send an invitation again, and say how that went."""
    try:
        actions.send_again(by=request.user, invitation=held)
    except MailFailed as error:
        messages.warning(request, f"{error.message} {error.mend}")
        return
    if not tell_not_sent(request):
        messages.success(request, f"A new link is on its way to {held.email}.")


def tell_not_sent(request: Asked) -> bool:
    """Whether mails become files; then whoever invites is told, and does not wait for an answer."""
    if told := invitations_not_sent():
        messages.warning(request, told)
    return bool(told)


@page(Permission.MANAGE_PEOPLE)
def revoke(request: Asked, invitation: int) -> HttpResponseBase:
    """An invitation's link no longer works."""
    held = get_object_or_404(invitations.waiting(), pk=invitation, body=request.body_)
    back = reverse("people", args=[request.body_.slug])
    return revoking(request, held, back, body=request.body_, section="people")


def revoking(request: Asked, held: Invitation, back: str, **told: Any) -> HttpResponseBase:
    """The question whether to, and the answer."""
    form = Nothing(sent(request))
    if done(request, form, lambda said: actions.revoke_invitation(by=request.user, invitation=held)):
        messages.success(request, f"The invitation of {held.email} is revoked.")
        return redirect(back)
    heading = f"Revoke the invitation of {held.email}"
    told = {**told, "lead": "The link that they were sent no longer works.", "warning": True}
    return ask(request, form, heading, button="Revoke it", back=back, **told)

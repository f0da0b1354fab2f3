"""Coming in by a link: the first administrator's, or an invitation's."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from custodes.access import actions, invitations
from custodes.access.actions.first_run import is_good
from custodes.access.actions.invitations import GONE
from custodes.access.guessing import count_guess, refuse_guessers
from custodes.access.models import Invitation, Person
from custodes.access.permissions import Permission
from custodes.access.roles import Role
from custodes.errors import NothingFound, Refused
from custodes.web.page import page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.sign_in.forms import FirstAdministrator, Join, Nothing
from custodes.web.pages.sign_in.views import let_in, provider_name


@page(Permission.PUBLIC)
def first_run(request: HttpRequest, code: str) -> HttpResponseBase:
    """Whoever has the code from the terminal makes the first administrator."""
    refuse_guessers(request)
    if not is_good(code):
        count_guess(request)
        raise NothingFound(
            "This link does not work, or no longer",
            "It works once, for a day, until somebody is here. If nobody can sign in yet, start the service "
            "again: it prints a new link.",
        )
    form = FirstAdministrator(sent(request))
    made: list[Person] = []
    if done(request, form, lambda said: made.append(actions.make_first_administrator(code=code, **said))):
        return let_in(request, made[0])
    lead = "You will be the first administrator: you create bodies and invite the people who keep their registers."
    return ask(request, form, "Set up this service", button="Continue", back="", lead=lead)


@page(Permission.PUBLIC)
def invitation(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The link of an invitation: for somebody new a question page, for somebody known a button."""
    refuse_guessers(request)
    found = invitations.by_secret(secret)
    if found is None:
        count_guess(request)
        raise NothingFound(*GONE)
    if request.user.is_authenticated:
        return _accept(request, found, secret)
    if invitations.invitee(found):
        messages.info(request, f"Sign in as {found.email} to accept your invitation.")
        return redirect_to_login(request.path)
    return _join(request, found, secret)


def _accept(request: HttpRequest, found: Invitation, secret: str) -> HttpResponseBase:
    assert isinstance(request.user, Person)
    if found.email != request.user.email:
        raise Refused(
            "This invitation was sent to another e-mail address",
            "Sign out, then open the link again and sign in with the address that it was sent to.",
        )
    if request.method == "POST":
        actions.accept_invitation(by=request.user, secret=secret)
        messages.success(request, f"You are now {what(found)}.")
        return redirect("home")
    return ask(request, Nothing(), f"Become {what(found)}", button="Accept", back="", lead=from_whom(found))


def _join(request: HttpRequest, found: Invitation, secret: str) -> HttpResponseBase:
    form = Join(sent(request), initial={"name": found.name})
    made: list[Person] = []
    if done(request, form, lambda said: made.append(actions.accept_as_new_person(secret=secret, **said))):
        return let_in(request, made[0])
    told = {"form": form, "lead": from_whom(found), "email": found.email, "provider": provider_name()}
    return render(request, "sign_in/join.html", told)


def what(found: Invitation) -> str:
    """What an invitation is to, in a sentence."""
    return f"{Role(found.role).label} of {found.body}" if found.body else "an administrator"


def from_whom(found: Invitation) -> str:
    """Who invites, and to what."""
    return f"{found.invited_by or 'This service'} invites you as {what(found)}."


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Where allauth would send somebody who signs up: nobody does."""
    raise NothingFound("Nobody signs up here", "Ask the surveillance lead of your body to invite you.")

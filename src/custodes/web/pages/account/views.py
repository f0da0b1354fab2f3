"""One's own account: name, password, second factor, sessions, tokens."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST

from custodes.access import actions
from custodes.access.guessing import TooManyGuesses, consume
from custodes.access.models import Token
from custodes.access.permissions import Permission, Scope
from custodes.web.page import Asked, page
from custodes.web.pages.account import forms
from custodes.web.pages.account.browsers import browser
from custodes.web.pages.account.proving import proving
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.sign_in.forms import Nothing
from custodes.web.pages.sign_in.views import provider_name

ACCOUNT = reverse_lazy("account")


@page(Permission.OWN_ACCOUNT)
def account(request: Asked) -> HttpResponse:
    """Everything about oneself, with where to change it."""
    held = {each.type: each for each in Authenticator.objects.filter(user=request.user)}
    codes = held.get(Authenticator.Type.RECOVERY_CODES)
    tokens = Token.objects.filter(person=request.user, revoked_at=None).order_by("-pk")
    told: dict[str, Any] = {
        "second_factor": held.get(Authenticator.Type.TOTP),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": UserSession.objects.filter(user=request.user).count(),
        "tokens": list(tokens),
        "now": timezone.now(),
        "provider": provider_name(),
    }
    return render(request, "account/account.html", told)


@page(Permission.OWN_ACCOUNT)
def name(request: Asked) -> HttpResponseBase:
    """What one is called."""
    form = forms.Name(sent(request), initial={"name": request.user.name})
    if done(request, form, lambda said: actions.change_name(by=request.user, **said)):
        messages.success(request, "Your name is changed.")
        return redirect("account")
    return ask(request, form, "Change your name", button="Save", back=ACCOUNT)


@page(Permission.OWN_ACCOUNT)
def password(request: Asked) -> HttpResponseBase:
    """Another password; signed out everywhere else."""
    if request.method == "POST" and not consume(request, "change_password"):
        raise TooManyGuesses
    form = forms.ChangePassword(sent(request), person=request.user)
    keep = request.session.session_key

    def change(said: dict[str, Any]) -> None:
        actions.change_password(by=request.user, password=said["password"], keep=keep)

    if done(request, form, change):
        stay(request)
        messages.success(request, "Your password is changed, and you are signed out everywhere else.")
        return redirect("account")
    return ask(request, form, "Change your password", button="Save the new password", back=ACCOUNT)


def stay(request: Asked) -> None:
    """This session goes on under a new key, and in the list of sessions."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    update_session_auth_hash(request, request.user)
    UserSession.objects.create_from_request(request)


@page(Permission.OWN_ACCOUNT)
def sessions(request: Asked) -> HttpResponse:
    """Where one is signed in."""
    held = UserSession.objects.purge_and_list(request.user)
    rows = [
        (session, browser(session.user_agent), session.session_key == request.session.session_key)
        for session in sorted(held, key=lambda each: each.created_at, reverse=True)
    ]
    return render(request, "account/sessions.html", {"rows": rows})


@page(Permission.OWN_ACCOUNT)
@require_POST
def end_session(request: Asked, session: int) -> HttpResponseBase:
    """Sign out one of one's browsers."""
    held = get_object_or_404(UserSession, pk=session, user=request.user)
    actions.end_session(by=request.user, session=held)
    messages.success(request, "That session is ended.")
    return redirect("usersessions_list")


@page(Permission.OWN_ACCOUNT)
@require_POST
def end_other_sessions(request: Asked) -> HttpResponseBase:
    """Sign out everywhere but here."""
    actions.end_other_sessions(by=request.user, keep=request.session.session_key)
    messages.success(request, "You are signed out everywhere else.")
    return redirect("usersessions_list")


@page(Permission.OWN_ACCOUNT)
@proving
def new_token(request: Asked) -> HttpResponseBase:
    """A token for the API; its secret is shown in the answer, once."""
    form = forms.NewToken(sent(request))
    made: list[tuple[Token, str]] = []

    def create(said: dict[str, Any]) -> None:
        scopes = [Scope(scope) for scope in said["scopes"]]
        made.append(
            actions.create_token(by=request.user, name=said["name"], scopes=scopes, days=said["days"])
        )

    if done(request, form, create):
        return render(request, "account/token.html", {"token": made[0][0], "secret": made[0][1]})
    return ask(request, form, "Make a token for the API", button="Make the token", back=ACCOUNT)


@page(Permission.OWN_ACCOUNT)
def revoke_token(request: Asked, token: int) -> HttpResponseBase:
    """A token works no more."""
    held = get_object_or_404(Token, pk=token, person=request.user, revoked_at=None)
    form = Nothing(sent(request))
    if done(request, form, lambda said: actions.revoke_token(by=request.user, token=held)):
        messages.success(request, f"The token “{held.name}” no longer works.")
        return redirect("account")
    lead = "Programs that use it stop working at once. It cannot be brought back."
    heading = f"Revoke the token “{held.name}”"
    return ask(request, form, heading, button="Revoke it", back=ACCOUNT, lead=lead, warning=True)

"""Signing in and out, and proving once more who one is."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from custodes.access.guessing import TooManyGuesses
from custodes.access.models import Person
from custodes.access.permissions import Permission
from custodes.errors import UserError
from custodes.web.page import page
from custodes.web.pages.sign_in import forms

MINUTES = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)


def provider_name() -> str:
    """What people call the single sign-on that is set up; "" where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["name"]) if apps else ""


def _too_many(error: UserError, request: HttpRequest) -> HttpResponse:
    return render(request, "problem.html", {"error": error}, status=error.status)


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Instead of any answer to one attempt too many (axes): the right password does not help now either."""
    error = UserError(
        "You have tried to sign in too often",
        f"Wait {MINUTES} minutes, then try again. If you do not know your password, you can then ask for a "
        "new one from the sign-in page.",
    )
    return render(request, "problem.html", {"error": error}, status=429)


def let_in(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Sign in somebody who has just chosen their password."""
    login = Login(user=person, email=person.email)
    response: HttpResponseBase = perform_password_login(request, {"email": person.email}, login)
    return response


class SignIn(LoginView):  # type: ignore[misc]
    template_name = "sign_in/sign_in.html"
    form_class = forms.SignIn

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "provider": provider_name(), "next": self.get_next_url() or ""}


class SignOut(LogoutView):  # type: ignore[misc]
    template_name = "sign_in/sign_out.html"


class GiveSecondFactor(AuthenticateView):  # type: ignore[misc]
    template_name = "sign_in/second_factor.html"
    form_class = forms.SecondFactor

    def form_invalid(self, form: Any) -> HttpResponseBase:
        return _guessed_too_often(self.request, form) or super().form_invalid(form)


class ConfirmPassword(ReauthenticateView):  # type: ignore[misc]
    template_name = "sign_in/confirm.html"
    form_class = forms.ConfirmPassword


class ConfirmSecondFactor(ReauthenticateByCodeView):  # type: ignore[misc]
    template_name = "sign_in/confirm.html"
    form_class = forms.ConfirmSecondFactor

    def form_invalid(self, form: Any) -> HttpResponseBase:
        return _guessed_too_often(self.request, form) or super().form_invalid(form)


def _guessed_too_often(request: HttpRequest, form: Any) -> HttpResponse | None:
    if form.has_error("code", "too_many_login_attempts"):
        return _too_many(TooManyGuesses(), request)
    return None


@page(Permission.PUBLIC)
def deactivated(request: HttpRequest) -> HttpResponse:
    """Who gave the right password of an account that was closed is told so."""
    error = UserError(
        "You can no longer sign in", "Your account was closed. If that is wrong, ask an administrator."
    )
    return render(request, "problem.html", {"error": error}, status=403)


sign_in = page(Permission.PUBLIC)(SignIn.as_view())
sign_out = page(Permission.PUBLIC)(SignOut.as_view())
give_second_factor = page(Permission.PUBLIC)(GiveSecondFactor.as_view())
confirm_password = page(Permission.OWN_ACCOUNT)(ConfirmPassword.as_view())
confirm_second_factor = page(Permission.OWN_ACCOUNT)(ConfirmSecondFactor.as_view())

"""What every request passes through besides Django's own."""

import time
import uuid
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from custodes.access.adapter import provider_vouches
from custodes.audit import context
from custodes.errors import UserError
from custodes.web.pages import errors

Respond = Callable[[HttpRequest], HttpResponseBase]

SEEN_EVERY = 5 * 60
"""Seconds between notes of a session's last use: a note is a write."""

CONTENT_SECURITY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Headers:
    """Nothing is loaded from elsewhere, nothing is framed, and pages with data are not kept by caches."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Through:
    """Events recorded in a request say that a page did it, and in which request."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with context.through("page", uuid.uuid4().hex):
            return self.respond(request)


class UserErrors:
    """What a user can mend is shown as a page that says how; everything else is a bug and surfaces."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = errors.not_allowed(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, UserError):
            return None
        return errors.told(request, error, error.status)


class SessionsEnd:
    """Whoever is signed in signs in again after a working day, or after two hours of doing nothing."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(time.time())
            began = request.session.setdefault("began", now)
            seen = request.session.setdefault("seen", now)
            if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
                logout(request)  # the page sends them to sign in, and may keep what they sent
                return self.respond(request)
            if now - seen > SEEN_EVERY:
                request.session["seen"] = now
        return self.respond(request)


class SecondFactor:
    """Whoever has signed in without having a second factor sets one up before anything else.

    Not those whom a provider signed in that is trusted with it, and not in the demo, which is reached from
    its own machine only. That a session may pass is kept in it: its person cannot lose the factor without
    losing the session (access.actions.reset_second_factor).
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._may_pass(request) or request.path_info in self._open():
            return self.respond(request)
        return redirect("mfa_activate_totp")

    def _may_pass(self, request: HttpRequest) -> bool:
        person = request.user
        if settings.DEMO or not person.is_authenticated or request.session.get("second_factor"):
            return True
        if is_mfa_enabled(person, [Authenticator.Type.TOTP]) or provider_vouches(request, person):
            request.session["second_factor"] = True
            return True
        return False

    @staticmethod
    def _open() -> set[str]:
        names = ("mfa_activate_totp", "account_reauthenticate", "account_logout")
        return {reverse(name) for name in names}

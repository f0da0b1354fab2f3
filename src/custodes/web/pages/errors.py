"""Pages for what goes wrong before or outside a view: each says what happened and what to do next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from custodes.errors import UserError
from custodes.web.govuk.places import body_places


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that no page of ours makes."""
    return _told(
        request,
        400,
        "The service could not understand what your browser sent",
        "Go back and try again. If you typed the address, check it. If you sent a form with very many "
        "choices, send fewer at a time.",
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 raised as Django's PermissionDenied; our own refusals say whom to ask."""
    return _told(
        request,
        403,
        "You cannot open this page",
        "If you need it for your work, ask your administrator for a role that allows it.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or nothing there that this person can see. It does not tell which."""
    return _told(
        request,
        404,
        "Page not found",
        "If you typed or pasted the address, check that it is complete. Otherwise what was here may have been "
        "withdrawn, or it may not be shared with you.",
    )


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: allauth's limits on how often something may be asked."""
    return _told(
        request,
        429,
        "You have tried this too often",
        "Wait a few minutes, then try again. Nothing was changed.",
    )


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405: an address that only takes what a form sends was opened."""
    return _told(
        request,
        405,
        "There is nothing to see at this address",
        "It only takes what a form sends. Go back to the page that has the form, and press its button.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a bug. Drawn without asking the database or the session, which may be what is broken."""
    error = UserError(
        "Sorry, there is a problem with the service",
        "Try again later. What you had not saved may be lost; nothing that was saved is. If it happens again, "
        "tell whoever runs this service when it happened and what you were doing.",
    )
    page = get_template("problem.html").render(
        {"error": error, "person": None, "messages": (), "anybody": True}
    )
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form whose key is missing or from another session."""
    return _told(
        request,
        403,
        "This form could not be accepted",
        "It was open for too long, or you signed in or out meanwhile, or your browser refuses cookies. Go back, "
        "load the page again, and send it once more.",
    )


def _told(request: HttpRequest, status: int, message: str, mend: str) -> HttpResponse:
    return told(request, UserError(message, mend), status)


def told(request: HttpRequest, error: UserError, status: int) -> HttpResponse:
    """The page of an error; inside a body it keeps the way to the body's pages, for whoever can open some."""
    context: dict[str, Any] = {"error": error}
    if body_places(getattr(request, "may", ())):
        context["body"] = getattr(request, "body_", None)
    return render(request, "problem.html", context, status=status)

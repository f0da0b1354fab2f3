"""Pages that change how somebody signs in: they ask who it is, unless that was shown a short while ago."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def proving(view: View) -> View:
    """Allauth's middleware leads to the question, and back to what was asked for."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise_if_reauthentication_required(request, app="custodes")
        return view(request, *args, **kwargs)

    return checked

"""Every page says what permission it needs; the table of routes that tests and docs walk is made from that.

    @page(Permission.EDIT_REGISTER)
    def add_device(request: Asked, ...) -> HttpResponse:

A page under `bodies/<slug:slug>/` is about that body: `request.body_` is set and the permission is asked
there. Any other page asks it outside of any body.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import DEFAULT_DB_ALIAS
from django.http import Http404, HttpRequest, HttpResponseBase

from custodes.access.models import Body, Person
from custodes.access.permissions import Permission
from custodes.access.standing import Standing, permissions, reaches, standing
from custodes.errors import Refused
from custodes.prepared import Prepared, columns

View = Callable[..., HttpResponseBase]


class Asked(HttpRequest):
    """A request by somebody signed in, with what they may do where they are."""

    user: Person
    standing: Standing
    body_: Body
    """The body in the address."""
    may: frozenset[Permission]


def page(permission: Permission, *, signed_out: View | None = None) -> Callable[[View], View]:
    """Let a view be reached only by those who may. Those not signed in go to sign in, or are answered by `signed_out`.

    Who may not gets 403; to whom the body is none of theirs, it is not there: 404.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if permission is Permission.PUBLIC:
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                if signed_out:
                    return signed_out(request, *args, **kwargs)
                return redirect_to_login(back_after_sign_in(request))
            slug = kwargs.pop("slug", None)
            body = _body(slug) if slug else None
            request.standing = standing(request.user)
            request.body_ = body
            request.may = permissions(request.standing, body)
            if permission not in request.may:
                if body and not reaches(request.standing, body):
                    request.body_ = None
                    raise Http404  # which bodies there are is not for strangers
                raise Refused("You cannot open this page.", _whom_to_ask(body))
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked

    return decorated


def back_after_sign_in(request: HttpRequest) -> str:
    """Where to go on. What was sent is gone, and an address that only takes forms is no place: then home."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else "/"


_COLUMNS = columns(Body)
_by_slug = Prepared(lambda slug: Body.objects.filter(slug=slug).values_list(*_COLUMNS), "slug:text")


def _body(slug: str) -> Body:
    found = _by_slug(slug)
    if not found:
        raise Http404
    return Body.from_db(DEFAULT_DB_ALIAS, _COLUMNS, found[0])


def _whom_to_ask(body: Body | None) -> str:
    whom = f"the surveillance lead of {body.name}" if body else "your administrator"
    return f"If you need it for your work, ask {whom} for a role that allows it."

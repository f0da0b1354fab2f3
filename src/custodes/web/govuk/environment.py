"""The Jinja environment of every page and form: what templates can use besides what a view hands them."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_urlconf, reverse
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from custodes.web.govuk import forms, wording
from custodes.web.govuk.places import body_places


def environment(**options: Any) -> Environment:
    """Autoescaping is on for everything; a name that is not there is a bug that surfaces."""
    made = Environment(
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    made.globals.update(
        static=_static,
        url=_url,
        url_if=_url_if,
        csrf_field=_csrf_field,
        attributes=attributes,
        wording=wording,
        problems=forms.problems,
        body_places=body_places,
        demo=settings.DEMO,
    )
    return made


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page."""
    return _reverse(get_urlconf(), name, args, tuple(kwargs.items()))


def _url_if(name: str, *args: Any) -> str:
    """The address of a page that may not be there; "" when it is not."""
    try:
        return _url(name, *args)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=20_000)
def _reverse(urlconf: Any, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    """Kept, as a page has a dozen and a list hundreds, and working one out takes as long as a row."""
    return reverse(name, urlconf, args, dict(kwargs))


@lru_cache
def _static(path: str) -> str:
    return static(path)


def _csrf_field(request: HttpRequest) -> Markup:
    """The hidden field that every form that posts carries: made once for a page, as masking it takes a while."""
    made: Markup | None = getattr(request, "csrf_field_", None)
    if made is None:
        made = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(
            get_token(request)
        )
        request.csrf_field_ = made  # type: ignore[attr-defined]
    return made


def attributes(attrs: dict[str, Any], *without: str) -> Markup:
    """Attributes of an element with a space before each; True stands bare, False and None are left out."""
    written = [
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not None and value is not False and name not in without
    ]
    return Markup("".join(written))


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What `page.html` needs on every page: who is asking, and what to tell them."""
    user = getattr(request, "user", None)  # none yet where a request is refused early, by its host for one
    person = user if user is not None and user.is_authenticated else None
    return {"person": person, "messages": get_messages(request)}

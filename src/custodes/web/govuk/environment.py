"""The Jinja environment of every page: what templates can use besides what a view hands them."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup


def environment(**options: Any) -> Environment:
    """Autoescaping is on for everything; a name that is not there is a bug that surfaces."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.globals.update(static=static, url=_url, csrf_field=_csrf_field)
    return made


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def _csrf_field(request: HttpRequest) -> Markup:
    """The hidden field that every form that posts carries."""
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What `page.html` needs on every page."""
    return {"person": request.user if request.user.is_authenticated else None}

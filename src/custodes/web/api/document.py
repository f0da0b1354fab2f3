"""The API as a whole: its resources, its OpenAPI document, and what it does with addresses it does not know."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

import custodes
from custodes.web.api import problems
from custodes.web.api.operations import ROUTER

RESOURCES = (
    "bodies",
    "systems",
    "device_list",
    "many_devices",
    "devices",
    "evidence",
    "imports",
    "findings",
    "figures",
    "exports",
    "history",
)
"""Files of `custodes.web.api.resources`, in the order of the document."""

DESCRIPTION = """
The register of surveillance cameras, for programs. Whatever a page can show or do, an operation here can,
with the same permissions. Send a token of your account: `Authorization: Bearer <your token>`.

Dates are ISO 8601; times are in UTC. What is left out of a change stays as it is. Every error is a problem
(RFC 9457) that says what is wrong and what to do.
"""

View = Callable[..., HttpResponseBase]


class Api(NinjaAPI):
    """django-ninja's API with our errors in its answers and in its document."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        found = super().get_openapi_schema(**options)
        for methods in found["paths"].values():
            for described in methods.values():
                _as_problems(described["responses"])
        return found

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = super()._get_urls()
        for pattern in found:
            if isinstance(pattern, URLPattern):
                about = pattern.name in ("openapi-json", "openapi-view")
                view = reading_only(pattern.callback) if about else pattern.callback
                pattern.callback = _with_problems(view)
        return [*found, re_path("", _nothing_here)]


READING = ("GET", "HEAD")


def reading_only(view: View) -> View:
    """A page about the API: to be read, and a problem for a program that sends something to it.

    Without Django's own guard of forms, which would answer with a page before we can.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in READING:
            return problems.wrong_method(request.method, ", ".join(READING))
        return view(request, *args, **kwargs)

    return csrf_exempt(answered)


@csrf_exempt
def _nothing_here(request: HttpRequest) -> HttpResponseBase:
    return problems.not_found(request.path)


def _as_problems(responses: dict[int, dict[str, Any]]) -> None:
    """Errors come as problem+json, whatever an answer that went well comes as."""
    for status, described in responses.items():
        content = described.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            described["content"] = {problems.MEDIA_TYPE: content["application/json"]}
            described["description"] = problems.KINDS[int(status)].title
    if 429 in responses:
        responses[429]["headers"] = {
            "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait"}
        }


def _with_problems(view: View) -> View:
    """The view, with a problem also where django-ninja answers in plain text or not at all."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "\x00" in request.GET.urlencode() or "%00" in request.META.get("QUERY_STRING", ""):
            return problems.response(400, "The address holds a character that no text has.", "Leave it out.")
        try:
            found = view(request, *args, **kwargs)
        except Exception:
            return problems.of_bug(request)
        if isinstance(found, HttpResponseNotAllowed):
            return problems.wrong_method(request.method, found["Allow"])
        return found

    return csrf_exempt(answered)  # a token is no cookie, and cookies change nothing


def made() -> Api:
    """The API with all its resources."""
    api = Api(
        title="Custodes",
        version=custodes.__version__,
        description=DESCRIPTION.strip(),
        urls_namespace="api",
        openapi_extra={"tags": []},
    )
    problems.handle(api)
    for name in RESOURCES:
        import_module(f"custodes.web.api.resources.{name}")
    api.add_router("", ROUTER)
    return api

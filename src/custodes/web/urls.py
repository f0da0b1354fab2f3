"""Where everything is. Each journey has its own list; a page under bodies/<slug>/ is about that body."""

from importlib import import_module

from django.urls import URLPattern, URLResolver

JOURNEYS: tuple[str, ...] = (
    "returns",
    "health",
    "accessibility",
    "sign_in",
    "home",
    "account",
    "people",
    "administration",
    "history",
    "systems",
    "devices",
    "device",
    "dashboard",
    "findings",
    "judgement",
    "imports",
    "exports",
    "surveys",
    "submitting",
    "sharing_out",
    "reading",
    "queries",
    "coding",
    "comparing",
    "figures",
    "publications",
    "information",
    "public",
    "workbooks",
    "api",
)
"""Folders of custodes.web.pages, each with a `urls.py` holding `urlpatterns`; what is asked most often by far comes
first, as every address is looked for from the top: 0.15 ms where it comes last."""

urlpatterns: list[URLPattern | URLResolver] = [
    pattern
    for journey in JOURNEYS
    for pattern in import_module(f"custodes.web.pages.{journey}.urls").urlpatterns
]

handler400 = "custodes.web.pages.errors.bad_request"
handler403 = "custodes.web.pages.errors.forbidden"
handler404 = "custodes.web.pages.errors.not_found"
handler500 = "custodes.web.pages.errors.server_error"
handler429 = "custodes.web.pages.errors.too_many"  # asked by allauth

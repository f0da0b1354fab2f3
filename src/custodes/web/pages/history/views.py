"""The history of a body, and its exports."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from custodes.access.permissions import Permission
from custodes.audit.export import part_of
from custodes.audit.history import Part, Wanted, part
from custodes.errors import Invalid
from custodes.web.page import Asked, page
from custodes.web.pages.history.forms import Looking
from custodes.web.pages.history.sheet import sheet

MOST = 18
"""Figures of a sequence that a database can hold."""


@page(Permission.READ_HISTORY)
def history(request: Asked) -> HttpResponse:
    """Who did what, when; latest first."""
    form = Looking(request.GET, request.body_)
    found = _part(request, form.wanted) if form.is_valid() else Part([], None, None)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "history",
        "form": form,
        "found": found,
        "narrowed": form.is_valid() and form.wanted != Wanted(),
        "query": _query(request),
        "newer_url": _beside(request, "after", found.newer),
        "older_url": _beside(request, "before", found.older),
    }
    return render(request, "history/history.html", context)


@page(Permission.READ_HISTORY)
def history_csv(request: Asked) -> HttpResponseBase:
    """All events that fit as a sheet, oldest first."""
    return _download(request, sheet(request.body_, _wanted(request)), "csv", "text/csv; charset=utf-8")


@page(Permission.READ_HISTORY)
def history_jsonl(request: Asked) -> HttpResponseBase:
    """The same as lines that `custodes audit verify --file` checks."""
    wanted = _wanted(request)
    about = request.body_.name if wanted == Wanted() else f"{request.body_.name}, filtered"
    return _download(request, part_of(request.body_, wanted, about), "jsonl", "application/jsonl")


def _download(request: Asked, lines: Iterator[str], kind: str, content_type: str) -> HttpResponseBase:
    name = f"{request.body_.slug}-history-{timezone.localdate()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type=content_type, headers=headers)


def _wanted(request: Asked) -> Wanted:
    form = Looking(request.GET, request.body_)
    if not form.is_valid():
        problems = {name: " ".join(map(str, said)) for name, said in form.errors.items()}
        raise Invalid(" ".join(problems.values()), "Go back and correct the filters.", problems)
    return form.wanted


def _part(request: Asked, wanted: Wanted) -> Part:
    """The part that the address asks for; the latest where there is none there."""
    before, after = (_sequence(request.GET.get(name, "")) for name in ("before", "after"))
    if before is not None or after is not None:
        found = part(request.body_, wanted, before, after)
        if found.events:
            return found
    return part(request.body_, wanted)


def _sequence(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST else None


def _query(request: Asked) -> str:
    """The filters of this address, with a question mark before them; "" where there are none."""
    query = request.GET.copy()
    for name in list(query):
        if name in ("before", "after") or not any(query.getlist(name)):
            del query[name]
    return f"?{query.urlencode()}" if query else ""


def _beside(request: Asked, which: str, sequence: int | None) -> str:
    if sequence is None:
        return ""
    query = _query(request)
    return f"{request.path}{query}{'&' if query else '?'}{which}={sequence}"

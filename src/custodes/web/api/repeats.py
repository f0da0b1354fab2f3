"""Asking twice for one thing: a POST that carries an Idempotency-Key makes what it makes once.

The history already keeps which request made what, and cannot be edited. A request with a key is known
there by two digests in one text: of its token, address and key, and of what it sent.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from custodes import locks
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid

HEADER = "Idempotency-Key"
KEPT = dt.timedelta(hours=24)
LONGEST = 200
_WHOSE = 20
"""Characters of each digest: the two fill the column."""

PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
    "description": "Any text of your own: the same request sent again with it, within 24 hours, makes "
    "nothing new and gets the same answer.",
}

Again = Callable[[Any, Event], Any]
"""From the event of what was made, the answer for it."""


def once(view: Callable[..., Any], again: Again) -> Callable[..., Any]:
    """The view, not run for a request that has been answered before. Raises Conflict and Invalid.

    `view`: does one thing, in a transaction of its own, so that nobody else waits while it takes in files.
    """

    @wraps(view)
    def run(request: Any, *args: Any, **kwargs: Any) -> Any:
        key = named(request)
        if not key:
            return view(request, *args, **kwargs)
        with locks.alone(f"repeats {key[:_WHOSE]}"):  # whoever sends the same at once waits here
            made = _made(key)
            return again(request, made) if made else view(request, *args, **kwargs)

    return run


def named(request: Any) -> str:
    """How the history knows a request with a key; "" where it has none. Raises Invalid."""
    known: str | None = getattr(request, "once", None)
    if known is None:
        known = request.once = _named(request)
    return known


def _named(request: Any) -> str:
    key = request.headers.get(HEADER, "")
    if len(key) > LONGEST:
        text = f"Up to {LONGEST} characters"
        raise Invalid("The Idempotency-Key is too long.", "Use a UUID.", {HEADER: text})
    if not key:
        return ""
    whose = hashlib.sha256(f"{request.auth.through} {request.path} {key}".encode(errors="replace"))
    return whose.hexdigest()[:_WHOSE] + _sent(request).hexdigest()[:_WHOSE]


def _sent(request: HttpRequest) -> "hashlib._Hash":
    if not request.FILES:
        return hashlib.sha256(request.body)
    sent = hashlib.sha256(repr(sorted(request.POST.lists())).encode(errors="replace"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            sent.update(f"{name} {file.name} {file.size}".encode(errors="replace"))
            for chunk in file.chunks():
                sent.update(chunk)
            file.seek(0)
    return sent


def _made(key: str) -> Event | None:
    whose = key[
        :_WHOSE
    ]  # "g" comes after all that a digest is written with: a range can be looked up in an index
    recent = Event.objects.filter(at__gte=timezone.now() - KEPT, request__gte=whose, request__lt=f"{whose}g")
    made = recent.order_by("request", "sequence").first()
    if made and made.request != key:
        raise Conflict(
            "This Idempotency-Key was used for something else.", "Use a new key for a new request."
        )
    return made

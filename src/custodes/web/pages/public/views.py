"""The public site: the pages of `custodes.publication.site`, kept for as long as nothing new is published."""

import hashlib
from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

import custodes
from custodes.access.permissions import Permission
from custodes.errors import NothingFound
from custodes.publication.site import Page, Site, addresses, draw, not_found
from custodes.publication.site.pages import look
from custodes.publication.site.shown import shown_now
from custodes.web.page import page

FRESH = "public, max-age=60"
"""How long somebody between may show a page before asking again: a correction is seen within a minute."""
MOST_KEPT = 32_000_000
"""Bytes of pages that a process keeps."""


@require_safe
@page(Permission.PUBLIC)
def public(request: HttpRequest, address: str = "") -> HttpResponse:
    """A page or file of what is shown now; 404 in the same look where nothing is."""
    site = _current(shown_now(timezone.now()))
    etag = quote_etag(hashlib.sha256(f"{version()} {site.digest} {address}".encode()).hexdigest())
    try:
        found = _drawn(site, address)
    except NothingFound:
        if f"{address}/" in addresses(site):
            return HttpResponsePermanentRedirect(f"{request.path}/")
        missing = not_found(site, address)
        return HttpResponse(missing.data, missing.kind, status=404)
    answer = get_conditional_response(request, etag=etag) or HttpResponse(found.data, _kind(found))
    if not isinstance(answer, HttpResponseNotModified):
        answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = FRESH
    return answer


def _kind(found: Page) -> str:
    text = found.kind.startswith("text/") or found.kind.endswith(("xml", "json"))
    return f"{found.kind}; charset=utf-8" if text else found.kind


@lru_cache
def version() -> str:
    """The program, and how it draws."""
    return f"{custodes.__version__} {look()}"


_lock = Lock()
_site: list[Site] = []
_kept: OrderedDict[tuple[str, str], Page] = OrderedDict()


def _current(site: Site) -> Site:
    """The site as this process has it already, where nothing changed."""
    with _lock:
        if not _site or _site[0].digest != site.digest:
            _site[:] = [site]
            _kept.clear()
        return _site[0]


def _drawn(site: Site, address: str) -> Page:
    key = (site.digest, address)
    with _lock:
        if found := _kept.get(key):
            _kept.move_to_end(key)
            return found
    made = draw(site, address)
    with _lock:
        if len(made.data) < MOST_KEPT // 8:
            _kept[key] = made
        while sum(len(one.data) for one in _kept.values()) > MOST_KEPT:
            _kept.popitem(last=False)
    return made

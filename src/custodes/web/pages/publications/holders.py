"""Right of reply: what a publication will say of a body, before it is published, and what the body says to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from custodes import clock
from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.publication import actions
from custodes.publication.figures.definitions import Unit
from custodes.publication.figures.splitting import Whole
from custodes.publication.models import Draft, Reply
from custodes.publication.preparing import prepared
from custodes.publication.site.drawing import Here
from custodes.publication.site.report_pages import narrative
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.publications.finding import previewed


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="What do you want to say to it?",
        max_length=actions.MOST_REPLY,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Your last reply is published with it, in your words, and with later editions until you send another",
        error_messages={"required": "Write what you want to say"},
    )


def _asked(request: Asked) -> QuerySet[Draft]:
    """Drafts that asked this body for its reply, also those for which it is too late."""
    asked = Draft.objects.filter(wave__asked__body=request.body_, reply_until__isnull=False)
    return asked.select_related("wave__office", "wave__instrument")


def _open(request: Asked) -> QuerySet[Draft]:
    """Those that still take it."""
    return _asked(request).filter(discarded_at=None, edition=None, reply_until__gte=clock.today())


@page(Permission.READ_RETURNS)
def to_reply(request: Asked) -> HttpResponse:
    """Publications that are about to speak of this body."""
    context = {"body": request.body_, "section": "returns", "drafts": _open(request)}
    return render(request, "publications/to_reply.html", context)


@page(Permission.SIGN_OFF)
def reply(request: Asked, draft: int) -> HttpResponseBase:
    """What it says, in which figures the body counts, and a reply. What was typed in time to be too late is not lost."""
    drafts = _asked(request) if request.method == "POST" else _open(request)
    held = drafts.filter(pk=draft).first()
    if held is None:
        raise Http404
    form = ReplyForm(sent(request))

    def act(given: dict[str, Any]) -> None:
        actions.reply(by=request.user, draft=held, body=request.body_, text=given["text"])

    if done(request, form, act):
        messages.success(request, f"{held.wave.office.name} has your reply.")
        return redirect("to_reply", request.body_.slug)
    is_open = _open(request).filter(pk=draft).exists()
    context = {
        "body": request.body_,
        "section": "returns",
        "draft": held,
        "form": form,
        "is_open": is_open,
        "replies": Reply.objects.filter(draft__wave=held.wave, body=request.body_).select_related("by"),
        **(_said(held, request.body_.slug) if is_open else {}),
    }
    return render(request, "publications/reply.html", context)


def _said(held: Draft, slug: str) -> dict[str, Any]:
    """What it would say, as far as that can be drawn: an office may be changing its figures."""
    try:
        found = prepared(held, timezone.now())
    except Invalid:
        return {}
    figures = zip(found.told["figures"], found.figures, strict=True)
    shown = previewed(held, found)
    return {
        "said": [(told, _where(one, slug)) for told, one in figures],
        # its figures lead to their rows on the page of the reply
        "report": narrative(Here(shown, "", shown.waves[0], shown.waves[0].now, base="#")),
    }


def _where(one: Whole, slug: str) -> str:
    """How a body stands in a figure."""
    working = one.working
    whose = "Your return" if working.figure.unit is Unit.RETURN else "Your body"
    if slug in working.among(True, True):
        return f"{whose} counts"
    if slug in working.among(True, False):
        return f"{whose} does not count"
    if slug in working.unknown or slug in working.among(None, False):
        return f"Of {whose.lower()} it cannot be said"
    if any(slug in working.among(False, counts) for counts in (True, False, None)):
        return f"{whose} is not among the {working.figure.of_words}"
    return "You have made no return of your own"

"""Right of reply: what a publication will say of a body, before it is published, and what the body says to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from custodes import clock
from custodes.access.permissions import Permission
from custodes.publication import actions
from custodes.publication.figures.definitions import Unit
from custodes.publication.figures.splitting import Whole
from custodes.publication.models import Draft
from custodes.publication.preparing import prepared
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="What do you want to say to it?",
        max_length=actions.MOST_REPLY,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Your last reply is published with it, in your words",
        error_messages={"required": "Write what you want to say"},
    )


def _open(request: Asked) -> list[Draft]:
    """Drafts that ask this body for its reply: they speak of it, and it is not too late."""
    speaks = Draft.objects.filter(wave__asked__body=request.body_, discarded_at=None, edition=None)
    return list(
        speaks.filter(reply_until__gte=clock.today()).select_related("wave__office", "wave__instrument")
    )


@page(Permission.READ_RETURNS)
def to_reply(request: Asked) -> HttpResponse:
    """Publications that are about to speak of this body."""
    context = {"body": request.body_, "section": "returns", "drafts": _open(request)}
    return render(request, "publications/to_reply.html", context)


@page(Permission.SIGN_OFF)
def reply(request: Asked, draft: int) -> HttpResponseBase:
    """In which figures the body counts, and a reply."""
    held = next((one for one in _open(request) if one.pk == draft), None)
    if held is None:
        raise Http404
    form = ReplyForm(sent(request))

    def act(given: dict[str, Any]) -> None:
        actions.reply(by=request.user, draft=held, body=request.body_, text=given["text"])

    if done(request, form, act):
        messages.success(request, f"{held.wave.office.name} has your reply.")
        return redirect("to_reply", request.body_.slug)
    found = prepared(held, timezone.now())
    slug = request.body_.slug
    context = {
        "body": request.body_,
        "section": "returns",
        "draft": held,
        "form": form,
        "said": [
            (told, _where(one, slug)) for told, one in zip(found.told["figures"], found.figures, strict=True)
        ],
        "replies": held.replies.filter(body=request.body_).select_related("by"),
    }
    return render(request, "publications/reply.html", context)


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

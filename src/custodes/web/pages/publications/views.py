"""What a wave has published, and the publication that is being prepared."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from custodes import clock
from custodes.access.permissions import Permission
from custodes.errors import Invalid, NothingFound
from custodes.publication import actions
from custodes.publication.models import Edition
from custodes.publication.narrative import typed
from custodes.publication.preparing import next_draft, open_draft, prepared, replies_of
from custodes.publication.site import draw
from custodes.publication.site.shown import shown_now
from custodes.survey.models import Wave
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.publications.finding import about, previewed, the_draft
from custodes.web.pages.surveys.finding import the_wave


class TitleForm(forms.Form):
    title = forms.CharField(
        label="What is it called?", max_length=200, error_messages={"required": "Enter a title"}
    )


@page(Permission.RUN_SURVEYS)
def publications(request: Asked, wave: int) -> HttpResponseBase:
    """Editions, the newest first; and the way to the next one."""
    held = the_wave(request, wave)
    form = TitleForm(sent(request), initial={"title": held.title})

    def act(given: dict[str, Any]) -> None:
        actions.begin_draft(by=request.user, wave=held, title=given["title"])

    if done(request, form, act):
        return redirect("draft", request.body_.slug, held.pk)
    editions = list(Edition.objects.filter(wave=held).select_related("by").defer("contents"))
    being = open_draft(held)
    context = {
        **about(request, held),
        "form": form,
        "draft": being,
        "editions": editions,
        "now": timezone.now(),
        **(_moved(held) if editions and not being else {}),
    }
    return render(request, "publications/publications.html", context)


def _moved(wave: Wave) -> dict[str, Any]:
    """The published figures that are others by now, or why that cannot be said."""
    try:
        return {"moved": prepared(next_draft(wave), timezone.now()).differences}
    except Invalid as error:
        return {"wrong": error.message.splitlines()}


@page(Permission.RUN_SURVEYS)
def edition_file(request: Asked, wave: int, number: int) -> HttpResponse:
    """The signed file, also while it is under embargo."""
    found = Edition.objects.filter(wave=the_wave(request, wave), number=number).first()
    if found is None:
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="publication-{found.wave_id}-{found.number}.zip"'
    }
    return HttpResponse(bytes(found.contents), content_type="application/zip", headers=headers)


@page(Permission.RUN_SURVEYS)
def draft(request: Asked, wave: int) -> HttpResponse:
    """Where a publication stands: what it says, what it changes, who replied, what keeps it from being published."""
    held = the_draft(request, wave)
    context = {
        **about(request, held.wave),
        "draft": held,
        "replies": replies_of(held.wave),
        "today": clock.today(),
        "typed": typed(held.report),
    }
    try:
        found = prepared(held, timezone.now())
    except Invalid as error:
        context |= {"wrong": error.message.splitlines(), "misnamed": (), "inexact": (), "small": ()}
        return render(request, "publications/draft.html", context)
    inexact = [one for one in found.figures if not one.working.holds]
    context |= {
        "found": found,
        "inexact": inexact,
        "misnamed": found.misnamed,
        "small": found.small,
        "unexplained": [
            one for one in found.differences if not one.update and not held.reasons.get(one.figure)
        ],
    }
    return render(request, "publications/draft.html", context)


@page(Permission.RUN_SURVEYS)
def preview(request: Asked, wave: int, address: str = "") -> HttpResponse:
    """The public site as it would be with this draft as the next edition: drawn by what draws the public pages."""
    held = the_draft(request, wave)
    found = prepared(held, timezone.now())
    shown = next((one.editions for one in shown_now(timezone.now()).waves if one.slug == found.slug), [])
    try:
        page_ = draw(previewed(held, found, shown), address)
    except NothingFound as error:
        raise Http404 from error
    return HttpResponse(page_.data, page_.kind)

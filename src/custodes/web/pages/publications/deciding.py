"""Publishing, and stopping to prepare."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from custodes.access.permissions import Permission
from custodes.publication import actions
from custodes.publication.models import Edition
from custodes.publication.preparing import prepared, replies_of
from custodes.web.govuk.fields import DateField
from custodes.web.govuk.wording import moment
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.publications.finding import about, the_draft

MIDNIGHT_PLUS = dt.time(0, 1)


class PublishForm(forms.Form):
    """From when on it is shown."""

    shown_on = DateField(
        label="On which day is it shown?",
        required=False,
        help_text="From one minute past midnight. Leave it empty to show it at once",
    )
    base = forms.IntegerField(widget=forms.HiddenInput)
    mark = forms.CharField(widget=forms.HiddenInput)

    def shown_from(self) -> dt.datetime | None:
        """The moment, None for at once."""
        day = self.cleaned_data["shown_on"]
        return timezone.make_aware(dt.datetime.combine(day, MIDNIGHT_PLUS)) if day else None


class DiscardForm(forms.Form):
    reason = forms.CharField(
        label="Why is it discarded?", max_length=1000, error_messages={"required": "Say why"}
    )
    base = forms.IntegerField(widget=forms.HiddenInput)


@page(Permission.PUBLISH)
def publish(request: Asked, wave: int) -> HttpResponseBase:
    """The last look, and the decision. What is published is never changed; a further edition corrects it."""
    held = the_draft(request, wave)
    found = prepared(held, timezone.now())
    form = PublishForm(sent(request), initial={"base": held.revision, "mark": found.mark})
    made: list[Edition] = []

    def act(given: dict[str, Any]) -> None:
        made.append(
            actions.publish(
                by=request.user,
                draft=held,
                base=given["base"],
                mark=given["mark"],
                shown_from=form.shown_from(),
            )
        )

    if done(request, form, act):
        messages.success(
            request, f"Edition {made[0].number} is published. It is shown from {moment(made[0].shown_from)}."
        )
        return redirect("publications", request.body_.slug, held.wave_id)
    if form.is_bound:  # what is shown now has been seen when it is sent again
        form.data = {**form.data, "mark": found.mark}
    context = {
        **about(request, held.wave),
        "form": form,
        "draft": held,
        "found": found,
        "replies": replies_of(held.wave),
    }
    return render(request, "publications/publish.html", context)


@page(Permission.RUN_SURVEYS)
def discard_draft(request: Asked, wave: int) -> HttpResponseBase:
    """Stop preparing it."""
    held = the_draft(request, wave)
    form = DiscardForm(sent(request), initial={"base": held.revision})

    def act(given: dict[str, Any]) -> None:
        actions.discard_draft(by=request.user, draft=held, base=given["base"], reason=given["reason"])

    if done(request, form, act):
        messages.success(request, f"“{held.title}” is discarded.")
        return redirect("publications", request.body_.slug, held.wave_id)
    back = reverse("draft", args=[request.body_.slug, held.wave_id])
    return ask(
        request,
        form,
        f"Discard “{held.title}”",
        button="Discard it",
        back=back,
        lead="Its report, what is disclosed and the replies of bodies are kept for the next one. Reasons for what changed and the days that were set are not.",
        **about(request, held.wave),
    )

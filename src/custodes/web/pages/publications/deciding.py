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
from custodes.publication.models import Draft, Edition
from custodes.publication.preparing import Prepared, obstacles, prepared, replies_awaited, replies_of
from custodes.web.govuk.fields import DateField
from custodes.web.govuk.wording import moment
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.publications.finding import about, the_draft

MIDNIGHT_PLUS = dt.time(0, 1)
MENDED_IN = {
    "figures": ("figures_of_wave", "Look at the figures"),
    "changes": ("explain_changes", "Say why"),
    "report": ("write_draft", "Mend the report"),
}
"""The page, and what a link to it says."""


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
        seen = request.POST.copy()
        seen["mark"] = found.mark
        form.data = seen
    context = {
        **about(request, held.wave),
        "form": form,
        "draft": held,
        "found": found,
        "replies": replies_of(held.wave),
        "in_the_way": _in_the_way(held, found),
    }
    return render(request, "publications/publish.html", context)


def _in_the_way(held: Draft, found: Prepared) -> list[tuple[str, str, str]]:
    """What keeps it from being published: in words, the name of the page that mends it, and what its link says."""
    awaited = replies_awaited(held)
    wait = [(awaited, "write_draft", "Wait until the day after, or set an earlier day")] if awaited else []
    return [*wait, *((one.text, *MENDED_IN[one.mended_in]) for one in obstacles(held, found))]


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

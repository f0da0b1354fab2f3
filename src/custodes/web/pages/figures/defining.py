"""The definitions of a wave's figures: read, downloaded, written anew."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify

from custodes.access.permissions import Permission
from custodes.publication import actions
from custodes.publication.defined import text_of
from custodes.publication.models import FigureSet
from custodes.web.govuk.wording import count
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.surveys.finding import the_wave


class DefinitionsForm(forms.Form):
    """All figures at once: they are a text that people keep, compare and hand on."""

    text = forms.CharField(
        label="Definitions",
        max_length=actions.LONGEST,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 24, "spellcheck": "false", "class": "govuk-textarea custodes-code"}
        ),
        help_text="TOML, one [[figure]] after the other. Everything that is wrong is said at once, and nothing is changed then.",
        error_messages={"required": "Write at least one figure"},
    )
    reason = forms.CharField(
        label="Why are they changed?", max_length=1000, required=False, help_text="It stands in the history"
    )
    base = forms.IntegerField(widget=forms.HiddenInput)


@page(Permission.RUN_SURVEYS)
def define_figures(request: Asked, wave: int) -> HttpResponseBase:
    """Write the definitions anew."""
    held = the_wave(request, wave)
    sets = list(FigureSet.objects.filter(wave=held).select_related("by"))
    last = sets[0] if sets else None
    form = DefinitionsForm(sent(request), initial={"text": text_of(held), "base": last.number if last else 0})

    def act(given: dict[str, Any]) -> None:
        actions.set_figures(by=request.user, wave=held, **given)

    if done(request, form, act):
        messages.success(request, "The figures are defined anew.")
        return redirect("figures_of_wave", request.body_.slug, held.pk)
    context = {
        "body": request.body_,
        "section": "surveys",
        "wave": held,
        "form": form,
        "sets": sets,
        "count": count,
    }
    return render(request, "figures/define.html", context)


@page(Permission.RUN_SURVEYS)
def definitions(request: Asked, wave: int) -> HttpResponseBase:
    """The definitions that count, as a file."""
    held = the_wave(request, wave)
    headers = {"Content-Disposition": f'attachment; filename="{slugify(held.title) or "wave"}-figures.toml"'}
    return HttpResponse(text_of(held), content_type="application/toml; charset=utf-8", headers=headers)

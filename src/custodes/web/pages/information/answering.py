"""Answering a request: choosing figures, seeing them beside what was given before, saying why they differ, keeping them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from custodes.access.permissions import Permission
from custodes.errors import Conflict
from custodes.publication.information import actions
from custodes.publication.information.answering import prepared
from custodes.publication.information.figures import BY_NAME, FIGURES
from custodes.publication.information.shapes import Figure
from custodes.publication.models import InformationAnswer
from custodes.web.govuk.fields import Hinted
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.information.finding import about, the_request
from custodes.web.pages.information.shown import notes, shown, stories


class FiguresForm(forms.Form):
    """Which figures are given."""

    figure = forms.MultipleChoiceField(
        label="Which figures answer it?",
        choices=[(figure.name, Hinted(figure.title, figure.hint)) for figure in FIGURES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one figure", "invalid_choice": "Choose from the list"},
    )


class KeepForm(forms.Form):
    """Why each figure is not what was given before."""

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, differing: Sequence[Figure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in differing:
            self.fields[f"why-{one['name']}"] = forms.CharField(
                label=f"Why are these figures others than before: {one['title'].lower()}?",
                max_length=actions.LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="It is given with the answer: name no site in it, and no number from 1 to 4",
                error_messages={
                    "required": f"{one['title']}: say why it is not what was given before",
                },
            )

    def reasons(self) -> dict[str, str]:
        """By figure, what was said."""
        return {name.removeprefix("why-"): text for name, text in self.cleaned_data.items() if name != "base"}


@page(Permission.ANSWER_REQUESTS)
def answer_request(request: Asked, pk: int) -> HttpResponseBase:
    """The figures in the address as they are now; sent, they are kept."""
    held = the_request(request, pk)
    names = request.GET.getlist("figure")
    context = {**about(request), "held": held}
    chosen = FiguresForm(request.GET)
    if not names or not set(names) <= BY_NAME.keys():
        answers = held.answers.select_related("by").defer("worked_out").order_by("number")
        return render(request, "information/request.html", {**context, "answers": answers, "form": chosen})
    try:
        found = prepared(held, names)
    except Conflict as error:
        return render(request, "information/unsettled.html", {**context, "error": error})
    form = KeepForm(sent(request), differing=found.differing, initial={"base": found.mark})
    kept: list[InformationAnswer] = []

    def act(given: dict[str, Any]) -> None:
        reasons = form.reasons()
        kept.append(
            actions.keep_answer(
                by=request.user, request=held, figures=names, reasons=reasons, base=given["base"]
            )
        )

    if done(request, form, act):
        messages.success(request, "The answer is kept.")
        return redirect("information_answer", request.body_.slug, held.pk, kept[0].number)
    told = {"figures": shown(found.given), "notes": list(notes(found.given))}
    context |= {**told, "stories": stories(found.given, found.worked_out), "form": form}
    return render(request, "information/keep.html", context)

"""Writing a publication: its report, what of it is disclosed, and why it differs from the one before."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.publication import actions
from custodes.publication.defined import figures_of
from custodes.publication.errata import Difference
from custodes.publication.figures.definitions import Figure
from custodes.publication.models import Draft
from custodes.publication.package.disclosure import Disclosure
from custodes.publication.preparing import decided, prepared
from custodes.survey.keeping import form_of
from custodes.survey.submitted import plain_wording
from custodes.web.govuk.fields import DateField, Hinted
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.publications.finding import about, the_draft

BY_KIND = "by_kind"
CHOICES = (
    (Disclosure.PUBLIC, Hinted("Public", "Every answer is published")),
    (Disclosure.AGGREGATED, Hinted("Totals only", "Numbers are published, no single answer")),
    (Disclosure.WITHHELD, Hinted("Withheld", "Nothing is published but what a figure expressly counts")),
    (BY_KIND, Hinted("As by its kind", "What was decided of it is taken back")),
)


class ReportForm(forms.Form):
    """What the office writes."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Enter a title"})
    report = forms.CharField(
        label="Report",
        required=False,
        strip=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="Markdown. A figure stands in it by name, as {{ drone_awareness }}, so that it cannot disagree with the data",
    )
    as_at = DateField(
        label="Up to the end of which day does what came in count?",
        required=False,
        help_text="For an interim edition, or numbers that stay as they are while you write. Leave it empty to count everything until it is published",
    )
    reply_until = DateField(
        label="Until when can bodies reply before it is published?",
        required=False,
        help_text="Each body asked is told by mail. Leave it empty if they are not asked. To end it early, enter yesterday: it can be published then",
    )
    base = forms.IntegerField(widget=forms.HiddenInput)

    def moment(self, before: dt.datetime | None) -> dt.datetime | None:
        """The end of the day, or what it was `before` if that is on this day; None for everything."""
        day = self.cleaned_data["as_at"]
        if before and day == timezone.localdate(before):
            return before
        return timezone.make_aware(dt.datetime.combine(day, dt.time.max)) if day else None


class DisclosureForm(forms.Form):
    """One question at a time: few are decided otherwise than by their kind."""

    question = forms.ChoiceField(label="Question", error_messages={"required": "Choose a question"})
    disclosure = forms.ChoiceField(
        label="What is published of it?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is published of it"},
    )
    exemption = forms.CharField(
        label="Exemption",
        max_length=200,
        required=False,
        help_text="If it is not public: which one is relied on",
    )
    reason = forms.CharField(
        label="Reason", max_length=1000, required=False, help_text="If it is not public: it is published"
    )
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["question"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose a question"), *questions.items()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("disclosure") in (Disclosure.AGGREGATED, Disclosure.WITHHELD):
            for name, what in (("exemption", "the exemption that is relied on"), ("reason", "the reason")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, f"Enter {what}, as it is not public")
        return given


class ChangesForm(forms.Form):
    """Why each figure is not what was published before. Some can be said now and others later, before it is published."""

    mark_optional = False

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: Sequence[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in found:
            self.fields[f"why-{one.figure}"] = forms.CharField(
                label=one.title,
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=f"It was {one.before}, and is {one.after or 'no longer published'}. Why?",
            )

    def reasons(self) -> dict[str, str]:
        """By figure, what was said."""
        given = {
            name.removeprefix("why-"): text for name, text in self.cleaned_data.items() if name != "base"
        }
        return {name: text.strip() for name, text in given.items() if text.strip()}


@page(Permission.RUN_SURVEYS)
def write_draft(request: Asked, wave: int) -> HttpResponseBase:
    """Title, report, up to when answers count, and until when bodies can reply."""
    held = the_draft(request, wave)
    shown = {name: getattr(held, name) for name in ("title", "report", "reply_until")}
    shown["as_at"] = timezone.localdate(held.as_at) if held.as_at else None
    form = ReportForm(sent(request), initial={**shown, "base": held.revision})

    def act(given: dict[str, Any]) -> None:
        actions.change_draft(
            by=request.user,
            draft=held,
            base=given["base"],
            title=given["title"],
            report=given["report"].replace("\r\n", "\n"),
            as_at=form.moment(held.as_at),
            reply_until=given["reply_until"],
        )

    if done(request, form, act):
        messages.success(request, "The publication is saved.")
        return _to_draft(request, held)
    context = {**about(request, held.wave), "form": form, "figures": _figures(held)}
    return render(request, "publications/write.html", context)


@page(Permission.RUN_SURVEYS)
def disclose(request: Asked, wave: int) -> HttpResponseBase:
    """What of each question is published, and what is decided otherwise."""
    held = the_draft(request, wave)
    named = _named(held)
    asked = request.GET.get("question", "")
    known = held.disclosed.get(asked, {"disclosure": BY_KIND}) if asked in named else {}
    form = DisclosureForm(
        sent(request), questions=named, initial={**known, "question": asked, "base": held.revision}
    )

    def act(given: dict[str, Any]) -> None:
        base, question = given.pop("base"), given.pop("question")
        others = {name: one for name, one in held.disclosed.items() if name != question}
        new = {} if given["disclosure"] == BY_KIND else {question: given}
        actions.change_draft(by=request.user, draft=held, base=base, disclosed=others | new)

    if done(request, form, act):
        messages.success(request, "It is decided.")
        return redirect("disclose", request.body_.slug, held.wave_id)
    context = {
        **about(request, held.wave),
        "form": form,
        "stand": decided(held),
        "decided": held.disclosed,
        "named": named,
    }
    return render(request, "publications/disclose.html", context)


@page(Permission.RUN_SURVEYS)
def explain_changes(request: Asked, wave: int) -> HttpResponseBase:
    """Every figure that is not what was published before, with why."""
    held = the_draft(request, wave)
    differences = prepared(held, timezone.now()).differences
    found = [one for one in differences if not one.update]
    updates = [one for one in differences if one.update]
    known = {f"why-{one.figure}": held.reasons.get(one.figure, "") for one in found}
    form = ChangesForm(sent(request), found=found, initial={**known, "base": held.revision})

    def act(given: dict[str, Any]) -> None:
        actions.change_draft(by=request.user, draft=held, base=given["base"], reasons=form.reasons())

    if done(request, form, act):
        messages.success(request, "The reasons are saved. They are published with the figures.")
        return _to_draft(request, held)
    return render(
        request,
        "publications/changes.html",
        {**about(request, held.wave), "form": form, "found": found, "updates": updates},
    )


def _named(held: Draft) -> dict[str, str]:
    """Every question as it is asked, with its name."""
    form = form_of(held.wave.instrument)
    return {one.name: f"{plain_wording(one, form)} ({one.name})" for one in form.instrument.questions()}


def _figures(held: Draft) -> Sequence[Figure]:
    """Those that a report can name; none while they do not fit."""
    try:
        return figures_of(held.wave)
    except Invalid:
        return ()


def _to_draft(request: Asked, held: Draft) -> HttpResponse:
    return redirect("draft", request.body_.slug, held.wave_id)

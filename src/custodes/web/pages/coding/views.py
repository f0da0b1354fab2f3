"""Reading an answer, settling where two read it differently, and taking a reading back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.coded import Status
from custodes.survey.models import Coding, Wave
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.coding.forms import CodingForm
from custodes.web.pages.people.forms import Reason
from custodes.web.pages.reading.answer import read_as, shown
from custodes.web.pages.reading.finding import TheAnswer, about, the_answer
from custodes.web.pages.surveys.finding import the_wave

MOST_SUGGESTED = 12


@page(Permission.RUN_SURVEYS)
def code_answer(request: Asked, wave: int, pk: int, key: str) -> HttpResponseBase:
    """One's own reading, without that of others in view."""
    found = the_answer(request, wave, pk, key)
    if found.codings.of(request.user) or found.codings.status not in OPEN:
        return redirect(_address(request, found))
    return _asked(request, found, actions.code_answer, "Code this answer", {})


OPEN = (Status.UNCODED, Status.AGAIN, Status.ONCE)
"""How far the coding is while somebody can give a reading of their own."""


@page(Permission.RUN_SURVEYS)
def settle_coding(request: Asked, wave: int, pk: int, key: str) -> HttpResponseBase:
    """Decide, with both readings in view."""
    found = the_answer(request, wave, pk, key)
    if found.codings.status is not Status.DIFFER:
        return redirect(_address(request, found))
    readings = [(one, read_as(found, one)) for one in found.codings.given]
    return _asked(request, found, actions.settle_coding, "Settle how it is read", {"readings": readings})


def _asked(
    request: Asked, found: TheAnswer, act: Callable[..., Coding], heading: str, more: dict[str, Any]
) -> HttpResponseBase:
    form = CodingForm(
        sent(request),
        question=found.question,
        form=found.form,
        used=_suggested(found, request),
        initial={"submission": found.now.submission.number},
    )

    def keep(given: dict[str, Any]) -> None:
        number = given["submission"]
        read = next(
            (one.submission for one in found.history if one.submission.number == number), found.now.submission
        )
        act(
            by=request.user,
            submission=read,
            key=found.key,
            body=found.body,
            state=given["state"],
            reading=given["reading"],
            rationale=given["rationale"],
        )

    if done(request, form, keep):
        messages.success(request, "Settled." if more else "Your reading is kept.")
        return redirect(_address(request, found))
    steps = (found.of.body.name, reverse("submitted_return", args=_at(request, found)[:3]))
    context = {**about(found.of.wave, steps), **shown(found), "form": form, "heading": heading}
    return render(
        request, "coding/code.html", {"readings": [], **context, **more, "back": _address(request, found)}
    )


def _at(request: Asked, found: TheAnswer) -> list[Any]:
    return [request.body_.slug, found.of.wave_id, found.of.pk, found.key]


def _address(request: Asked, found: TheAnswer) -> str:
    return reverse("submitted_answer", args=_at(request, found)) + found.query


def _suggested(found: TheAnswer, request: Asked) -> list[str]:
    """Categories that answers to this question were read as, the most used first.

    A reading of this very answer by somebody else counts only once the person may see it.
    """
    name = found.key.partition("[")[0]
    same = Coding.objects.filter(
        submission__of__wave=found.of.wave, key__regex=rf"^{_literal(name)}(\[|$)", taken_back_at=None
    ).exclude(reading="")
    hidden = [] if found.codings.open_to(request.user) else [one.pk for one in found.codings.given]
    used: dict[str, int] = {}
    for category in same.exclude(pk__in=hidden).values_list("reading", flat=True):
        used[category] = used.get(category, 0) + 1
    return sorted(used, key=lambda one: (-used[one], one.casefold()))[:MOST_SUGGESTED]


def _literal(name: str) -> str:
    """A name in a pattern: of what names are made of, only the dot means something there."""
    return name.replace(".", r"\.")


@page(Permission.RUN_SURVEYS)
def take_back_coding(request: Asked, wave: int, coding: int) -> HttpResponseBase:
    """A reading no longer counts, with a reason."""
    run = the_wave(request, wave)
    one = _standing(run, coding)
    query = f"?of={one.body.slug}" if one.body else ""
    address = reverse("submitted_answer", args=[request.body_.slug, wave, one.submission.of_id, one.key])
    form = Reason(sent(request))

    def act(given: dict[str, Any]) -> None:
        actions.take_back_coding(by=request.user, coding=one, reason=given["reason"])

    if done(request, form, act):
        messages.success(request, "Taken back. It stays on record, and no longer counts.")
        return redirect(address + query)
    heading = "Take back what was settled" if one.settles else f"Take back the reading by {one.by}"
    lead = f"The answer of {one.submission.of.body.name} then no longer counts as it was read there."
    return ask(
        request,
        form,
        heading,
        button="Take back",
        back=address + query,
        lead=lead,
        warning=True,
        **about(run),
    )


def _standing(run: Wave, pk: int) -> Coding:
    found = Coding.objects.filter(submission__of__wave=run, taken_back_at=None)
    one = found.select_related("submission__of__body", "by", "body").filter(pk=pk).first()
    if one is None:
        raise Http404
    return one

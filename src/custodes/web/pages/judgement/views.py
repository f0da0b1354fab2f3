"""A person's judgement about a device: made with the evidence in view, and taken back with a reason."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.identity import actions
from custodes.identity.candidates import candidates
from custodes.identity.models import Judgement
from custodes.register.models import Device
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.device.finding import the_device
from custodes.web.pages.device.said import Evidence, evidence_of
from custodes.web.pages.devices.table import written_mac
from custodes.web.pages.judgement.forms import OTHER, JudgeForm, TakeBackForm

About = Judgement.About
QUESTIONS = {
    About.MAKER: "Who made this device?",
    About.BRAND: "What does the label of this device say?",
    About.MODEL: "Which model is this device?",
}
MOST_SOURCES = 3


@page(Permission.JUDGE)
def judge(request: Asked, pk: int, about: str) -> HttpResponseBase:
    """What the evidence says for each answer, and the question."""
    if about not in QUESTIONS:
        raise Http404
    held = the_device(request, pk)
    evidence = [one for one in evidence_of(held) if not one.undone]
    offered = _offered(held, About(about), evidence)
    form = JudgeForm(
        sent(request),
        question=QUESTIONS[About(about)],
        candidates=offered,
        initial={"base": held.revision, "choice": None if offered else OTHER},
    )
    back = reverse("device", args=[request.body_.slug, pk])
    if done(request, form, lambda said: _settle(request, held, about, said)):
        messages.success(request, "Settled. Its findings are worked out again in the background.")
        return redirect(back)
    context = {
        "body": request.body_,
        "section": "devices",
        "device": held,
        "product": held.product,
        "about": about,
        "mac": written_mac(held.mac),
        "question": QUESTIONS[About(about)],
        "form": form,
        "back": back,
        "reasons": [(one.maker, one.reasons) for one in candidates(held.product)]
        if about == About.MAKER
        else [],
        "standing": Judgement.objects.filter(device=held, about=about, taken_back_at=None)
        .select_related("by")
        .first(),
    }
    return render(request, "judgement/judge.html", context)


def _settle(request: Asked, held: Device, about: str, said: Mapping[str, Any]) -> None:
    try:
        actions.judge(
            by=request.user,
            device=held,
            about=about,
            value=said["value"],
            reason=said["reason"],
            base=said["base"],
        )
    except Invalid as error:  # what is wrong with the answer is said beside the box it was entered in
        fields = dict(error.fields)
        if "value" in fields:
            fields["other" if said["choice"] == OTHER else "choice"] = fields.pop("value")
        raise Invalid(error.message, error.mend, fields) from error


def _offered(held: Device, about: Judgement.About, evidence: list[Evidence]) -> dict[str, str]:
    """What it may be, to what speaks for that."""
    if about == About.MAKER:
        return {one.maker: one.reasons[0] if one.reasons else "" for one in candidates(held.product)}
    sources: dict[str, list[str]] = {}
    for one in evidence:
        if said := str(one.values.get(about) or "").strip():
            sources.setdefault(said, []).append(one.place or one.source)
    return {said: "; ".join(dict.fromkeys(where[:MOST_SOURCES])) for said, where in sources.items()}


@page(Permission.JUDGE)
def take_back(request: Asked, pk: int, number: int) -> HttpResponseBase:
    """Let the evidence speak again."""
    held = the_device(request, pk)
    standing = Judgement.objects.select_related("by").filter(device=held, taken_back_at=None)
    judgement = get_object_or_404(standing, pk=number)
    form = TakeBackForm(sent(request))
    back = reverse("device", args=[request.body_.slug, pk])

    def act(said: Mapping[str, Any]) -> None:
        actions.take_back(by=request.user, judgement=judgement, reason=said["reason"])

    if done(request, form, act):
        messages.success(request, "Taken back. Its findings are worked out again in the background.")
        return redirect(back)
    context = {
        "body": request.body_,
        "section": "devices",
        "device": held,
        "judgement": judgement,
        "form": form,
    }
    return render(request, "judgement/take_back.html", {**context, "back": back})

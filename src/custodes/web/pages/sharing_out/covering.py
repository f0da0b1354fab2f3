"""Which bodies a return answers for: what they let it, what it took up, what is given back."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.errors import Refused
from custodes.survey import actions
from custodes.survey.models import Covered, Letting, Return
from custodes.survey.sections import labels_of
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.returns.finding import the_return
from custodes.web.pages.sharing_out.forms import SectionsForm
from custodes.web.pages.sign_in.forms import Nothing
from custodes.web.pages.submitting.finding import led_return

HERE = "This return"


class Line(NamedTuple):
    """A section, with who answers it for each body."""

    label: str
    cells: list[str]


class Offer(NamedTuple):
    """What a body lets this return answer for it."""

    letting: Letting
    sections: list[str]


def in_words(sections: list[str], labels: dict[str, str]) -> list[str]:
    """Sections as they are called; all of them in two words."""
    return ["all sections"] if set(sections) >= set(labels) else [labels.get(one, one) for one in sections]


@page(Permission.READ_RETURNS)
def cover_bodies(request: Asked, pk: int) -> HttpResponse:
    """By section: which return answers it for each body that this one has to do with."""
    of = the_return(request, pk)
    leads, labels = of.body_id == request.body_.pk, labels_of(of.wave)
    pks = {of.body_id, *Covered.objects.filter(of=of).values_list("body", flat=True)}
    bodies = list(
        Body.objects.filter(pk__in=pks if leads else {of.body_id, request.body_.pk}).order_by("name")
    )
    waiting = Letting.objects.filter(wave=of.wave_id, to=of.body_id, ended_at=None).select_related("body")
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "returns",
        "of": of,
        "leads": leads,
        "may_change": Permission.ANSWER in request.may and of.is_open,
        "bodies": bodies,
        "lines": _lines(of, bodies, labels),
        "others": [one for one in bodies if one.pk != of.body_id and (leads or one.pk == request.body_.pk)],
        "offers": [Offer(one, in_words(one.sections, labels)) for one in waiting] if leads else [],
    }
    return render(request, "sharing_out/bodies.html", context)


def _lines(of: Return, bodies: list[Body], labels: dict[str, str]) -> list[Line]:
    rows = Covered.objects.filter(wave=of.wave_id, body__in=bodies).select_related("of__body")
    held = {(row.section, row.body_id): row.of for row in rows}

    def cell(section: str, body: Body) -> str:
        other = held.get((section, body.pk))
        if other is None:
            return "No return yet"
        return HERE if other.pk == of.pk else f"The return of {other.body.name}"

    return [Line(label, [cell(section, body) for body in bodies]) for section, label in labels.items()]


@page(Permission.ANSWER)
def accept_cover(request: Asked, pk: int, letting: int) -> HttpResponseBase:
    """Take up what a body lets this return answer for it."""
    of = led_return(request, pk)
    waiting = Letting.objects.filter(wave=of.wave_id, to=of.body_id, ended_at=None).select_related("body")
    one = waiting.filter(pk=letting).first()
    if one is None:
        raise Http404
    form = Nothing(sent(request))
    back = reverse("cover_bodies", args=[request.body_.slug, pk])

    def act(given: dict[str, Any]) -> None:
        actions.accept_cover(by=request.user, of=of, letting=one)

    if done(request, form, act):
        messages.success(request, f"This return answers for {one.body.name}, too.")
        return redirect(back)
    named = ", ".join(in_words(one.sections, labels_of(of.wave)))
    lead = (
        f"{one.body.name} lets this return answer for it: {named}. What you answer there then counts for both; where "
        "it differs, you can say so at each question."
    )
    more: dict[str, Any] = {"body": request.body_, "section": "returns", "lead": lead}
    heading = f"Answer for {one.body.name}, too?"
    return ask(request, form, heading, button=f"Answer for {one.body.name}", back=back, **more)


@page(Permission.ANSWER)
def stop_covering(request: Asked, pk: int, covered: str) -> HttpResponseBase:
    """By the body that leads the return, or by the body that it answers for."""
    of = the_return(request, pk)
    rows = Covered.objects.filter(of=of, body__slug=covered).exclude(body=of.body_id).select_related("body")
    held = list(rows)
    if not held:
        raise Http404
    other = held[0].body
    if request.body_.pk not in (of.body_id, other.pk):
        raise Refused(f"{of.body.name} and {other.name} say what this return answers for them.")
    labels = labels_of(of.wave)
    sections = [name for name in labels if name in {row.section for row in held}]
    choices = [(name, labels[name]) for name in sections]
    form = SectionsForm(sent(request), choices=choices, initial={"sections": sections})
    back = reverse("cover_bodies", args=[of.body.slug if request.body_.pk == of.body_id else other.slug, pk])

    def act(given: dict[str, Any]) -> None:
        actions.stop_covering(by=request.user, of=of, body=other, sections=given["sections"])

    if done(request, form, act):
        messages.success(request, f"{other.name} answers that itself again.")
        left = request.body_.pk == of.body_id or Covered.objects.filter(of=of, body=other).exists()
        return redirect(back if left else reverse("let_cover", args=[other.slug, of.wave_id]))
    lead = f"{other.name} then has these sections to answer in a return of its own. What was answered for it here stays, and is not counted."
    more: dict[str, Any] = {"body": request.body_, "section": "returns", "lead": lead}
    heading = f"What is {other.name} to answer itself?"
    return ask(request, form, heading, button="Give these back", back=back, **more)

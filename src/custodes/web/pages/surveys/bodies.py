"""One body of a wave: how it stands, who is written to, what was sent; and giving it longer, or leaving it out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes import clock
from custodes.access.models import Membership
from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.chasing import addresses_of, in_words
from custodes.survey.models import BodyAsked, Notice
from custodes.survey.response import response_of
from custodes.web.govuk.wording import date
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.surveys.finding import the_body_asked
from custodes.web.pages.surveys.forms import ContactForm, ExtendForm
from custodes.web.pages.surveys.listing import rows_of
from custodes.web.pages.surveys.views import COLOURS
from custodes.web.pages.systems.forms import WhyForm


@page(Permission.RUN_SURVEYS)
def body_asked(request: Asked, wave: int, asked: int) -> HttpResponse:
    """What the office knows of one body: its stage, its returns as far as they are submitted, and its mails."""
    one = the_body_asked(request, wave, asked)
    today = clock.today()
    stage = next(found for found in response_of(one.wave).bodies if found.asked == one)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "surveys",
        "wave": one.wave,
        "asked": one,
        "row": rows_of(one.wave, [stage], today)[0],
        "colours": COLOURS,
        "notices": [(notice, kind_of(notice)) for notice in one.notices.select_related("by")],
        "people": Membership.objects.filter(body=one.body, ended_at=None).count(),
        "may_leave_out": not stage.covered_by and not one.notices.exists(),
    }
    return render(request, "surveys/body.html", context)


def kind_of(notice: Notice) -> str:
    """What a mail was: an invitation, a reminder and by which rule."""
    if notice.kind != "reminder":
        return notice.kind.capitalize()
    days = notice.rule.partition(" ")[0]
    if notice.by_id is None and days[:1] in "+-" and days[1:].isdigit():
        return f"Reminder, {in_words(int(days))}"
    return "Reminder, by hand"


def _back(request: Asked, one: BodyAsked) -> str:
    return reverse("body_asked", args=[request.body_.slug, one.wave_id, one.pk])


def _ask(request: Asked, form: Any, one: BodyAsked, heading: str, button: str, **more: Any) -> HttpResponse:
    told = {"body": request.body_, "section": "surveys", **more}
    return ask(request, form, heading, button=button, back=_back(request, one), **told)


@page(Permission.RUN_SURVEYS)
def set_contact(request: Asked, wave: int, asked: int) -> HttpResponseBase:
    """To whom the mails of a body go."""
    one = the_body_asked(request, wave, asked)
    form = ContactForm(sent(request), initial={"contact": one.contact})

    def act(given: dict[str, Any]) -> None:
        actions.set_contact(by=request.user, asked=one, contact=given["contact"])

    if done(request, form, act):
        messages.success(request, f"The contact of {one.body.name} is saved.")
        return redirect(_back(request, one))
    to = addresses_of([BodyAsked(pk=one.pk, body=one.body)])[one.pk]
    people = f"At present these are {', '.join(to)}." if to else "At present it has neither."
    return _ask(request, form, one, f"Contact of {one.body.name}", "Save", after=people)


@page(Permission.RUN_SURVEYS)
def extend(request: Asked, wave: int, asked: int) -> HttpResponseBase:
    """Give one body longer, with a reason."""
    one = the_body_asked(request, wave, asked)
    form = ExtendForm(sent(request), initial={"until": one.extended_to})

    def act(given: dict[str, Any]) -> None:
        actions.extend(by=request.user, asked=one, until=given["until"], reason=given["reason"])

    if done(request, form, act):
        messages.success(request, f"{one.body.name} has until {date(form.cleaned_data['until'])}.")
        return redirect(_back(request, one))
    rows = [{"key": "Last day of the wave", "value": date(one.wave.closes_on)}]
    if one.extended_to:
        rows.append({"key": "Extended to", "value": f"{date(one.extended_to)}: {one.extension_reason}"})
    return _ask(request, form, one, f"Give {one.body.name} longer", "Extend", rows=rows)


@page(Permission.RUN_SURVEYS)
def leave_out(request: Asked, wave: int, asked: int) -> HttpResponseBase:
    """Take a body out of the population, as long as nobody has written to it."""
    one = the_body_asked(request, wave, asked)
    form = WhyForm(
        sent(request),
        label="Why is it left out?",
        missing="Say why the body is left out",
        hint="Such as: it was merged, it runs no cameras. It stands in the history",
    )

    def act(given: dict[str, Any]) -> None:
        actions.leave_out(by=request.user, asked=one, reason=given["reason"])

    if done(request, form, act):
        messages.success(request, f"{one.body.name} is not asked.")
        return redirect("survey_wave", request.body_.slug, wave)
    return _ask(request, form, one, f"Leave {one.body.name} out", "Leave it out", warning=True)

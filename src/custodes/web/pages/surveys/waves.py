"""Beginning, changing and ending a wave."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes import clock
from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.chasing import in_words
from custodes.survey.models import InstrumentVersion, Wave
from custodes.survey.response import response_of, share
from custodes.web.govuk.wording import count, date
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.sign_in.forms import Nothing
from custodes.web.pages.surveys.finding import the_wave
from custodes.web.pages.surveys.forms import ChangedWave, NewWave, WaveForm, reminder_fields


@page(Permission.RUN_SURVEYS)
def add_wave(request: Asked) -> HttpResponseBase:
    """All questions about a wave on one page; whom it asks comes next."""
    if not InstrumentVersion.objects.filter(office=request.body_).exists():
        messages.info(request, "A wave needs an instrument: add one first.")
        return redirect("add_instrument", request.body_.slug)
    form = NewWave(
        sent(request), office=request.body_, initial={"instrument": request.GET.get("instrument", "")}
    )
    made: list[Wave] = []

    def act(given: dict[str, Any]) -> None:
        made.append(actions.add_wave(by=request.user, **form.said()))

    if _done(request, form, act):
        messages.success(request, f"{made[0].title} is there. Say now whom it asks.")
        return redirect("ask_bodies", request.body_.slug, made[0].pk)
    back = reverse("surveys", args=[request.body_.slug])
    return _form(request, form, heading="Begin a wave", button="Save and choose bodies", back=back)


def _done(request: Asked, form: WaveForm, act: Any) -> bool:
    """Reminders are said in two fields; what is wrong with them is shown at the first."""
    return done(request, form, act)


def _form(
    request: Asked, form: WaveForm, *, heading: str, button: str, back: str, **more: Any
) -> HttpResponse:
    groups = [(title, [form[name] for name in names]) for title, names in type(form).GROUPS]
    context = {"form": form, "groups": groups, "heading": heading, "button": button, "back": back, **more}
    return render(request, "surveys/form.html", {**context, "body": request.body_, "section": "surveys"})


@page(Permission.RUN_SURVEYS)
def change_wave(request: Asked, wave: int) -> HttpResponseBase:
    """Who changed it meanwhile is not overwritten without a word: what stands now is shown beside."""
    held = the_wave(request, wave)
    shown = ("title", "opens_on", "closes_on", "letter")
    initial = {name: getattr(held, name) for name in shown} | reminder_fields(held.reminders)
    form = ChangedWave(sent(request), initial={**initial, "base": held.revision})

    def act(given: dict[str, Any]) -> None:
        values = form.said()
        base = values.pop("base")
        actions.change_wave(by=request.user, wave=held, values=values, base=base)

    back = reverse("survey_wave", args=[request.body_.slug, held.pk])
    if _done(request, form, act):
        messages.success(request, "The wave is saved.")
        return redirect(back)
    meanwhile = form.is_bound and form.is_valid() is False and _was_changed(request, held)
    stands = _stands(held) if meanwhile else []
    return _form(
        request,
        form,
        heading=f"Change {held.title}",
        button="Save",
        back=back,
        stands=stands,
        base=form["base"].value(),
    )


def _was_changed(request: Asked, held: Wave) -> bool:
    return request.POST.get("base", "") != str(held.revision)


def _stands(held: Wave) -> list[dict[str, Any]]:
    """How somebody else has saved it."""
    return [
        {"key": "Title", "value": held.title},
        {"key": "First day", "value": date(held.opens_on)},
        {"key": "Last day", "value": date(held.closes_on)},
        {"key": "Reminders", "value": ", ".join(in_words(days) for days in held.reminders) or "None"},
        {"key": "What the invitation says", "value": held.letter or "Nothing besides the link"},
    ]


@page(Permission.RUN_SURVEYS)
def end_wave(request: Asked, wave: int) -> HttpResponseBase:
    """Take no more returns; what that leaves out is said first."""
    held = the_wave(request, wave)
    back = reverse("survey_wave", args=[request.body_.slug, held.pk])
    if held.ended_at:
        return redirect(back)
    form = Nothing(sent(request))
    if done(request, form, lambda given: actions.end_wave(by=request.user, wave=held)):
        messages.success(request, f"{held.title} has ended.")
        return redirect(back)
    response = response_of(held)
    missing = response.asked - response.bodies_covered
    early = clock.today() <= held.closes_on
    more: dict[str, Any] = {"body": request.body_, "section": "surveys", "warning": True}
    more["lead"] = (
        "No return can be submitted any more, and nobody is reminded. What was submitted stays, and can be corrected. "
        "It cannot be opened again."
    )
    more["rows"] = [
        {"key": "Have submitted", "value": share(response.bodies_covered, response.asked, "bodies")},
        {"key": "Will count as never submitted", "value": share(missing, response.asked, "bodies")},
        {
            "key": "Returns begun and not submitted",
            "value": count(response.returns_started - response.returns_submitted, "return"),
        },
    ]
    if early:
        more["careful"] = f"The last day, {date(held.closes_on)}, is not over yet."
    return ask(request, form, f"End {held.title}", button="End the wave", back=back, **more)

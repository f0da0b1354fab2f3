"""The surveys of an office, and one wave of them with its response."""

import datetime as dt
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from custodes import clock
from custodes.access.permissions import Permission
from custodes.audit.history import events_of
from custodes.survey.chasing import addresses_of, nobody_to_write_to, reminders_in_words
from custodes.survey.models import InstrumentVersion, Notice, Wave
from custodes.survey.populations import offered
from custodes.survey.response import Response, Stage, before_amendment, over_time, response_of, share
from custodes.web.page import Asked, page
from custodes.web.pages.surveys.finding import the_wave
from custodes.web.pages.surveys.listing import FILTERS, chosen_bodies, rows_of, stage_filter
from custodes.web.pages.surveys.pictures import picture_of
from custodes.web.paging import page_of

COLOURS = {
    Stage.NOT_STARTED: "grey",
    Stage.STARTED: "blue",
    Stage.PARTLY: "yellow",
    Stage.ON_TIME: "green",
    Stage.LATE: "orange",
}
PER_PAGE = 100


class State(NamedTuple):
    """Where a wave is, in words."""

    text: str
    colour: str


def state_of(wave: Wave, today: dt.date) -> State:
    """Coming, open, past its last day (returns still come in), ended."""
    if wave.ended_at:
        return State("Ended", "grey")
    if today < wave.opens_on:
        return State("Coming", "blue")
    if today <= wave.closes_on:
        return State("Open", "green")
    return State("Past its last day, still open", "yellow")


class AtAGlance(NamedTuple):
    """A wave in a list."""

    wave: Wave
    state: State
    response: Response


@page(Permission.RUN_SURVEYS)
def surveys(request: Asked) -> HttpResponse:
    """Waves with their response, and instruments."""
    today = clock.today()
    found = (
        Wave.objects.filter(office=request.body_).select_related("instrument").defer("instrument__workbook")
    )
    waves = [AtAGlance(wave, state_of(wave, today), response_of(wave)) for wave in found]
    kept = InstrumentVersion.objects.filter(office=request.body_).defer("workbook")
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "surveys",
        "groups": [
            ("Open", [one for one in waves if not one.wave.ended_at and today >= one.wave.opens_on]),
            ("Coming", [one for one in waves if not one.wave.ended_at and today < one.wave.opens_on]),
            ("Ended", [one for one in waves if one.wave.ended_at]),
        ],
        "instruments": list(kept[:10]),
        "kept": kept.count(),
        "share": share,
        "may_create": Permission.MANAGE_BODIES in request.may and bool(offered()),
    }
    return render(request, "surveys/surveys.html", context)


@page(Permission.RUN_SURVEYS)
def survey_wave(request: Asked, wave: int) -> HttpResponse:
    """The response: who has submitted, in time or late, who has not; over time; and every body."""
    held = the_wave(request, wave)
    today = clock.today()
    response = response_of(held)
    chosen, wanted = stage_filter(request.GET.get("stage", ""))
    listed = page_of(chosen_bodies(response, wanted, today), request, size=PER_PAGE)
    days = over_time(held, response)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "surveys",
        "wave": held,
        "today": today,
        "state": state_of(held, today),
        "earlier": before_amendment(held),
        "response": response,
        "figures": figures(held, response, today),
        "days": days,
        "picture": picture_of(held, response, days, today) if days else None,
        "chosen": chosen,
        "listed": listed,
        "rows_shown": rows_of(held, listed.items, today),
        "colours": COLOURS,
        "rules": reminders_in_words(held),
        "mails": mails_of(held),
        "silent": nobody(response),
        "share": share,
        "history": events_of("wave", held.pk, body=request.body_, may=request.may),
        "here": reverse("survey_wave", args=[request.body_.slug, held.pk]),
        "filters": [(value, label) for value, (label, _) in FILTERS.items()],
    }
    return render(request, "surveys/wave.html", context)


def nobody(response: Response) -> list[str]:
    """Names of bodies that no mail can reach, of those that have not submitted."""
    rows = [one.asked for one in response.bodies if not one.submitted]
    return nobody_to_write_to(rows, addresses_of(rows)) if rows else []


class Figure(NamedTuple):
    """A number with its unit and denominator, in words."""

    label: str
    text: str
    filter: str = ""
    """The value of `?stage=` that lists what it counts."""


def figures(wave: Wave, response: Response, today: dt.date) -> dict[str, Any]:
    """Of bodies and of returns; the two are never added or divided by each other."""
    asked = response.asked
    stages = [
        Figure(stage.label, share(response.number(stage), asked, "bodies"), stage.value) for stage in Stage
    ]
    missing = sum(not one.submitted for one in response.bodies)
    overdue = sum(one.overdue(today) for one in response.bodies)
    if wave.ended_at:
        stages.append(Figure("Never submitted, or not all of it", share(missing, asked, "bodies"), "missing"))
    else:
        stages.append(
            Figure("Past their last day, not submitted", share(overdue, asked, "bodies"), "overdue")
        )
    started, submitted = response.returns_started, response.returns_submitted
    returns = [
        Figure("Started", f"{started:,}"),
        Figure("Submitted", share(submitted, started, "returns that were started")),
    ]
    return {"bodies": stages, "returns": returns, "missing": missing}


class Mails(NamedTuple):
    """The mails of a wave that need somebody's eyes."""

    waiting: int
    failed: list[Notice]
    unknown: list[Notice]


def mails_of(wave: Wave) -> Mails:
    """One query. Those that were sent stand with each body."""
    rows = Notice.objects.filter(asked__wave=wave).exclude(
        state__in=(Notice.State.SENT, Notice.State.NOT_NEEDED)
    )
    found = list(rows.select_related("asked__body").order_by("asked__body__name", "pk"))
    by_state = {state: [one for one in found if one.state == state] for state in Notice.State}
    return Mails(
        len(by_state[Notice.State.WAITING]), by_state[Notice.State.FAILED], by_state[Notice.State.SENDING]
    )

"""Requests for information that a body got, and what it answered."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from custodes.access.permissions import Permission
from custodes.publication.information import actions
from custodes.publication.information.giving import csv_file
from custodes.publication.models import InformationAnswer, InformationRequest
from custodes.web.govuk.fields import DateField
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.information.answering import FiguresForm
from custodes.web.pages.information.finding import about, the_answer, the_request
from custodes.web.pages.information.shown import notes, shown, stories
from custodes.web.paging import page_of


class RequestForm(forms.Form):
    """What came in."""

    reference = forms.CharField(
        label="Reference",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        help_text="As you file it. For example, FOI 2026/114",
        error_messages={"required": "Enter a reference"},
    )
    received_on = DateField(
        label="When was it received?",
        help_text="For example, 3 11 2026",
        error_messages={"required": "Enter the day it was received"},
    )
    asked = forms.CharField(
        label="What was asked",
        max_length=actions.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In the words of whoever asked. Leave out who that is: it is kept for good",
        error_messages={"required": "Enter what was asked"},
    )


class CloseForm(forms.Form):
    """Why nothing is answered."""

    reason = forms.CharField(
        label="Why is it not answered from the register?",
        max_length=actions.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: it was taken back, the register does not hold what was asked, it was recorded twice",
        error_messages={"required": "Say why it is not answered"},
    )


@page(Permission.ANSWER_REQUESTS)
def requests(request: Asked) -> HttpResponse:
    """All of them, the latest first."""
    answers = InformationAnswer.objects.defer("given", "worked_out").order_by("number")
    found = InformationRequest.objects.filter(body=request.body_).prefetch_related(
        Prefetch("answers", queryset=answers)
    )
    context = {**about(request), "found": page_of(found, request)}
    return render(request, "information/requests.html", context)


@page(Permission.ANSWER_REQUESTS)
def record_request(request: Asked) -> HttpResponseBase:
    """A request that came in."""
    form = RequestForm(sent(request))
    made: list[InformationRequest] = []

    def act(given: dict[str, Any]) -> None:
        made.append(actions.record_request(by=request.user, body=request.body_, **given))

    if done(request, form, act):
        messages.success(request, f"{made[0].reference} is recorded.")
        return redirect("request_for_information", request.body_.slug, made[0].pk)
    return render(request, "information/record.html", {**about(request), "form": form})


@page(Permission.ANSWER_REQUESTS)
def request_for_information(request: Asked, pk: int) -> HttpResponse:
    """What was asked, what was answered, and which figures a further answer may give."""
    held = the_request(request, pk)
    answers = held.answers.select_related("by").defer("worked_out").order_by("number")
    context = {**about(request), "held": held, "answers": answers, "form": FiguresForm()}
    return render(request, "information/request.html", context)


@page(Permission.ANSWER_REQUESTS)
def close_request(request: Asked, pk: int) -> HttpResponseBase:
    """Say that it is not answered from the register."""
    held = the_request(request, pk)
    form = CloseForm(sent(request))

    def act(given: dict[str, Any]) -> None:
        actions.close_request(by=request.user, request=held, reason=given["reason"])

    if done(request, form, act):
        messages.success(request, f"{held.reference} is closed.")
        return redirect("requests", request.body_.slug)
    return render(request, "information/close.html", {**about(request), "held": held, "form": form})


@page(Permission.ANSWER_REQUESTS)
def information_answer(request: Asked, pk: int, number: int) -> HttpResponse:
    """One answer as it was given, and how its figures came to differ from those given before."""
    found = the_answer(request, pk, number)
    told = stories(found.given, found.worked_out)
    context = {**about(request), "answer": found, **_told(found), "stories": told, "again": _again(found)}
    return render(request, "information/answer.html", context)


def _again(found: InformationAnswer) -> str:
    """Where the same figures are given as they are now."""
    chosen = urlencode([("figure", one["name"]) for one in found.given["figures"]])
    return f"{reverse('answer_request', args=[found.request.body.slug, found.request_id])}?{chosen}"


def _told(found: InformationAnswer) -> dict[str, Any]:
    return {"given": found.given, "figures": shown(found.given), "notes": list(notes(found.given))}


@page(Permission.ANSWER_REQUESTS)
def print_information_answer(request: Asked, pk: int, number: int) -> HttpResponse:
    """The answer alone, to be printed or sent."""
    found = the_answer(request, pk, number)
    context = {**about(request), "answer": found, **_told(found)}
    return render(request, "information/print.html", context)


@page(Permission.ANSWER_REQUESTS)
def information_answer_file(request: Asked, pk: int, number: int) -> HttpResponse:
    """The answer alone as a table."""
    found = the_answer(request, pk, number)
    name = f"{request.body_.slug}-information-{found.request_id}-{found.number}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(csv_file(found.given), content_type="text/csv; charset=utf-8", headers=headers)

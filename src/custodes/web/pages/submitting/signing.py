"""Signing off and submitting, handing back, and beginning a correction."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.errors import Conflict, Invalid
from custodes.survey import actions
from custodes.survey.actions.submitting import CHANGED, look_at
from custodes.survey.models import Return
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.submitting.checking import shown, sign_off_form
from custodes.web.pages.submitting.finding import led_return
from custodes.web.pages.systems.forms import WhyForm

AGAIN = f"{CHANGED} This is how it stands now: check it again before you sign it off."


@page(Permission.SIGN_OFF)
def sign_off(request: Asked, pk: int) -> HttpResponseBase:
    """Submit what was shown. A second click leads to the same receipt; what changed meanwhile is shown anew."""
    of = led_return(request, pk)
    last = of.submissions.order_by("-number").first()
    if request.method != "POST":
        return redirect("check_return", request.body_.slug, pk)
    if of.state == Return.State.SUBMITTED and last:
        return redirect("receipt", request.body_.slug, pk, last.number)
    look = look_at(of)
    form = sign_off_form(look, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.submit(
                by=request.user, of=of, base=given["base"], seen=given["seen"], reason=given.get("reason", "")
            )
        except Conflict:
            form.add_error(None, AGAIN)
        except Invalid as error:
            form.add_error(None, f"{error.message} {error.mend}".strip())
        else:
            messages.success(request, f"The return is submitted: {of.wave.title}.")
            return redirect("receipt", request.body_.slug, pk, made.number)
    elif form.data.get("seen") != look.sealed()[1]:
        form.add_error(None, AGAIN)
    return shown(request, _now(request, pk), sign=_about_now(request, pk, form))


def _now(request: Asked, pk: int) -> Return:
    return led_return(request, pk)


def _about_now(request: Asked, pk: int, form: Any) -> Any:
    """The form with its errors, about what the page shows now: who has seen that may sign it. The declaration is made
    anew."""
    look = look_at(_now(request, pk))
    data = form.data.copy()
    data["base"], data["seen"] = str(look.of.revision), look.sealed()[1]
    data.pop("declared", None)
    form.data = data
    return form


@page(Permission.SIGN_OFF)
def hand_back(request: Asked, pk: int) -> HttpResponseBase:
    """Not to be signed off like this: a reason, for those who fill it in."""
    of = led_return(request, pk)
    form = WhyForm(
        sent(request),
        label="What is to be done?",
        missing="Say what is to be done",
        hint="Those who fill it in read it",
    )

    def act(given: dict[str, Any]) -> None:
        actions.not_ready(by=request.user, of=of, reason=given["reason"])

    back = reverse("check_return", args=[request.body_.slug, pk])
    if done(request, form, act):
        messages.success(request, "The return is handed back.")
        return redirect(back)
    more = {"body": request.body_, "section": "returns"}
    return ask(request, form, "Hand the return back", button="Hand it back", back=back, **more)


@page(Permission.SIGN_OFF)
def begin_correction(request: Asked, pk: int) -> HttpResponseBase:
    """Open a submitted return again, with a reason."""
    of = led_return(request, pk)
    back = reverse("check_return", args=[request.body_.slug, pk])
    if of.first_submitted_at is None:
        messages.warning(request, "This return was not submitted yet: it can simply be changed.")
        return redirect(back)
    form = WhyForm(
        sent(request),
        label="What is to be corrected, and why?",
        missing="Say what is to be corrected, and why",
        hint="Kept in the history. You can say it otherwise when you submit the correction",
    )

    def act(given: dict[str, Any]) -> None:
        actions.begin_correction(by=request.user, of=of, reason=given["reason"])

    if done(request, form, act):
        messages.success(request, "The return can be corrected. What was submitted stands meanwhile.")
        return redirect(reverse("return", args=[request.body_.slug, pk]))
    lead = "Its answers can be changed again. What was submitted stands until the correction is signed off and submitted."
    more = {"body": request.body_, "section": "returns", "lead": lead}
    return ask(
        request,
        form,
        f"Correct the return for {of.wave.title}",
        button="Begin the correction",
        back=back,
        **more,
    )

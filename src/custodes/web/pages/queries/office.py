"""Queries of an office about what was submitted in a wave."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, When
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access import mail
from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.chasing import addresses_of
from custodes.survey.models import BodyAsked, Query, Return
from custodes.survey.submitted import history_of, submitted_in
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.queries.forms import ACCEPT, AGAIN, AskForm, GoOnForm
from custodes.web.pages.queries.telling import told
from custodes.web.pages.reading.answer import shown
from custodes.web.pages.reading.finding import about, the_answer
from custodes.web.pages.surveys.finding import the_wave
from custodes.web.paging import page_of

STATES = dict(Query.State.choices)
ORDER = (Query.State.ANSWERED, Query.State.OPEN, Query.State.CLOSED)
"""Those that wait for the office first."""


@page(Permission.RUN_SURVEYS)
def queries_of_wave(request: Asked, wave: int) -> HttpResponse:
    """Every query, those that wait for the office first."""
    run = the_wave(request, wave)
    every = Query.objects.filter(of__wave=run).select_related("of__body", "body", "opened_by")
    state = request.GET.get("state", "") if request.GET.get("state") in STATES else ""
    of = _return(request.GET.get("return", ""), every)
    counts = {one: every.filter(state=one).count() for one in STATES}
    chosen = every.filter(**({"state": state} if state else {}), **({"of": of} if of else {}))
    chosen = chosen.annotate(turn=Case(*(When(state=one, then=at) for at, one in enumerate(ORDER))))
    found = page_of(chosen.prefetch_related("messages__by").order_by("turn", "opened_at", "pk"), request)
    histories = submitted_in(run) if found.items else {}
    context = {
        **about(run, ("Questions", reverse("questions_of_wave", args=[request.body_.slug, wave]))),
        "counts": [(one, text, counts[one]) for one, text in STATES.items()],
        "state": state,
        "of": of,
        "page": found,
        "rows": [told(query, histories[query.of_id]) for query in found],
        "path": request.path,
    }
    return render(request, "queries/queries.html", context)


def _return(text: str, every: Any) -> Return | None:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    query = every.filter(of=int(text)).first()
    return query.of if query else None


@page(Permission.RUN_SURVEYS)
def open_query(request: Asked, wave: int, pk: int, key: str) -> HttpResponseBase:
    """Ask about an answer."""
    found = the_answer(request, wave, pk, key)
    same = Query.objects.filter(of=found.of, key=key, body=found.body)
    if there := same.exclude(state=Query.State.CLOSED).first():
        return redirect("query", request.body_.slug, wave, there.pk)
    form = AskForm(sent(request))

    def act(given: dict[str, Any]) -> None:
        actions.open_query(by=request.user, of=found.of, key=key, body=found.body, text=given["text"])

    back = reverse("submitted_answer", args=[request.body_.slug, wave, pk, key]) + found.query
    if done(request, form, act):
        messages.success(request, _asked_of(found.of))
        return redirect(f"{back}#queries")
    context = {
        **about(found.of.wave),
        **shown(found),
        "form": form,
        "back": back,
        "goes_to": _goes_to(found.of),
    }
    return render(request, "queries/open.html", context)


def _addresses(of: Return) -> list[str]:
    asked = BodyAsked.objects.filter(wave=of.wave, body=of.body).first()
    return addresses_of([asked])[asked.pk] if asked else []


def _goes_to(of: Return) -> str:
    """Who gets the mail, in a sentence."""
    addresses = _addresses(of)
    if not addresses:
        return (
            f"{of.body.name} has no contact, and nobody there leads or signs off, so no mail can be sent. "
            "The query is kept, and stands on the page of the return."
        )
    return f"A mail that says so, with a link and without your words, goes to {', '.join(addresses)}."


def _asked_of(of: Return) -> str:
    unsent = mail.not_sent()
    if not _addresses(of):
        return "Your query is kept. Nobody could be written to: the body has no contact."
    return (
        f"Your query is kept. {unsent}"
        if unsent
        else "Your query is kept, and a mail to the body is on its way."
    )


def _the_query(request: Asked, wave: int, pk: int) -> Query:
    run = the_wave(request, wave)
    found = Query.objects.filter(pk=pk, of__wave=run).select_related("of__body", "body", "opened_by")
    one = found.prefetch_related("messages__by").first()
    if one is None:
        raise Http404
    one.of.wave = run
    return one


@page(Permission.RUN_SURVEYS)
def query(request: Asked, wave: int, query: int) -> HttpResponseBase:
    """What was said, and what to do next."""
    one = _the_query(request, wave, query)
    form = GoOnForm(
        sent(request),
        answered=any(not message.of_office for message in one.messages.all()),
        can_send_back=one.of.state == Return.State.SUBMITTED,
        closed=one.state == Query.State.CLOSED,
    )
    if done(request, form, lambda given: _go_on(request, one, given)):
        messages.success(request, DONE[form.cleaned_data["what"]])
        return redirect("query", request.body_.slug, wave, query)
    to_queries = ("Queries", reverse("queries_of_wave", args=[request.body_.slug, wave]))
    context = {**about(one.of.wave, to_queries), "told": told(one, history_of(one.of)), "form": form}
    return render(request, "queries/query.html", context)


DONE = {
    ACCEPT: "The query is closed.",
    AGAIN: "Your message is kept, and the query waits for the body.",
    "send_back": "The return is sent back, and the query waits for the body.",
}


def _go_on(request: Asked, one: Query, given: dict[str, Any]) -> None:
    if given["what"] == ACCEPT:
        actions.close_query(by=request.user, query=one, text=given["text"])
    elif given["what"] == AGAIN:
        actions.ask_again(by=request.user, query=one, text=given["text"])
    else:
        actions.send_back_for(by=request.user, query=one, reason=given["text"])

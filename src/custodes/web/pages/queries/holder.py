"""Queries about a return, as those who made it read and answer them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.models import Query, Return
from custodes.survey.submitted import history_of
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.queries.forms import ReplyForm
from custodes.web.pages.queries.telling import told
from custodes.web.pages.returns.finding import the_return

SECTION = "returns"


def _own_return(request: Asked, pk: int) -> Return:
    """The return of the body in the address; others that it has a part in are answered for by who leads them."""
    of = the_return(request, pk)
    if of.body_id != request.body_.pk:
        raise Http404
    return of


@page(Permission.READ_RETURNS)
def queries_of_return(request: Asked, pk: int) -> HttpResponse:
    """What the office asked, open ones first."""
    of = _own_return(request, pk)
    found = Query.objects.filter(of=of).prefetch_related("messages__by").select_related("body", "opened_by")
    order = {Query.State.OPEN: 0, Query.State.ANSWERED: 1, Query.State.CLOSED: 2}
    every = sorted(found, key=lambda one: (order[Query.State(one.state)], one.opened_at))
    history = history_of(of) if every else []
    context = {**_about(request, of), "rows": [told(one, history) for one in every]}
    return render(request, "queries/of_return.html", context)


@page(Permission.ANSWER)
def answer_query(request: Asked, pk: int, query: int) -> HttpResponseBase:
    """Answer one, or add to what was said."""
    of = _own_return(request, pk)
    one = (
        Query.objects.filter(of=of, pk=query).select_related("body").prefetch_related("messages__by").first()
    )
    if one is None:
        raise Http404
    address = reverse("queries_of_return", args=[request.body_.slug, pk])
    if one.state == Query.State.CLOSED:
        return redirect(address)
    form = ReplyForm(sent(request))

    def act(given: dict[str, Any]) -> None:
        actions.answer_query(by=request.user, query=one, text=given["text"])

    if done(request, form, act):
        messages.success(request, f"Your answer is with {of.wave.office.name}.")
        return redirect(address)
    context = {**_about(request, of), "told": told(one, history_of(of)), "form": form, "back": address}
    return render(request, "queries/answer.html", context)


def _about(request: Asked, of: Return) -> dict[str, Any]:
    try:
        of_return = reverse("return", args=[request.body_.slug, of.pk])
    except NoReverseMatch:
        of_return = ""
    steps = [
        (of.body.name, reverse("body", args=[request.body_.slug])),
        ("Returns", reverse("returns", args=[request.body_.slug])),
        (of.wave.title, of_return),
    ]
    crumbs = [(text, href) for text, href in steps if href]
    return {"body": request.body_, "section": SECTION, "of": of, "crumbs": crumbs}

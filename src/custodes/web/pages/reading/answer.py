"""One answer as it was submitted: what contradicts it, how it is read, what was asked about it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.survey.asked_back import state_in_words
from custodes.survey.coded import Status
from custodes.survey.in_words import value_in_words
from custodes.survey.models import Coding, Query
from custodes.web.page import Asked, page
from custodes.web.pages.reading.finding import TheAnswer, about, names_of, the_answer
from custodes.web.pages.reading.rows import STATE_WORDS, Answers, Row
from custodes.web.pages.reading.views import SOURCES, said_in_words, wording_of


@page(Permission.RUN_SURVEYS)
def submitted_answer(request: Asked, wave: int, pk: int, key: str) -> HttpResponse:
    """Everything about one answer, with what can be done."""
    found = the_answer(request, wave, pk, key)
    codings = found.codings
    slug, run = request.body_.slug, found.of.wave
    to_return = (found.of.body.name, reverse("submitted_return", args=[slug, wave, pk]))
    asked = Query.objects.filter(of=found.of, key=key, body=found.body)
    queries = asked.prefetch_related("messages__by").order_by("opened_at")
    return render(
        request,
        "reading/answer.html",
        {
            **about(run, to_return),
            **shown(found),
            "codings": [(one, read_as(found, one)) for one in codings.given],
            "settled": (codings.settled, read_as(found, codings.settled)) if codings.settled else None,
            "outdated": [(one, read_as(found, one)) for one in codings.outdated],
            "mine": codings.of(request.user),
            "is_open": codings.open_to(request.user),
            "status": codings.status,
            "differ": codings.status is Status.DIFFER,
            "queries": list(queries),
            "query_state": state_in_words,
            "next": _next(request, found),
        },
    )


def shown(found: TheAnswer) -> dict[str, object]:
    """The answer itself, for every page about it."""
    now, key = found.now, found.key
    covered = [found.body.slug] if found.body else now.bodies(key)
    names = names_of({*covered, *now.differing(key)})
    before = found.history[-2] if len(found.history) > 1 else None
    slug = found.body.slug if found.body else ""
    was = before.said(key, slug) if before else None
    return {
        "found": found,
        "wording_": wording_of(now, key),
        "said": found.said,
        "said_words": said_in_words(now, key, found.said),
        "state_words": STATE_WORDS[found.said.state],
        "source": SOURCES.get(found.said.source, ""),
        "bodies": [names.get(one, one) for one in covered],
        "differing": [] if found.body else [(one, names.get(one, one)) for one in now.differing(key)],
        "checks": now.checks(key, slug),
        "was": said_in_words(before, key, was) if before and not found.said.same(was) else "",
    }


def read_as(found: TheAnswer, coding: Coding) -> str:
    """A reading in words: its category, else its state."""
    question = found.question
    if not coding.reading:
        return STATE_WORDS[coding.state]
    return value_in_words(question, coding.reading, found.form) if question else coding.reading


def _next(request: Asked, found: TheAnswer) -> Row | None:
    """The next answer to the same question that waits for this person to code it."""
    name = found.key.partition("[")[0]
    rows = Answers(found.of.wave, request.user, name).rows(name)
    here = found.body.slug if found.body else ""
    at = next(
        (n for n, row in enumerate(rows) if (row.of.pk, row.key, row.body) == (found.of.pk, found.key, here)),
        -1,
    )
    waiting = (row for row in (*rows[at + 1 :], *rows[: max(at, 0)]) if row.asks_for_coding)
    return next(waiting, None)

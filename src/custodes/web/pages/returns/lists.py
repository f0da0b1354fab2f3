"""The waves that ask a body, and the returns that have to do with it."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes import clock
from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.filling_in import returns_of
from custodes.survey.models import BodyAsked, Covered, Return
from custodes.web.page import Asked, page
from custodes.web.pages.returns.reading import worked_out
from custodes.web.pages.submitting.finding import seen_sections


class Line(NamedTuple):
    """A wave that asks the body, with the return that it makes, if it has begun one."""

    asked: BodyAsked
    of: Return | None
    answered: int
    questions: int
    left: str
    """How long until it is due."""
    can_start: bool
    covered_by: tuple[Return, ...]
    """Returns of others that answer for the body."""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do before its last day."""
        submitted = self.of is not None and self.of.state == Return.State.SUBMITTED
        return submitted or (self.of is None and self.asked.wave.ended_at is not None)


class Other(NamedTuple):
    """A return of another body that answers for this one, or in which it fills something in.

    Questions are counted in the sections that the body sees.
    """

    of: Return
    answered: int
    questions: int


def asked_in(body: Body) -> "list[BodyAsked]":
    """The waves that ask a body and have begun for it, the latest first. One query."""
    today = clock.today()
    begun = Q(wave__opens_on__lte=today) | Q(invited_at__isnull=False)
    found = BodyAsked.objects.filter(begun, body=body).select_related("wave__office", "wave__instrument")
    return list(found.defer("wave__instrument__workbook").order_by("-wave__opens_on", "pk"))


@page(Permission.READ_RETURNS)
def returns(request: Asked) -> HttpResponse:
    """What is asked of the body, by when, and how far it is."""
    every = list(returns_of(request.body_).defer("wave__instrument__workbook"))
    own = {one.wave_id: one for one in every if one.body_id == request.body_.pk}
    others = [one for one in every if one.body_id != request.body_.pk]
    covers = set(Covered.objects.filter(body=request.body_, of__in=others).values_list("of", flat=True))
    found = (
        _line(
            asked,
            own.get(asked.wave_id),
            [one for one in others if one.wave_id == asked.wave_id and one.pk in covers],
        )
        for asked in asked_in(request.body_)
    )
    lines = sorted(found, key=lambda line: line.is_done)
    context = {
        "body": request.body_,
        "section": "returns",
        "lines": lines,
        "others": [Other(one, *_progress(one, seen_sections(request, one))) for one in others],
        "may_start": Permission.ANSWER in request.may,
        "may_sign": Permission.SIGN_OFF in request.may,
    }
    return render(request, "returns/returns.html", context)


def _line(asked: BodyAsked, of: Return | None, others: list[Return]) -> Line:
    answered, questions = _progress(of) if of else (0, asked.wave.instrument.questions)
    can_start = of is None and asked.wave.ended_at is None and asked.wave.opens_on <= clock.today()
    return Line(asked, of, answered, questions, days_left(asked.due_on), can_start, tuple(others))


def _progress(of: Return, sections: frozenset[str] | None = None) -> tuple[int, int]:
    """Questions that are answered, or of which it is said why not, and those that are asked. Two queries.

    `sections`: in which they are counted, None for all.
    """
    _, outcome = worked_out(of)
    held = set(Covered.objects.filter(of=of).values_list("section", flat=True))
    held = held if sections is None else held & sections
    asked = [one for one in outcome.asked if one.part.section in held]
    return sum(one.done for one in asked), len(asked)


@page(Permission.ANSWER)
def start_return(request: Asked, wave: int) -> HttpResponseBase:
    """Begin the return of the body, or go on with the one that it has begun."""
    asked = BodyAsked.objects.filter(wave=wave, body=request.body_).select_related("wave__instrument").first()
    if asked is None:
        raise Http404
    if request.method != "POST":
        return redirect(reverse("returns", args=[request.body_.slug]))
    made = actions.start_return(by=request.user, wave=asked.wave, body=request.body_)
    return redirect(reverse("return", args=[request.body_.slug, made.pk]))


def days_left(due_on: dt.date) -> str:
    """In words, from today."""
    left = (due_on - clock.today()).days
    if left < 0:
        return f"{-left} day{'s'[: left != -1]} late"
    return "today" if left == 0 else f"in {left} day{'s'[: left != 1]}"

"""What waits for an office in its surveys, for the start page."""

from collections.abc import Iterator

from django.db.models import Count, QuerySet
from django.urls import reverse

from custodes import clock
from custodes.access.models import Body
from custodes.survey.chasing import AFTER_THE_END
from custodes.survey.coded import differing_in
from custodes.survey.models import Notice, Query, Wave
from custodes.survey.response import response_of, share
from custodes.web.govuk.wording import count


def needs_of(office: Body) -> Iterator[tuple[str, str]]:
    """Each with the page it leads to. A few queries for each wave that has not ended, two for each that has."""
    waves = list(
        Wave.objects.filter(office=office).select_related("instrument").defer("instrument__workbook")
    )
    if not waves:
        yield "Begin a survey of the bodies you oversee", reverse("surveys", args=[office.slug])
    failed = Notice.objects.filter(state=Notice.State.FAILED)
    answered = _by_wave(Query.objects.filter(of__wave__in=waves, state=Query.State.ANSWERED))
    for wave in waves:
        here = reverse("survey_wave", args=[office.slug, wave.pk])
        mails = failed.filter(asked__wave=wave)
        if wave.ended_at is None:
            yield from ((text, f"{here}{part}") for text, part in _of(wave, mails.count()))
        elif unsent := mails.filter(kind__in=AFTER_THE_END).count():
            yield _unsent(wave, unsent), f"{here}#mails"
        if number := answered.get(wave.pk):
            there = reverse("queries_of_wave", args=[office.slug, wave.pk])
            yield f"{wave.title}: {count(number, 'answered query')} to look at", f"{there}?state=answered"
        if number := differing_in(wave):
            there = reverse("agreement_of_wave", args=[office.slug, wave.pk])
            yield f"{wave.title}: {count(number, 'answer')} read differently, to settle", there


def _by_wave(queries: QuerySet[Query]) -> dict[int, int]:
    return dict(queries.order_by().values_list("of__wave").annotate(Count("pk")))


def _unsent(wave: Wave, number: int) -> str:
    return f"{wave.title}: {count(number, 'mail')} could not be sent"


def _of(wave: Wave, unsent: int) -> Iterator[tuple[str, str]]:
    response, today = response_of(wave), clock.today()
    if not response.asked:
        yield f"{wave.title}: choose whom it asks", ""
    if unsent:
        yield _unsent(wave, unsent), "#mails"
    uninvited = sum(one.asked.invited_at is None and not one.covered_by for one in response.bodies)
    if uninvited:
        yield f"{wave.title}: {share(uninvited, response.asked, 'bodies')} not invited", "/invite"
    overdue = sum(one.overdue(today) for one in response.bodies)
    if overdue:
        said = f"{wave.title}: {share(overdue, response.asked, 'bodies')} past their last day, not submitted"
        yield said, "?stage=overdue#bodies"

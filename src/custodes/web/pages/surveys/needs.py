"""What waits for an office in its surveys, for the start page."""

from collections.abc import Iterator

from django.urls import reverse

from custodes import clock
from custodes.access.models import Body
from custodes.survey.models import Notice, Wave
from custodes.survey.response import response_of, share
from custodes.web.govuk.wording import count


def needs_of(office: Body) -> Iterator[tuple[str, str]]:
    """Each with the page it leads to. A few queries for each wave that has not ended."""
    waves = list(
        Wave.objects.filter(office=office).select_related("instrument").defer("instrument__workbook")
    )
    if not waves:
        yield "Begin a survey of the bodies you oversee", reverse("surveys", args=[office.slug])
    failed = Notice.objects.filter(state=Notice.State.FAILED)
    for wave in waves:
        if wave.ended_at is None:
            here = reverse("survey_wave", args=[office.slug, wave.pk])
            unsent = failed.filter(asked__wave=wave).count()
            yield from ((text, f"{here}{part}") for text, part in _of(wave, unsent))


def _of(wave: Wave, unsent: int) -> Iterator[tuple[str, str]]:
    response, today = response_of(wave), clock.today()
    if not response.asked:
        yield f"{wave.title}: choose whom it asks", ""
    if unsent:
        yield f"{wave.title}: {count(unsent, 'mail')} could not be sent", "#mails"
    uninvited = sum(one.asked.invited_at is None and not one.covered_by for one in response.bodies)
    if uninvited:
        yield f"{wave.title}: {share(uninvited, response.asked, 'bodies')} not invited", "/invite"
    overdue = sum(one.overdue(today) for one in response.bodies)
    if overdue:
        said = f"{wave.title}: {share(overdue, response.asked, 'bodies')} past their last day, not submitted"
        yield said, "?stage=overdue#bodies"

"""What others ask of a person in returns: to fill in sections, and to answer queries."""

from collections.abc import Collection, Iterator

from django.db.models import Count, Q
from django.urls import reverse

from custodes.access.models import Person
from custodes.survey.models import Delegation, Query, Return
from custodes.web.govuk.wording import count

Asked = Iterator[tuple[int, str, str]]
"""Each with the body it is about, in words, and with the page it leads to."""


def sections_for(person: Person, bodies: Collection[int]) -> Asked:
    """Sections delegated to the person or to one of the bodies, which nobody has said are done. One query."""
    wanted = Q(person=person, of__body__in=bodies) | Q(body__in=bodies)
    goes_on = Q(of__wave__ended_at=None) | Q(of__first_submitted_at__isnull=False)
    found = Delegation.objects.filter(wanted, goes_on, ended_at=None, done_at=None)
    rows = found.exclude(of__state=Return.State.SUBMITTED).values_list(
        "of", "of__wave__title", "of__body", "of__body__name", "of__body__slug", "body", "body__slug"
    )
    by_return = rows.annotate(Count("pk")).order_by("of__wave__closes_on", "of", "body")
    for of, title, leads, lead, slug, body, body_slug, number in by_return:
        sections = count(number, "section")
        if body:
            text = f"{sections} of the return of {lead} that your body is asked to fill in: {title}"
            yield body, text, reverse("return", args=[body_slug, of])
        else:
            yield leads, f"{sections} you are asked to fill in: {title}", reverse("return", args=[slug, of])


def queries_to(bodies: Collection[int]) -> Asked:
    """Queries about the returns of these bodies that wait for an answer. One query."""
    found = Query.objects.filter(state=Query.State.OPEN, of__body__in=bodies)
    rows = found.values_list(
        "of", "of__wave__title", "of__wave__office__name", "of__body", "of__body__slug"
    ).annotate(Count("pk"))
    for of, title, office, body, slug, number in rows.order_by("of"):
        text = f"{count(number, 'query')} from {office} to answer: {title}"
        yield body, text, reverse("queries_of_return", args=[slug, of])

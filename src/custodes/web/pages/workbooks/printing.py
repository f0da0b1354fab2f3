"""A return, a submission or an empty form as PDF."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.text import slugify

from custodes.access.permissions import Permission
from custodes.survey.models import Submission
from custodes.survey.printing.empty_form import instrument_pdf
from custodes.survey.printing.papers import return_pdf, submission_pdf
from custodes.web.page import Asked, page
from custodes.web.pages.returns.finding import the_return
from custodes.web.pages.submitting.finding import seen_of
from custodes.web.pages.surveys.finding import the_instrument


@page(Permission.READ_RETURNS)
def print_return(request: Asked, pk: int) -> HttpResponseBase:
    """The answers as they stand; of the return of another body, those that the person sees on its pages."""
    of = the_return(request, pk)
    return _shown(return_pdf(of, seen_of(request, of)), f"{of.body.slug}-{of.wave.title}")


@page(Permission.READ_RETURNS)
def print_submission(request: Asked, pk: int, number: int) -> HttpResponseBase:
    """What was submitted, with its hash."""
    of = the_return(request, pk)
    found = Submission.objects.filter(of=of, number=number) if number < 2**31 else Submission.objects.none()
    submission = found.select_related("by", "of__body", "of__wave__office", "of__wave__instrument").first()
    if submission is None:
        raise Http404
    return _shown(
        submission_pdf(submission, seen_of(request, of)),
        f"{of.body.slug}-{of.wave.title}-submission-{number}",
    )


@page(Permission.RUN_SURVEYS)
def print_instrument(request: Asked, pk: int) -> HttpResponseBase:
    """An instrument of the office, as an empty form."""
    version = the_instrument(request, pk)
    return _shown(instrument_pdf(version), f"{version.name}-{version.version}")


def _shown(made: bytes, name: str) -> HttpResponse:
    """Opened where the browser can, and saved under its name."""
    headers = {"Content-Disposition": f'inline; filename="{slugify(name)[:100] or "paper"}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)

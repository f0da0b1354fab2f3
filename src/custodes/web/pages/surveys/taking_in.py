"""Taking in an instrument: a workbook with every problem said at once, or one that ships."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from custodes.access.permissions import Permission
from custodes.errors import UnreadableInput
from custodes.survey import actions
from custodes.survey.actions.instruments import LARGEST, FormRefused, read_upload
from custodes.survey.models import InstrumentVersion
from custodes.survey.xlsform import Reading
from custodes.web.govuk.wording import count
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.surveys.forms import UPLOAD, InstrumentForm

TOO_LARGE = f"The workbook must be smaller than {LARGEST // 1_000_000} MB"


@page(Permission.RUN_SURVEYS)
def add_instrument(request: Asked) -> HttpResponseBase:
    """What is wrong with a workbook is listed by sheet, row and column; nothing of it is kept then."""
    form = InstrumentForm(sent(request), request.FILES or None)
    made: list[InstrumentVersion] = []
    read: list[Reading] = []

    def act(given: dict[str, Any]) -> None:
        try:
            found = _take_in(request, given)
        except FormRefused as error:
            read.append(error.reading)
            raise
        if isinstance(found, InstrumentVersion):
            made.append(found)
        else:
            read.append(found)

    if taken(request, form, act) and made:
        messages.success(request, f"{made[0]} is kept. {count(made[0].questions, 'question')}.")
        return redirect("instrument", request.body_.slug, made[0].pk)
    context = {
        "body": request.body_,
        "section": "surveys",
        "form": form,
        "reading": read[0] if read else None,
    }
    status = 422 if read and read[0].errors else 200
    return render(request, "surveys/add_instrument.html", context, status=status)


def taken(request: Asked, form: BaseForm, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was sent and done; a file that cannot be a form is said at its field."""
    if getattr(request, "upload_too_large", False):
        form.is_valid()
        form.errors["workbook"] = form.error_class([TOO_LARGE])
        return False
    try:
        return done(request, form, act)
    except UnreadableInput as error:
        form.add_error("workbook", f"{error.message} {error.mend}")
    return False


def _take_in(request: Asked, given: Mapping[str, Any]) -> InstrumentVersion | Reading:
    """Kept; or only looked at, where the person said so."""
    if given["which"] != UPLOAD:
        return actions.add_shipped(by=request.user, office=request.body_, name=given["which"])
    upload = given["workbook"]
    workbook = upload.read(LARGEST + 1)
    if "check" in request.POST:
        return read_upload(workbook, upload.name)
    return actions.add_instrument(by=request.user, office=request.body_, workbook=workbook, name=upload.name)

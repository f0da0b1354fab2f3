"""The page that takes a workbook which was filled in."""

from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from custodes.access.permissions import Permission
from custodes.errors import Conflict, Invalid, UnreadableInput
from custodes.evidence.uploads import safe_name
from custodes.survey.models import Return
from custodes.survey.offline.opening import LARGEST_FILE, open_return
from custodes.survey.offline.reading import read
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.returns.finding import part_of, the_return
from custodes.web.pages.workbooks.kept import keep

TOO_LARGE = f"The workbook must be smaller than {LARGEST_FILE // 1_000_000} MB"


class WorkbookForm(forms.Form):
    """The file."""

    workbook = forms.FileField(
        label="The workbook",
        help_text="The one that you downloaded from this return, saved as xlsx or ods by any program.",
        error_messages={"required": "Select the workbook", "empty": "The file is empty"},
    )

    def clean_workbook(self) -> Any:
        given = self.cleaned_data["workbook"]
        if given.size > LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)
        return given


@page(Permission.ANSWER)
def upload_workbook(request: Asked, pk: int) -> HttpResponseBase:
    """Read it; what it would change is on the next page, and nothing is saved before that."""
    of = the_return(request, pk)
    sections = sections_to_fill(request, of)
    form = WorkbookForm(sent(request), request.FILES or None)

    def act(given: dict[str, Any]) -> None:
        name = safe_name(given["workbook"].name)
        try:
            sheets = open_return(given["workbook"].read(), name)
        except UnreadableInput as error:
            raise Invalid(error.message, error.mend, {"workbook": f"{error.message} {error.mend}"}) from None
        keep(request, of, name, read(of, sheets, sections=sections))

    if getattr(request, "upload_too_large", False):
        form.errors["workbook"] = form.error_class([TOO_LARGE])
    elif done(request, form, act):
        return redirect("check_workbook", request.body_.slug, of.pk)
    context = {"body": request.body_, "section": "returns", "of": of, "form": form, "sections": sections}
    return render(request, "workbooks/upload.html", context)


def sections_to_fill(request: Asked, of: Return) -> frozenset[str]:
    """Those that the person fills in. Raises Conflict where the return takes no answers, or none of theirs."""
    mine = part_of(request, of).sections
    if not of.is_open:
        raise Conflict(
            "This return was submitted, so nothing in it can be changed.",
            "Begin a correction, which says why; what was submitted stays.",
        )
    if not mine:
        raise Conflict(
            "Nothing of this return is yours to fill in.",
            f"Ask {of.body.name} to delegate a section to your body.",
        )
    return mine

"""Lists that are pasted or uploaded: read at once, and on a mistake shown again as they were, with every mistake."""

from collections.abc import Mapping
from typing import TypeVar, cast

from django.http import QueryDict

from custodes.errors import Invalid
from custodes.survey.naming import LARGEST, Named, decoded, named_in
from custodes.web.page import Asked
from custodes.web.pages.surveys.forms import ListForm

T = TypeVar("T")
MOST_TOLD = 100
"""Mistakes of a list that a page shows."""


def pasted(request: Asked, form: ListForm, known: Mapping[str, T], of: str) -> Named[T] | None:
    """What the list names; None where there is something wrong with it, which stands on the form then."""
    if getattr(request, "upload_too_large", False):
        form.add_error("file", f"The list must be smaller than {LARGEST // 1_000_000} MB")
    if request.method != "POST" or not form.is_valid():
        return None
    given, file = form.cleaned_data["names"], form.cleaned_data["file"]
    try:
        text = decoded(file.read(LARGEST + 1)) if file else given
    except Invalid as error:
        form.add_error("file", f"{error.message} {error.mend}")
        return None
    if file and given.strip():
        form.add_error("file", "Paste a list or upload one, not both")
        return None
    found = named_in(text, known, of)
    problems = found.problems or ([] if found.found else ["The list names nobody"])
    if not problems:
        return found
    _keep(form, text)
    for problem in problems[:MOST_TOLD]:
        form.add_error("names", problem)
    if len(problems) > MOST_TOLD:
        form.add_error("names", f"There are {len(problems) - MOST_TOLD:,} more mistakes")
    return None


def _keep(form: ListForm, text: str) -> None:
    """A file cannot be put back into a form: what stood in it can."""
    data = cast(QueryDict, form.data).copy()
    data["names"] = text
    form.data = data

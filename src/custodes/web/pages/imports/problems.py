"""Every problem of an import, a page at a time."""

from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render

from custodes.access.permissions import Permission
from custodes.evidence import files
from custodes.evidence.checked import Chosen, Problems
from custodes.web.page import Asked, page
from custodes.web.pages.imports import wording
from custodes.web.pages.imports.finding import the_read_import
from custodes.web.paging import page_of


class FilterForm(forms.Form):
    """Which problems to show."""

    mark_optional = False

    kind = forms.ChoiceField(label="Kind", required=False)
    problem = forms.ChoiceField(label="Problem", required=False)

    def __init__(self, *args: Any, groups: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alike = dict.fromkeys(group["problem"] for group in groups)
        kind, problem = self.fields["kind"], self.fields["problem"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(problem, forms.ChoiceField)
        kind.choices = [("", "All"), *((name, text) for name, (text, _) in wording.KINDS.items())]
        problem.choices = [("", "All"), *((text, wording.problem_in_words(text)) for text in alike)]

    def chosen(self) -> Chosen:
        """What the address asks for; nonsense asks for everything."""
        self.is_valid()
        return Chosen(self.cleaned_data.get("kind", ""), self.cleaned_data.get("problem", ""))


@page(Permission.IMPORT)
def import_problems(request: Asked, pk: int) -> HttpResponseBase:
    """The rows that cannot be added, and what was noticed about others."""
    of = the_read_import(request, pk)
    form = FilterForm(request.GET, groups=of.report["problems"]["groups"])
    chosen = form.chosen()
    found = Problems(files.kept(of.folder, of.report), chosen)
    context = {
        "body": request.body_,
        "section": "imports",
        "of": of,
        "form": form,
        "chosen": chosen,
        "page": page_of(found, request, total=len(found)),
        "said": wording,
    }
    return render(request, "imports/problems.html", context)

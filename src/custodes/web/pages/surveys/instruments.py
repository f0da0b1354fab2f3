"""The instruments of an office: what is in one, how versions differ, and how a holder will see it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render

from custodes import clock
from custodes.access.permissions import Permission
from custodes.audit.history import events_of
from custodes.survey.editions import differences, first
from custodes.survey.filling import work_out
from custodes.survey.instrument import Group, Question
from custodes.survey.keeping import form_of, instrument_of, problems_of
from custodes.survey.models import InstrumentVersion, Wave
from custodes.survey.sections import section_labels
from custodes.web.page import Asked, page
from custodes.web.pages.returns.failing import failing
from custodes.web.pages.surveys.finding import the_instrument


def _kept(request: Asked) -> Any:
    return InstrumentVersion.objects.filter(office=request.body_).defer("workbook").select_related("added_by")


@page(Permission.RUN_SURVEYS)
def instruments(request: Asked) -> HttpResponse:
    """Every version of every instrument, the latest first of each."""
    versions = list(_kept(request).order_by("title", "-added_at"))
    used = Counter(Wave.objects.filter(office=request.body_).values_list("instrument", flat=True))
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "surveys",
        "versions": [(version, used[version.pk]) for version in versions],
    }
    return render(request, "surveys/instruments.html", context)


class Section(NamedTuple):
    """A part of an instrument: its questions that somebody is asked."""

    name: str
    label: str
    questions: Sequence[Question]


@page(Permission.RUN_SURVEYS)
def instrument(request: Asked, pk: int) -> HttpResponse:
    """Sections and questions, themes, warnings, versions, and the waves that run on it."""
    version = the_instrument(request, pk)
    found = instrument_of(version)
    asked = [question for question in found.questions() if question.asked]
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "surveys",
        "version": version,
        "found": found,
        "sections": sections_of(version),
        "themes": _counted(question.theme for question in asked),
        "technologies": _counted(question.technology for question in asked),
        "warnings": problems_of(version),
        "versions": list(_kept(request).filter(name=version.name).order_by("-added_at")),
        "waves": list(Wave.objects.filter(instrument=version)),
        "first": first,
        "history": events_of("instrumentversion", pk, body=request.body_, may=request.may),
    }
    return render(request, "surveys/instrument.html", context)


def _counted(names: Any) -> list[tuple[str, int]]:
    """How many questions say each, most first; those that say none come last."""
    found = Counter(names)
    none = found.pop("", 0)
    told = [(name.replace("_", " ").capitalize(), number) for name, number in found.most_common()]
    return [*told, ("None said", none)] if none and told else told


def sections_of(version: InstrumentVersion) -> list[Section]:
    """The sections of a version with the questions that somebody answers."""
    form = form_of(version)
    labels = section_labels(form)
    return [
        Section(part.item.name, labels[part.item.name], [one for one in part.item.questions() if one.asked])
        for part in form.sections
        if isinstance(part.item, Group)
    ]


@page(Permission.RUN_SURVEYS)
def compare_instrument(request: Asked, pk: int) -> HttpResponse:
    """What this version asks otherwise than another one of the same form: `?with=`, else the one before it."""
    version = the_instrument(request, pk)
    others = list(_kept(request).filter(name=version.name).exclude(pk=pk).order_by("-added_at"))
    if not others:
        raise Http404("there is one version only")
    asked = request.GET.get("with", "")
    before = next((one for one in others if one.added_at <= version.added_at), others[0])
    other = next((one for one in others if str(one.pk) == asked), before)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "surveys",
        "version": version,
        "other": other,
        "others": others,
        "found": differences(instrument_of(other), instrument_of(version)),
    }
    return render(request, "surveys/compare.html", context)


@page(Permission.RUN_SURVEYS)
def preview_instrument(request: Asked, pk: int) -> HttpResponse:
    """One section as a holder will see it, with nothing to fill in: `?section=`, else the first."""
    version = the_instrument(request, pk)
    form = form_of(version)
    names = [part.item.name for part in form.sections]
    asked = request.GET.get("section", names[0] if names else "")
    if asked not in names:
        raise Http404("no such section")
    at = names.index(asked)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "surveys",
        "version": version,
        "labels": section_labels(form),
        "shown": form.sections[at].item,
        "before": names[at - 1] if at else None,
        "after": names[at + 1] if at + 1 < len(names) else None,
        "number": at + 1,
        "first": first,
        "failing": {key.name for key in failing(work_out(form, {}, clock.today()))},
        "is_group": lambda item: isinstance(item, Group),
    }
    return render(request, "surveys/preview.html", context)

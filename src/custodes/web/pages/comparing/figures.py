"""The figures of two waves beside each other: what cannot be compared, then what changed, all units and the same ones."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.publication.defined import compared
from custodes.publication.figures import wording
from custodes.publication.figures.comparing import Compared
from custodes.survey.comparing import Pair
from custodes.survey.instrument import Question
from custodes.survey.keeping import form_of
from custodes.survey.models import Wave
from custodes.survey.response import before_amendment
from custodes.survey.submitted import plain_wording
from custodes.web.page import Asked, page
from custodes.web.pages.comparing.figure_table import table_of
from custodes.web.pages.comparing.views import COLOURS, SUFFIXES, about, as_file
from custodes.web.pages.figures.views import by_theme
from custodes.web.pages.surveys.finding import the_wave


@page(Permission.RUN_SURVEYS)
def compare_figures(request: Asked, wave: int) -> HttpResponse:
    """The figures of the wave beside the one before it, or beside another of the office."""
    held = the_wave(request, wave)
    context = about(request, held)
    if context["other"]:
        try:
            context |= _compared(held, context["other"])
        except Invalid as error:
            return render(request, "figures/figures.html", {**context, "wrong": error}, status=409)
    return render(request, "comparing/figures.html", context)


@page(Permission.RUN_SURVEYS)
def compare_figures_file(request: Asked, wave: int, suffix: str) -> HttpResponseBase:
    """The same as csv or xlsx: a row for all units and one for those that are in both waves."""
    held = the_wave(request, wave)
    other: Wave | None = about(request, held)["other"]
    if suffix not in SUFFIXES or other is None:
        raise Http404
    found, _ = compared(held, other)
    return as_file(table_of(found), held, "figures-compared", suffix)


def _compared(wave: Wave, other: Wave) -> dict[str, Any]:
    found, unfit = compared(wave, other)
    return {
        "compared": found,
        "unfit": unfit,
        "amended": [(one, number) for one in (other, wave) if (number := before_amendment(one))],
        "themes": list(by_theme(found.alike)),
        "questions": _questions(found, wave),
        "colours": COLOURS,
        "say": wording,
    }


def _questions(found: Compared, wave: Wave) -> list[tuple[Pair, str]]:
    """Every question that a figure reads, with its wording, in the order of the form."""
    form = form_of(wave.instrument)
    read = {pair.name: pair for one in found.figures for pair in one.reads}
    return [(read[name], _wording(read[name], wave)) for name in form.by_name if name in read]


def _wording(pair: Pair, wave: Wave) -> str:
    item = pair.part.item
    return plain_wording(item, form_of(wave.instrument)) if isinstance(item, Question) else item.name

"""The figures of a wave as its office sees them before they are published: numbers, and who is behind each."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from django.http import Http404, HttpResponse
from django.shortcuts import render

from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.publication.defined import figures_of, worked_out
from custodes.publication.figures import wording
from custodes.publication.figures.conditions import in_words
from custodes.publication.figures.counting import Working
from custodes.publication.figures.definitions import ABOUT_UNITS, Figure, reads
from custodes.publication.figures.snapshot import snapshot
from custodes.publication.figures.splitting import work_out_split
from custodes.publication.models import Edition
from custodes.publication.site.shown import public_address
from custodes.survey.filling import Form
from custodes.survey.keeping import form_of
from custodes.survey.models import Wave
from custodes.survey.submitted import plain_wording
from custodes.survey.vocabulary import terms
from custodes.web.page import Asked, page
from custodes.web.pages.surveys.finding import the_wave


@page(Permission.RUN_SURVEYS)
def figures_of_wave(request: Asked, wave: int) -> HttpResponse:
    """Every figure with its number, by theme."""
    held = the_wave(request, wave)
    try:
        found, now = worked_out(held)
    except Invalid as error:
        return render(request, "figures/figures.html", {**_about(request, held), "wrong": error}, status=409)
    shown = Edition.objects.filter(wave=held, shown_from__lte=now.at).defer("contents").first()
    context = {
        **_about(request, held),
        "themes": list(by_theme(found)),
        "at": now.at,
        "say": wording,
        "shown": shown,
        "public": f"{public_address()}{shown.slug}/" if shown else "",
    }
    return render(request, "figures/figures.html", context)


class _OfFigure(Protocol):
    @property
    def figure(self) -> Figure: ...


_Found = TypeVar("_Found", bound=_OfFigure)


def by_theme(found: Sequence[_Found]) -> Iterator[tuple[str, list[_Found]]]:
    """What a theme is about, with its figures; who answered comes first, what has no theme last."""
    themes = {"response": "Who answered, and when", **terms("theme"), "": "Others"}
    for theme in dict.fromkeys((*themes, *(one.figure.theme for one in found))):
        if figures := [one for one in found if one.figure.theme == theme]:
            yield themes.get(theme, theme), figures


@page(Permission.RUN_SURVEYS)
def figure_of_wave(request: Asked, wave: int, name: str) -> HttpResponse:
    """One figure with everybody behind it: who counts, who does not, of whom it cannot be said."""
    held = the_wave(request, wave)
    figure = next((one for one in figures_of(held) if one.name == name), None)
    if figure is None:
        raise Http404
    form, now = form_of(held.instrument), snapshot(held)
    whole = work_out_split([figure], form.instrument, now.units, now.answers)[0]
    working = whole.working
    units = now.units.filter(pc.equal(now.units["unit"], str(working.figure.unit)))
    context = {
        **_about(request, held),
        "working": working,
        "figure": figure,
        "condition": in_words(figure.counts),
        "belongs": in_words(figure.belongs) if figure.belongs else "",
        "reads": [(one, _words(one, form)) for one in reads(figure)],
        "splits": [
            (role, _words(question, form), list(ones))
            for (role, question), ones in groupby(whole.splits, lambda one: (one.of.role, one.of.question))
        ],
        "lists": wording.behind(working),
        "why": _why(working, now.answers),
        "called": dict(zip(units["id"].to_pylist(), units["name"].to_pylist(), strict=True)),
        "at": now.at,
        "say": wording,
    }
    return render(request, "figures/figure.html", context)


def _about(request: Asked, wave: Wave) -> dict[str, Any]:
    return {"body": request.body_, "section": "surveys", "wave": wave}


def _words(name: str, form: Form) -> str:
    """A question that decides, as it is asked."""
    return ABOUT_UNITS.get(name) or plain_wording(form.by_name[name].item, form)  # type: ignore[arg-type]


def _why(working: Working, answers: pa.Table) -> dict[str, str]:
    """By unit, what it said instead of an answer to what decides."""
    rows = answers.filter(
        pc.and_(
            pc.equal(answers["unit"], str(working.figure.unit)),
            pc.and_(
                pc.is_in(answers["id"], pa.array(working.unknown, pa.string())),
                pc.is_in(answers["question"], pa.array(reads(working.figure), pa.string())),
            ),
        )
    )
    found: dict[str, list[str]] = {}
    for row in rows.to_pylist():
        if row["state"] in wording.STATES:
            found.setdefault(row["id"], []).append(f"{row['question']}: {wording.STATES[row['state']]}")
    return {name: "; ".join(_once(said)) for name, said in found.items()}


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))

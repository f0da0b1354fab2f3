"""The figures of a wave as its office sees them before they are published: numbers, and who is behind each."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from django.http import Http404, HttpResponse
from django.shortcuts import render

from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.publication.defined import worked_out
from custodes.publication.figures import wording
from custodes.publication.figures.conditions import in_words
from custodes.publication.figures.counting import Working
from custodes.publication.figures.definitions import ABOUT_UNITS, Figure, reads
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
    context = {**_about(request, held), "themes": list(by_theme(found)), "at": now.at, "say": wording}
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
    found, now = worked_out(held)
    working = next((one for one in found if one.figure.name == name), None)
    if working is None:
        raise Http404
    units = now.units.filter(pc.equal(now.units["unit"], str(working.figure.unit)))
    context = {
        **_about(request, held),
        "working": working,
        "figure": working.figure,
        "condition": in_words(working.figure.counts),
        "belongs": in_words(working.figure.belongs) if working.figure.belongs else "",
        "reads": _reads(working.figure, form_of(held.instrument)),
        "lists": wording.behind(working),
        "why": _why(working, now.answers),
        "called": dict(zip(units["id"].to_pylist(), units["name"].to_pylist(), strict=True)),
        "at": now.at,
        "say": wording,
    }
    return render(request, "figures/figure.html", context)


def _about(request: Asked, wave: Wave) -> dict[str, Any]:
    return {"body": request.body_, "section": "surveys", "wave": wave}


def _reads(figure: Figure, form: Form) -> list[tuple[str, str]]:
    """The questions that decide, with their wording."""
    return [
        (name, ABOUT_UNITS.get(name) or plain_wording(form.by_name[name].item, form))  # type: ignore[arg-type]
        for name in reads(figure)
    ]


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

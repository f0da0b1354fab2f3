"""Two waves beside each other: what cannot be compared, then what changed, with the same bodies beside all."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify

from custodes.access.models import Person
from custodes.access.permissions import Permission
from custodes.demo.names import FICTIONAL_NOTICE
from custodes.survey.comparing import Compared, Likeness, Pair, compare, pairs
from custodes.survey.comparing.reading import side_of
from custodes.survey.instrument import Question
from custodes.survey.models import Wave
from custodes.survey.response import share
from custodes.survey.sections import section_labels
from custodes.survey.submitted import plain_wording
from custodes.web.page import Asked, page
from custodes.web.pages.comparing.tables import shown, table_of
from custodes.web.pages.surveys.finding import the_wave

if TYPE_CHECKING:
    import pyarrow as pa

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
COLOURS = {
    Likeness.NOT_COMPARABLE: "red",
    Likeness.ONLY_THERE: "grey",
    Likeness.ONLY_HERE: "blue",
    Likeness.CHOICES: "yellow",
    Likeness.WORDING: "yellow",
    Likeness.SAME: "grey",
}


@page(Permission.RUN_SURVEYS)
def compare_waves(request: Asked, wave: int) -> HttpResponse:
    """The wave beside the one before it, or beside another of the office; answers section by section."""
    held = the_wave(request, wave)
    context = about(request, held)
    other: Wave | None = context["other"]
    if other:
        context |= _compared(request.user, held, other, request.GET.get("section", ""))
    return render(request, "comparing/compare.html", context)


def about(request: Asked, wave: Wave) -> dict[str, Any]:
    """What a page needs that puts another wave of the office beside this one: which one, and which there are."""
    others = list(
        Wave.objects.filter(office=request.body_).exclude(pk=wave.pk).order_by("-opens_on", "title")
    )
    other = _other(wave, others, request.GET.get("with", ""))
    return {"body": request.body_, "section": "surveys", "wave": wave, "others": others, "other": other}


def _other(wave: Wave, others: list[Wave], number: str) -> Wave | None:
    """The wave that is asked for; else the one before, as the office has said. A number that is none of these is 404."""
    if not number:
        return next((one for one in others if one.pk == wave.earlier_id), None)
    found = next((one for one in others if str(one.pk) == number), None)
    if found is None:
        raise Http404
    return found


def _compared(person: Person, wave: Wave, other: Wave, section: str) -> dict[str, Any]:
    now, then = side_of(wave, person), side_of(other, person)
    there = {pair.part.section for pair in pairs(now.form, then.form) if pair.likeness.comparable}
    sections = [(name, label) for name, label in section_labels(now.form).items() if name in there]
    chosen = section if section in there else sections[0][0] if sections else ""
    found = compare(now, then, wanted=lambda pair: pair.part.section == chosen)
    return {
        "compared": found,
        "figures": _figures(found, wave, other),
        "apart": [_apart(pair, found) for pair in sorted(found.apart, key=_order)],
        "alike": len(found.alike),
        "numbers": [(one.label, found.number(one)) for one in Likeness if one.comparable],
        "colours": COLOURS,
        "sections": sections,
        "chosen": chosen,
        "shown": [shown(one, found) for one in found.questions],
        "headers": _headers(wave, other),
    }


def _order(pair: Pair) -> int:
    return (Likeness.NOT_COMPARABLE, Likeness.ONLY_THERE, Likeness.ONLY_HERE).index(pair.likeness)


class Apart(NamedTuple):
    """A question that cannot be compared."""

    pair: Pair
    wording: str
    section: str


def _apart(pair: Pair, compared: Compared) -> Apart:
    form = compared.now.form if pair.here else compared.then.form
    question = pair.part.item
    assert isinstance(question, Question)
    return Apart(pair, plain_wording(question, form), section_labels(form).get(pair.part.section, ""))


def _figures(compared: Compared, wave: Wave, other: Wave) -> list[tuple[str, ...]]:
    """Each with its unit and of how many, for the earlier wave and the later one."""
    sides = (compared.then, compared.now)
    covered = [share(len(side.bodies), side.asked, "bodies asked") for side in sides]
    both = [share(len(compared.panel), len(side.bodies), "bodies covered") for side in sides]
    return [
        ("Instrument", str(other.instrument), str(wave.instrument)),
        ("Returns submitted", *(f"{side.returns:,}" for side in sides)),
        ("Bodies covered, at least in part", *covered),
        ("Bodies covered in both waves", *both),
    ]


def _headers(wave: Wave, other: Wave) -> tuple[str, ...]:
    units = ("Returns", "Bodies", "Same bodies")
    return ("Answer", *(f"{unit}, {one.title}" for unit in units for one in (other, wave)))


@page(Permission.RUN_SURVEYS)
def compare_waves_file(request: Asked, wave: int, suffix: str) -> HttpResponseBase:
    """Everything that the page has of every section, as csv or xlsx."""
    held = the_wave(request, wave)
    other: Wave | None = about(request, held)["other"]
    if suffix not in SUFFIXES or other is None:
        raise Http404
    table = table_of(compare(side_of(held, request.user), side_of(other, request.user)))
    return as_file(table, held, "compared", suffix)


def as_file(table: "pa.Table", wave: Wave, name: str, suffix: str) -> FileResponse:
    """A table to take along, named after the wave; `suffix` is one of `SUFFIXES`. No cell is a formula."""
    from custodes.publication.tables import write_csv
    from custodes.publication.workbook import write_workbook

    file = f"{slugify(wave.title) or 'wave'}-{name}.{suffix}"
    notice = FICTIONAL_NOTICE if wave.office.fictional else ""
    with tempfile.TemporaryDirectory(prefix="custodes-compared-") as folder:
        path = Path(folder) / file
        if suffix == "xlsx":
            write_workbook({name: table}, path, notice)
        else:
            write_csv(table, path)
        made = path.open("rb")
    return FileResponse(made, as_attachment=True, filename=file, content_type=SUFFIXES[suffix])

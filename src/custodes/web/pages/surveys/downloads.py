"""Files of an office's surveys: workbooks, the list of bodies, contacts, and the picture of the response."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.text import slugify

from custodes import clock
from custodes.access.permissions import Permission
from custodes.demo.names import FICTIONAL_NOTICE
from custodes.survey.keeping import file_name
from custodes.survey.models import BodyAsked, Wave
from custodes.survey.response import over_time, response_of
from custodes.web.page import Asked, page
from custodes.web.pages.surveys.finding import the_instrument, the_wave
from custodes.web.pages.surveys.listing import chosen_bodies, rows_of, stage_filter
from custodes.web.pages.surveys.pictures import KINDS, drawn, picture_of

if TYPE_CHECKING:
    import pyarrow as pa

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@page(Permission.RUN_SURVEYS)
def instrument_workbook(request: Asked, pk: int) -> HttpResponseBase:
    """The workbook as it was given, which ODK and Kobo open too."""
    version = the_instrument(request, pk)
    workbook = bytes(version.workbook)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(version, workbook)}"'}
    return HttpResponse(workbook, content_type="application/octet-stream", headers=headers)


@page(Permission.RUN_SURVEYS)
def wave_bodies(request: Asked, wave: int, suffix: str) -> HttpResponseBase:
    """The list of bodies as it is filtered, as csv or xlsx."""
    held = the_wave(request, wave)
    if suffix not in SUFFIXES:
        raise Http404
    table = _bodies(held, request.GET.get("stage", ""))
    return _file(table, f"{slugify(held.title) or 'wave'}-bodies.{suffix}", held)


def _bodies(wave: Wave, stage: str) -> "pa.Table":
    import pyarrow as pa

    today = clock.today()
    rows = rows_of(wave, chosen_bodies(response_of(wave), stage_filter(stage)[1], today), today)
    text, day, whole = pa.string(), pa.date32(), pa.int64()
    return pa.table(
        {
            "body": pa.array([row.stage.asked.body.name for row in rows], text),
            "sector": pa.array([row.stage.asked.body.sector for row in rows], text),
            "stage": pa.array([row.stage.stage.label for row in rows], text),
            "returns": pa.array(["; ".join(of.body.name for of in row.returns) for row in rows], text),
            "submitted_on": pa.array([row.stage.submitted_on for row in rows], day),
            "last_day": pa.array([row.stage.asked.due_on for row in rows], day),
            "extended_because": pa.array([row.stage.asked.extension_reason for row in rows], text),
            "days_late": pa.array([row.days_over for row in rows], whole),
            "written_to": pa.array(["; ".join(row.to) for row in rows], text),
            "invited_on": pa.array([_day(row.stage.asked.invited_at) for row in rows], day),
            "last_reminded_on": pa.array([_day(row.reminded_at) for row in rows], day),
        }
    )


def _day(moment: object) -> object:
    return moment.date() if hasattr(moment, "date") else None


@page(Permission.RUN_SURVEYS)
def contacts_csv(request: Asked, wave: int) -> HttpResponseBase:
    """Every body with its contact, to be changed and uploaded again."""
    import pyarrow as pa

    held = the_wave(request, wave)
    rows = list(BodyAsked.objects.filter(wave=held).values_list("body__name", "contact"))
    names, contacts = ([row[at] for row in rows] for at in (0, 1))
    table = pa.table({"body": pa.array(names, pa.string()), "contact": pa.array(contacts, pa.string())})
    return _file(table, f"{slugify(held.title) or 'wave'}-contacts.csv", held, noted=False)


def _file(table: "pa.Table", name: str, wave: Wave, *, noted: bool = True) -> HttpResponseBase:
    """The table as a file in which no cell is a formula. One of a made-up office says so."""
    from custodes.publication.tables import write_csv
    from custodes.publication.workbook import write_workbook

    suffix = name.rpartition(".")[2]
    fictional = noted and wave.office.fictional
    with tempfile.TemporaryDirectory(prefix="custodes-wave-") as folder:
        path = Path(folder) / name
        if suffix == "xlsx":
            write_workbook({"bodies": table}, path, FICTIONAL_NOTICE if fictional else "")
        else:
            write_csv(_marked(table) if fictional else table, path)
        made = path.open("rb")
    return FileResponse(made, as_attachment=True, filename=name, content_type=SUFFIXES[suffix])


def _marked(table: "pa.Table") -> "pa.Table":
    import pyarrow as pa

    return table.append_column("notice", pa.array(["FICTIONAL"] * table.num_rows, pa.string()))


@page(Permission.RUN_SURVEYS)
def response_picture(request: Asked, wave: int, kind: str) -> HttpResponseBase:
    """The response over time."""
    held = the_wave(request, wave)
    response = response_of(held)
    days = over_time(held, response)
    if kind not in KINDS or not days:
        raise Http404("no such picture")
    answer = HttpResponse(
        drawn(held, picture_of(held, response, days, clock.today()), kind), content_type="image/svg+xml"
    )
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer

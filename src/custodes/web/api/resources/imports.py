"""Importing lists of devices: upload, see what was understood, choose, undo."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpResponseBase
from ninja import File, Form, Query
from ninja.files import UploadedFile
from pydantic import Field

from custodes.access.permissions import Permission
from custodes.audit.models import Event
from custodes.errors import NothingFound
from custodes.evidence import actions, files
from custodes.evidence.checked import Chosen, Problems
from custodes.evidence.models import Import
from custodes.web.api.asking import Asked
from custodes.web.api.lists import PART, After, following, number_of, part
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import Day, Given, Id, Listed, Short, Shown, SlugText, Why

operation = Resource("Imports")


class ImportShown(Shown):
    """Lists that somebody gave a body, from upload to result."""

    id: int
    body: str
    by: str
    at: dt.datetime
    state: str = Field(
        description="reading, unreadable, checked (it waits for your choice), adding, added, refused, undone"
    )
    observed_on: dt.date = Field(description="The day the lists tell of")
    progress: str = Field(description="What is being done just now")
    share: float = Field(description="How much of it is done, from 0 to 1")
    message: str = Field(description="Why it could not be read")
    mend: str
    mapping: dict[str, Any] = Field(description="File to header to column, as people said they are")
    report: dict[str, Any] = Field(
        description="What was recognised and counted, and what adding it would do or did"
    )
    decided_at: dt.datetime | None
    undone_at: dt.datetime | None
    undone_reason: str


class ProblemShown(Shown):
    """One thing that is wrong with a row, and how to mend it."""

    file: str
    sheet: str
    line: int
    column: str
    value: str
    kind: str = Field(description="rejected: the row is left out; warning: it is not")
    problem: str
    mend: str


class Columns(Given):
    """What the columns are: file to header to column, or to "ignore"."""

    mapping: dict[Short, dict[Short, Short]] = Field(max_length=100)


class Choice(Given):
    """What to add."""

    choice: Literal["all", "valid", "nothing"] = Field(
        description="all: every row, where none was rejected; valid: those that can be added; nothing"
    )


@operation("GET", "/imports", Permission.IMPORT, gives=Listed[ImportShown])
def list_imports(
    request: Call,
    body: Annotated[SlugText, Query("", description="Short name of one body")] = "",
    after: After = "",
) -> Listed[ImportShown]:
    """Imports of your bodies, latest first."""
    bodies = [request.auth.body(body)] if body else request.auth.bodies()
    found = Import.objects.filter(body__in=bodies).select_related("body", "by").order_by("-pk")
    return part(request, found, _shown, after, descending=True)


@operation("GET", "/imports/{number}", Permission.IMPORT, gives=ImportShown)
def get_import(request: Call, number: Id) -> ImportShown:
    """An import. While it is read or added, ask again after a second or two."""
    return _shown(_found(request.auth, number))


def _again(request: Call, made: Event) -> ImportShown:
    return _shown(_found(request.auth, int(made.subject)))


@operation(
    "POST", "/imports", Permission.IMPORT, gives=ImportShown, status=201, again=_again, problems=(409, 413)
)
def upload(
    request: Call,
    body: Annotated[SlugText, Form(description="Short name of the body")],
    observed_on: Annotated[Day, Form(description="The day the lists tell of")],
    lists: Annotated[
        list[UploadedFile], File(alias="files", description="CSV, Excel, OpenDocument, JSON lines or parquet")
    ],
) -> ImportShown:
    """Upload lists of devices. They are read in the background; nothing is added before you choose."""
    found = [(one.name or "list", one) for one in lists]
    made = actions.upload(
        by=request.auth.person, body=request.auth.body(body), files=found, observed_on=observed_on
    )
    return _shown(_found(request.auth, made.pk))


@operation("GET", "/imports/{number}/problems", Permission.IMPORT, gives=Listed[ProblemShown])
def list_problems(
    request: Call,
    number: Id,
    kind: Annotated[Literal["rejected", "warning"] | None, Query()] = None,
    after: After = "",
) -> Listed[ProblemShown]:
    """What is wrong with the rows, in their order."""
    found = _found(request.auth, number)
    start = number_of(after) if after else 0
    held = Problems(_reading(found), Chosen(kind or ""))
    on = str(start + PART) if len(held) > start + PART else ""
    names = ProblemShown.model_fields
    some = held[start : start + PART]
    items = [ProblemShown(**{name: getattr(one, name) for name in names}) for one in some]
    return Listed[ProblemShown](items=items, next=following(request, on))


_csv: dict[str, Any] = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


@operation("GET", "/imports/{number}/mend.csv", Permission.IMPORT, gives=None, extra=_csv)
def get_mend_file(request: Call, number: Id) -> HttpResponseBase:
    """The rejected rows with what to mend, to correct and upload again."""
    path = _reading(_found(request.auth, number)) / files.MEND_CSV
    return FileResponse(path.open("rb"), content_type="text/csv", filename=f"mend-{number}.csv")


@operation("POST", "/imports/{number}/columns", Permission.IMPORT, gives=ImportShown, problems=(409,))
def map_columns(request: Call, number: Id, given: Columns) -> ImportShown:
    """Have the files read again with columns as you say they are."""
    actions.map_again(by=request.auth.person, of=_found(request.auth, number), mapping=given.mapping)
    return _shown(_found(request.auth, number))


@operation("POST", "/imports/{number}/decide", Permission.IMPORT, gives=ImportShown, problems=(409,))
def decide(request: Call, number: Id, given: Choice) -> ImportShown:
    """Choose what to add to the register. It is added in the background."""
    actions.decide(by=request.auth.person, of=_found(request.auth, number), choice=given.choice)
    return _shown(_found(request.auth, number))


@operation("POST", "/imports/{number}/undo", Permission.WITHDRAW, gives=ImportShown, problems=(409,))
def undo(request: Call, number: Id, given: Why) -> ImportShown:
    """Take an import back: what it said no longer counts, and stays on record."""
    actions.undo(by=request.auth.person, of=_found(request.auth, number), reason=given.reason)
    return _shown(_found(request.auth, number))


def _found(asked: Asked, number: int) -> Import:
    found = Import.objects.select_related("body", "by").filter(pk=number).first()
    asked.own(found.body if found else None, f"an import {number}")
    assert found  # own() refuses what is not there
    return found


def _reading(found: Import) -> Any:
    name = found.report.get("reading")
    folder = files.read_folder(found.folder, name) if name else None
    if folder is None or not folder.is_dir():
        raise NothingFound("These lists have not been read.", "Wait until they are, or see `message`.")
    return folder


def _shown(found: Import) -> ImportShown:
    names = set(ImportShown.model_fields) - {"id", "body", "by"}
    plain = {name: getattr(found, name) for name in names}
    return ImportShown(id=found.pk, body=found.body.slug, by=str(found.by), **plain)

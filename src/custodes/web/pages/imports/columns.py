"""Saying what the columns of lists are, where their names and content do not."""

from typing import Any, NamedTuple

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.evidence import actions
from custodes.evidence.checked import Columns
from custodes.evidence.mapping import IGNORE
from custodes.evidence.models import Import
from custodes.evidence.shapes import CANONICAL
from custodes.evidence.template import LABELS
from custodes.web.page import Asked, page
from custodes.web.pages.imports.finding import the_import
from custodes.web.pages.imports.wording import NOT_USED, column_in_words

MOST = 400
"""Columns asked about on one page. Those after them are left as they were recognised."""
AS_IT_IS = ""


class Question(NamedTuple):
    """One column of a file: all its tables with a column of that name."""

    name: str
    """Of the form's field."""
    file: str
    header: str
    sheets: tuple[str, ...]
    samples: tuple[str, ...]
    selected: str
    options: tuple[tuple[str, str], ...]


@page(Permission.IMPORT)
def import_columns(request: Asked, pk: int) -> HttpResponseBase:
    """What each column is; the lists are then read again."""
    of = the_import(request, pk)
    back = reverse("import", args=[request.body_.slug, of.pk])
    if of.state not in (Import.State.CHECKED, Import.State.UNREADABLE) or not of.report.get("files"):
        return redirect(back)
    asked = questions(of)
    if request.method == "POST":
        mapping = chosen(of, asked, request.POST)
        actions.map_again(by=request.user, of=of, mapping=mapping)
        return redirect(back)
    files = [(file, [one for one in asked if one.file == file["name"]]) for file in of.report["files"]]
    context = {"body": request.body_, "section": "imports", "of": of, "files": files, "back": back}
    return render(request, "imports/columns.html", {**context, "more": _columns(of) - len(asked)})


def _columns(of: Import) -> int:
    return sum(len(_by_header(file)) for file in of.report["files"])


def questions(of: Import) -> list[Question]:
    """Every column that was not refused, once for each file, in order."""
    found = [
        _question(
            f"column-{at}-{number}",
            file["name"],
            header,
            tables,
            of.mapping.get(file["name"], {}).get(header),
        )
        for at, file in enumerate(of.report["files"])
        for number, (header, tables) in enumerate(_by_header(file).items())
    ]
    return found[:MOST]


def _by_header(file: dict[str, Any]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Header to sheet and column, for each table that has one so named."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for sheet in file["sheets"]:
        for column in sheet["columns"]:
            found.setdefault(column["header"], []).append((sheet["sheet"], column))
    return found


def _question(
    name: str, file: str, header: str, tables: list[tuple[str, dict[str, Any]]], said: str | None
) -> Question:
    """`said`: what somebody has said already; a reading with it may have failed, so it is not in the report."""
    meanings = list(dict.fromkeys(column["canonical"] for _, column in tables))
    only = meanings[0] or IGNORE if len(meanings) == 1 else AS_IT_IS
    now = " and ".join(
        column_in_words(meaning).lower() if at else column_in_words(meaning)
        for at, meaning in enumerate(meanings)
    )
    options = [(IGNORE, NOT_USED), *((canonical, LABELS[canonical]) for canonical in CANONICAL)]
    if only == AS_IT_IS:  # make and model in one column, or another meaning on another sheet
        options.insert(0, (AS_IT_IS, f"{now}, as it is"))
    return Question(
        name,
        file,
        header,
        tuple(dict.fromkeys(sheet for sheet, _ in tables if sheet)),
        tuple(dict.fromkeys(sample for _, column in tables for sample in column["samples"]))[:3],
        said or only,
        tuple(options),
    )


def chosen(of: Import, asked: list[Question], posted: Any) -> dict[str, Columns]:
    """The mapping as it stands, with what the person changed. What was recognised by itself stays so."""
    mapping: dict[str, Columns] = {name: dict(columns) for name, columns in of.mapping.items()}
    for one in asked:
        wanted = posted.get(one.name, one.selected)
        if wanted != one.selected and wanted in dict(one.options):
            mapping.setdefault(one.file, {})[one.header] = wanted
    return mapping

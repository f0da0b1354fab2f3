"""What pyxform says of a workbook: ODK and Kobo read forms with it, so what it refuses could not go there."""

import io
import re
from collections.abc import Iterator
from typing import Any

from custodes.evidence.readers import zipped
from custodes.evidence.readers.spreadsheet import OLE2
from custodes.survey.problems import Problem
from custodes.survey.sheets import Workbook

_PLACE = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"On the '(\w+)' sheet")
_MEND = "Correct what it names; ours found nothing else wrong."


def refusals(book: Workbook) -> Iterator[Problem]:
    """At most one problem: pyxform stops at the first. No network is used, and no validator in Java."""
    from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
    from pyxform.xls2xform import convert  # type: ignore[import-untyped]

    kind = _kind(book)
    if not kind:
        yield _not_theirs()
    try:
        given: Any = io.BytesIO(book.data) if kind else _cells(book)
        convert(given, file_type=kind or None)
    except PyXFormError as error:
        yield _problem(str(error))
    except Exception as error:  # it fails in many ways on what it does not expect, and that is a refusal too
        yield _problem(f"it failed ({type(error).__name__}: {error})")


def _kind(book: Workbook) -> str:
    """The suffix by which pyxform knows a kind of workbook, "" for one that it does not read."""
    if book.data.startswith(OLE2):
        return ".xls"
    return ".xlsx" if "xl/workbook.xml" in zipped.parts(book.data, book.name) else ""


def _not_theirs() -> Problem:
    return Problem(
        "warning",
        "",
        0,
        "",
        "",
        "ODK and Kobo do not open workbooks of this kind.",
        "Save it as xlsx before it goes there.",
    )


def _cells(book: Workbook) -> dict[str, list[dict[str, str | None]]]:
    """The sheets as pyxform has them after opening a file: rows as heading to text, and the headings."""
    found: dict[str, list[dict[str, str | None]]] = {}
    for name, grid in book.grids.items():
        columns = [column.to_pylist() for column in grid.columns]
        headings = [column[0] for column in columns]
        rows = list(zip(*columns, strict=True))[1:]
        found[name] = [{h: cell for h, cell in zip(headings, row, strict=True) if h and cell} for row in rows]
        found[f"{name}_header"] = [dict.fromkeys(filter(None, headings))]
    return {name: rows for name, rows in found.items() if name.removesuffix("_header") in _READ}


_READ = ("survey", "choices", "settings")


def _problem(said: str) -> Problem:
    place, sheet = _PLACE.search(said), _SHEET.search(said)
    told = " ".join(_PLACE.sub("", said).split())
    return Problem(
        "error",
        sheet[1] if sheet else ("survey" if place else ""),
        int(place[1]) if place else 0,
        "",
        "",
        f"pyxform, which ODK and Kobo read forms with, refuses the form: {told}",
        _MEND,
    )

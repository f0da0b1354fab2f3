"""Instruments as an office keeps them: the workbook in the database, and the form that is read from it once."""

import hashlib
import tempfile
from functools import lru_cache
from pathlib import Path

from django.utils.text import slugify

from custodes.errors import Invalid
from custodes.survey import xlsform
from custodes.survey.filling import Form
from custodes.survey.instrument import Instrument
from custodes.survey.models import InstrumentVersion
from custodes.survey.problems import Problem
from custodes.survey.xlsform import Reading


def reading_of(workbook: bytes, name: str, *, judged: bool = True) -> Reading:
    """What is in the bytes of a workbook. `name`: of the file, whose ending says what kind it is.

    Raises UnreadableInput.
    """
    return _reading(workbook, name, judged)


@lru_cache(maxsize=8)
def _reading(workbook: bytes, name: str, judged: bool) -> Reading:
    """Who looks at an upload keeps it next, and who keeps it opens it: it is read and judged once for both."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "form.xlsx")
        path.write_bytes(workbook)
        return xlsform.read(path, judged=judged)


def form_of(version: InstrumentVersion) -> Form:
    """The form of an instrument; read once in a process, as it takes a tenth of a second."""
    return _form(version.pk, version.digest)


@lru_cache(maxsize=50)
def _form(pk: int, digest: str) -> Form:
    """`digest`: so that a restored backup, in which a number may mean another, is read anew."""
    found = InstrumentVersion.objects.only("workbook", "name").get(pk=pk)
    workbook = bytes(found.workbook)
    if hashlib.sha256(workbook).hexdigest() != digest:
        raise Invalid(
            "The workbook of this instrument was changed in the database.", "Restore it from a backup."
        )
    return Form.of(reading_of(workbook, f"{found.name}.xlsx", judged=False).found)


def instrument_of(version: InstrumentVersion) -> Instrument:
    """The instrument of a version."""
    return form_of(version).instrument


def problems_of(version: InstrumentVersion) -> tuple[Problem, ...]:
    """What was said of its workbook when it was taken in: warnings alone, as one with errors is not kept."""
    return _problems(version.pk, version.digest)


@lru_cache(maxsize=50)
def _problems(pk: int, digest: str) -> tuple[Problem, ...]:
    found = InstrumentVersion.objects.only("workbook", "name").get(pk=pk)
    return reading_of(bytes(found.workbook), f"{found.name}.xlsx").problems


def file_name(version: InstrumentVersion, workbook: bytes) -> str:
    """What its workbook is called when it is given to somebody: plain letters, and the ending it needs."""
    plain = slugify(f"{version.name} {version.version}") or "instrument"
    return f"{plain[:100]}{_ending(workbook)}"


def _ending(workbook: bytes) -> str:
    if not workbook.startswith(b"PK"):
        return ".xls"
    return ".ods" if b"opendocument.spreadsheet" in workbook[:200] else ".xlsx"

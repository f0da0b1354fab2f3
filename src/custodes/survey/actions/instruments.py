"""Instruments that an office takes in. A version that is there is never overwritten."""

import hashlib
import tempfile
from pathlib import Path

from django.db import transaction

from custodes import locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.errors import Invalid, UnreadableInput
from custodes.survey import shipped, writing
from custodes.survey.instrument import Instrument
from custodes.survey.keeping import instrument_of, reading_of
from custodes.survey.models import InstrumentVersion
from custodes.survey.xlsform import Reading

LARGEST = 10_000_000
"""Bytes that a workbook of questions may have. One of 10,000 questions has 1 MB."""


class FormRefused(Invalid):
    """The workbook of a form that cannot be used, with all that is wrong with it."""

    def __init__(self, reading: Reading) -> None:
        errors = "1 error" if reading.errors == 1 else f"{reading.errors:,} errors"
        super().__init__(f"The form has {errors}.", "Mend them in the workbook and upload it again.")
        self.reading = reading


def read_upload(workbook: bytes, name: str) -> Reading:
    """What is in a workbook somebody gives, and all its problems. Raises UnreadableInput for what cannot be one."""
    if len(workbook) > LARGEST:
        raise UnreadableInput(
            f"The workbook is larger than {LARGEST // 1_000_000} MB, too much for a questionnaire.",
            "Delete pictures and stray cells from it, then save it again.",
        )
    return reading_of(workbook, name)


@transaction.atomic
def add_instrument(*, by: Person | None, office: Body, workbook: bytes, name: str) -> InstrumentVersion:
    """Keep the instrument in a workbook. What asks the same is the one that is there.

    Raises UnreadableInput for what is no workbook or too large, FormRefused where the form has errors, and Invalid
    where the office has another workbook of that version, or the body is none that runs surveys.
    """
    _runs_surveys(office)
    reading = read_upload(workbook, name)
    if reading.instrument is None:
        raise FormRefused(reading)
    return _keep(by, office, reading.instrument, workbook)


@transaction.atomic
def add_shipped(*, by: Person | None, office: Body, name: str) -> InstrumentVersion:
    """Keep an instrument that ships, as the workbook it is exported as. Raises NothingFound and Invalid."""
    _runs_surveys(office)
    instrument = shipped.load(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.xlsx"
        writing.write(instrument, path)
        return _keep(by, office, instrument, path.read_bytes())


def _runs_surveys(office: Body) -> None:
    if not office.is_office:
        raise Invalid(f"{office.name} runs no surveys.", "Instruments are kept by oversight offices.")


def _keep(by: Person | None, office: Body, instrument: Instrument, workbook: bytes) -> InstrumentVersion:
    digest = hashlib.sha256(workbook).hexdigest()
    locks.held(Body.objects.filter(pk=office.pk)).get()  # two of one version at once stand in line
    too_long = {
        "form_id": instrument.id[200:],
        "form_title": instrument.title[300:],
        "version": instrument.version[100:],
    }
    if wrong := [name for name, rest in too_long.items() if rest]:
        raise Invalid(
            f"The {' and the '.join(wrong)} of the form is too long.", "Shorten it in the sheet “settings”."
        )
    there = InstrumentVersion.objects.filter(
        office=office, name=instrument.id, version=instrument.version
    ).first()
    if there and (there.digest == digest or instrument_of(there) == instrument):
        return there  # a workbook that was saved again differs in its bytes, and asks the same
    if there:
        raise Invalid(
            f"There is a version {there.version or 'without a number'} of this form already, and it differs.",
            "Give yours a version of its own in the sheet “settings”.",
        )
    asked = sum(question.asked for question in instrument.questions())
    version = InstrumentVersion.objects.create(
        office=office,
        name=instrument.id,
        title=instrument.title,
        version=instrument.version,
        questions=asked,
        workbook=workbook,
        digest=digest,
        added_by=by,
    )
    after = {"name": version.name, "version": version.version, "title": version.title, "digest": digest}
    record(by=by, action="survey.add_instrument", subject=version, body=office, after=after)
    return version

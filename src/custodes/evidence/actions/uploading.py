"""Lists come in: kept as they are, and read in the background."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from custodes import clock
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.errors import Invalid
from custodes.evidence.files import place
from custodes.evidence.models import Import, ImportFile
from custodes.evidence.uploads import MOST_FILES, Readable, Received, received

EARLIEST = dt.date(1980, 1, 1)


def upload(
    *, by: Person, body: Body, files: Sequence[tuple[str, Readable | Path]], observed_on: dt.date
) -> Import:
    """Take in lists that tell of one day; they are read in the background. Raises Invalid.

    `files`: each with the name that the person knows it by.
    """
    _refuse(body, files, observed_on)
    with received(files) as (folder, found):
        empty = [one.name for one in found if not one.size]
        if empty:
            text = f"{empty[0]} is empty"
            raise Invalid(f"{text}.", "Export it again and check that it has rows.", {"lists": text})
        return _made(by, body, observed_on, folder, found)


def _refuse(body: Body, files: Sequence[object], observed_on: dt.date) -> None:
    """Everything that is wrong with what was asked, at once."""
    wrong: dict[str, str] = {}
    if body.is_office:
        raise Invalid(f"{body.name} is an oversight office.", "Import into the body that holds the devices.")
    if not files:
        wrong["lists"] = "Select at least one file"
    if len(files) > MOST_FILES:
        wrong["lists"] = f"Select at most {MOST_FILES} files"
    if observed_on > clock.today():
        wrong["observed_on"] = "The day must be today or in the past"
    if observed_on < EARLIEST:
        wrong["observed_on"] = f"The day must be after {EARLIEST.year}"
    if wrong:
        raise Invalid(f"{next(iter(wrong.values()))}.", "Correct it and try again.", wrong)


@transaction.atomic
def _made(by: Person, body: Body, observed_on: dt.date, folder: Path, found: Sequence[Received]) -> Import:
    from custodes.evidence.tasks import read_import

    made = Import.objects.create(body=body, by=by, observed_on=observed_on)
    ImportFile.objects.bulk_create(ImportFile(of=made, **one._asdict()) for one in found)
    place(folder, made.folder)
    read_import.enqueue(made.pk)
    record(
        by=by,
        action="evidence.upload",
        subject=made,
        body=body,
        observed_on=observed_on.isoformat(),
        files=[one._asdict() for one in found],
    )
    return made

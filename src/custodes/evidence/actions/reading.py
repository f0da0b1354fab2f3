"""Reading lists in the background: the code of `custodes assess --check`, and what would come of adding them."""

import secrets
from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction

from custodes import locks
from custodes.audit.actions import record
from custodes.errors import UserError
from custodes.evidence import checked, files, progress
from custodes.evidence.actions.laying_out import lay_out
from custodes.evidence.checked import Columns, Report
from custodes.evidence.intake import take_in
from custodes.evidence.mapping import Mapping
from custodes.evidence.models import Import
from custodes.evidence.shapes import Intake

Tell = Callable[[str, float], None]
_SHARE = 0.9
"""Of the work, reading and checking; the rest is comparing with what is held."""


class Found(NamedTuple):
    """What a reading came to, and the mapping that was used."""

    report: Report
    mapping: dict[str, Columns]


def read(import_id: int, on_progress: Tell | None = None) -> None:
    """Read and check the files of an import: it then waits for a choice, or says why it cannot be read.

    Does nothing with one that is not waiting to be read, so it can be begun again at any time.
    """
    of = Import.objects.select_related("body").get(pk=import_id)
    if of.state != Import.State.READING:
        return
    progress.forget(of.folder)
    name = secrets.token_hex(8)
    try:
        found = _find(of, name, on_progress or progress.Teller(of.folder))
    except UserError as error:
        _unreadable(of, error)
        return
    kept = name if _checked(of, found) else str(of.report.get("reading", ""))
    files.forget_readings(of.folder, but=kept)


def _find(of: Import, name: str, tell: Tell) -> Found:
    def part(what: str, share: float) -> None:
        tell(what, share * _SHARE)

    said: dict[str, Columns] = of.mapping
    intake, earlier = _take_in(of, said, part), None
    if not said:
        earlier, said = _remembered(of, intake)
        intake = _take_in(of, said, part) if said else intake
    folder = files.read_folder(of.folder, name)
    checked.store(intake, folder)
    tell("Comparing with the register", _SHARE)
    _, to_do = lay_out(of.body, folder)
    return Found(checked.report(intake, name, to_do, earlier), said)


def _take_in(of: Import, said: dict[str, Columns], tell: Tell) -> Intake:
    paths = [of.uploaded / name for name in of.files.order_by("id").values_list("name", flat=True)]
    return take_in(paths, Mapping({}, said) if any(said.values()) else None, tell)


def _remembered(of: Import, intake: Intake) -> tuple[int | None, dict[str, Columns]]:
    """What people of this body said of the same columns, when they last added such a list."""
    earlier = (
        Import.objects.filter(body=of.body, state=Import.State.ADDED).exclude(mapping={}).order_by("-pk")
    )
    columns = earlier.values_list("pk", "report", "mapping")[:50]
    return checked.remembered(checked.report(intake, "", {}, None), columns)


def _checked(of: Import, found: Found) -> bool:
    """Say what was found; False where somebody meanwhile said something else of the columns."""
    with transaction.atomic():
        held = _locked(of)
        if held is None:
            return False
        held.state, held.report, held.mapping = Import.State.CHECKED, found.report, found.mapping
        held.message = held.mend = ""
        held.save()
        counted = {name: found.report[name] for name in ("rows_in", "accepted", "rejected")}
        record(by=None, action="evidence.read_import", subject=held, body=held.body, **counted)
    return True


def _unreadable(of: Import, error: UserError) -> None:
    with transaction.atomic():
        held = _locked(of)
        if held is None:
            return
        held.state, held.message, held.mend = Import.State.UNREADABLE, error.message, error.mend
        held.save()
        record(by=None, action="evidence.read_import", subject=held, body=held.body, unreadable=error.message)


def _locked(of: Import) -> Import | None:
    """The import, where it still waits for what was just read of it."""
    held = locks.held(Import.objects.select_related("body")).get(pk=of.pk)
    same = held.state == Import.State.READING and held.mapping == of.mapping
    return held if same else None

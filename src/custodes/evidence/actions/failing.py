"""Work on imports that did not end well: a worker that died, or a mistake of ours."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from custodes import locks
from custodes.audit.actions import record
from custodes.evidence import progress
from custodes.evidence.actions.secrets_kept import remove_unkept
from custodes.evidence.models import Import, ImportFile
from custodes.evidence.uploads import INCOMING

OURS = ("This failed, and the mistake is ours.", "Nothing was added. Try again, and tell your administrator.")
DIED = (
    "The work stopped several times before its end.",
    "Nothing was added. The lists may be too large for this machine's memory: split them.",
)

STALE = 24 * 60 * 60
"""Seconds after which an upload that has not come to its end never will."""


@contextmanager
def fail(import_id: int) -> Iterator[None]:
    """Whatever goes wrong inside is said on the import, so that nobody waits for ever; then it surfaces."""
    try:
        yield
    except Exception:
        _give_up(import_id, OURS)
        raise


@transaction.atomic
def _give_up(import_id: int, why: tuple[str, str]) -> None:
    """Back to where a person can choose again, with the reason."""
    held = locks.held(Import.objects.select_related("body")).get(pk=import_id)
    if not held.working:
        return
    reading = held.state == Import.State.READING
    held.state = Import.State.UNREADABLE if reading else Import.State.CHECKED
    held.message, held.mend = why
    held.save(update_fields=["state", "message", "mend"])
    record(by=None, action="evidence.fail", subject=held, body=held.body, state=held.state, message=why[0])
    progress.forget(held.folder)


def resume_imports() -> int:
    """Queue the work that dead workers left, and remove what they left lying about; returns how many were queued.

    For the start of the worker, when nothing is being done. Can be called again: what is queued stays queued once.
    """
    for left in Path(settings.UPLOADS).glob(f"{INCOMING}*"):
        if time.time() - left.stat().st_mtime > STALE:
            shutil.rmtree(left, ignore_errors=True)
    for of in Import.objects.filter(pk__in=ImportFile.objects.filter(kept=False).values("of")):
        remove_unkept(of)
    working = Import.objects.filter(state__in=(Import.State.READING, Import.State.ADDING)).order_by("pk")
    return sum(_resume(of) for of in working)


@transaction.atomic
def _resume(of: Import) -> bool:
    from custodes.evidence import tasks

    task = tasks.read_import if of.state == Import.State.READING else tasks.add_import
    queued = DBTaskResult.objects.filter(
        task_path=task.module_path, args_kwargs={"args": [of.pk], "kwargs": {}}
    )
    last = queued.order_by("enqueued_at").last()
    if last and last.status == TaskResultStatus.READY:
        return False
    if last and last.status == TaskResultStatus.FAILED:
        _give_up(of.pk, DIED)
        return False
    task.enqueue(of.pk)
    return True

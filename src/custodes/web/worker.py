"""Does in the background what takes longer than a page may.

One works on a register at a time, so whatever is marked as running when it begins was left by one that died.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from custodes.web.processes import end_with_parent

ATTEMPTS = 3
"""How often work is begun before it counts as failed: what kills its worker must not do so for ever."""


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other worker works on this database, and keep others waiting.

    `custodes serve` holds its data folder, and so a register in a file; several may share a PostgreSQL.
    """
    from django.db import connections

    from custodes import locks

    if connections["default"].vendor != "postgresql":
        yield
        return
    holder = connections.create_connection(
        "default"
    )  # Django closes the one that is worked with now and then
    number = [locks.number("background worker")]
    with holder.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", number)
        if cursor.fetchone() == (False,):
            print("Another background worker works on this database: this one waits.", file=sys.stderr)
            cursor.execute("select pg_advisory_lock(%s)", number)
    try:
        yield
    finally:
        holder.close()


def pick_up() -> None:
    """Put work that was left unfinished back in the queue. Each kind of work can be done twice without harm."""
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    for left in DBTaskResult.objects.running():
        if len(left.worker_ids) >= ATTEMPTS:
            left.set_failed(RuntimeError(f"left unfinished by {ATTEMPTS} workers"))
        else:
            DBTaskResult.objects.filter(pk=left.pk).update(status=TaskResultStatus.READY, started_at=None)


def catch_up() -> None:
    """Have done what nobody asked for while no worker ran: imports left half way, findings older than the feeds,
    reminders of surveys whose day has come."""
    from custodes.concerns.actions import keep_looking
    from custodes.evidence.actions import resume_imports
    from custodes.survey.actions.chasing import keep_chasing

    resume_imports()
    keep_looking()
    keep_chasing()


def draw_ahead() -> None:
    """Have a body's pictures drawn as soon as its figures are worked out."""
    from django_tasks.signals import task_finished

    from custodes.web.pages.dashboard.tasks import ask_for_pictures

    task_finished.connect(ask_for_pictures)


def work() -> None:
    """Work until told to stop."""
    end_with_parent(signal.SIGKILL)
    from django.core.management import call_command

    with turn():
        pick_up()
        catch_up()
        draw_ahead()
        call_command("db_worker", queue_name="*", interval=0.5, startup_delay=False)

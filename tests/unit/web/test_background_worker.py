"""Work that was begun and not finished is taken up again, a few times."""

import pytest
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from custodes.concerns.tasks import look_for_changes
from custodes.survey.tasks import follow_reminders
from custodes.web.worker import ATTEMPTS, catch_up, pick_up

done: list[str] = []


@task()
def note(what: str) -> None:
    done.append(what)


def left_by(*workers: str) -> DBTaskResult:
    """A task that a worker began before it died."""
    note.enqueue("looked at")
    begun = DBTaskResult.objects.get()
    for worker in workers:
        begun.claim(worker)
    return begun


def work_on(task: DBTaskResult) -> None:
    """What a worker does with one task; its loop closes connections, and a test's transaction with them."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id="one that lives",
        excluded_queue_names=[],
    ).run_task(task)


@pytest.mark.django_db
def test_unfinished_work_is_done_after_a_restart() -> None:
    done.clear()
    left = left_by("one that died")
    pick_up()
    assert list(DBTaskResult.objects.ready()) == [left]
    work_on(DBTaskResult.objects.ready().get())
    left.refresh_from_db()
    assert (done, left.status) == (["looked at"], TaskResultStatus.SUCCESSFUL)


@pytest.mark.django_db
def test_work_that_kills_its_workers_is_given_up() -> None:
    left = left_by(*(f"worker {number}" for number in range(ATTEMPTS)))
    pick_up()
    left.refresh_from_db()
    assert left.status == TaskResultStatus.FAILED
    assert "left unfinished" in left.traceback


@pytest.mark.django_db
def test_at_every_start_it_is_seen_whether_findings_are_old_and_reminders_are_due() -> None:
    catch_up()
    waiting = DBTaskResult.objects.ready().values_list("task_path", flat=True)
    assert sorted(waiting) == [look_for_changes.module_path, follow_reminders.module_path]


@pytest.mark.django_db
def test_waiting_work_is_left_alone() -> None:
    note.enqueue("later")
    pick_up()
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY

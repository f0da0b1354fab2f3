"""Pictures drawn in the background: loading what draws them takes seconds, and no page waits for that."""

from typing import Any

from django_tasks import TaskResult, TaskResultStatus, task

from custodes.concerns.tasks import refresh_body
from custodes.web.pages.dashboard.pictures import draw_latest


@task()
def draw_pictures(body: int) -> None:
    """Draw those of the body's latest figures that are not there yet."""
    draw_latest(body)


def ask_for_pictures(task_result: TaskResult[Any], **_: object) -> None:
    """A receiver of `task_finished`: figures that were worked out get their pictures."""
    refreshed = task_result.task.module_path == refresh_body.module_path
    if refreshed and task_result.status == TaskResultStatus.SUCCESSFUL:
        draw_pictures.enqueue(*task_result.args, **task_result.kwargs)

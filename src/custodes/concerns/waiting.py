"""How the background work on a body's findings goes. Pure reads."""

from typing import Any

from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from custodes.concerns.models import Refresh
from custodes.concerns.tasks import refresh_body


def tasks_of(body: int) -> "QuerySet[DBTaskResult[..., Any]]":
    """Every task that was to work out the findings of a body, of the last weeks."""
    asked = {"args": [], "kwargs": {"body": body}}
    return DBTaskResult.objects.filter(task_path=refresh_body.module_path, args_kwargs=asked)


def has_failed(refresh: Refresh) -> bool:
    """Whether what was asked for has been tried since, and the last try failed."""
    tried = tasks_of(refresh.body_id).filter(finished_at__gte=refresh.asked_at)
    last = tried.order_by("finished_at").last()
    return last is not None and last.status == TaskResultStatus.FAILED

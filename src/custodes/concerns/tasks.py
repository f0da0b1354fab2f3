"""What is done in the background: see `custodes.web.worker`."""

from django_tasks import task

from custodes.audit import context


@task()
def refresh_body(body: int) -> None:
    """Work out the findings of a body again, if it is still waiting."""
    from custodes.concerns.actions.refreshing import refresh  # which enqueues this task

    with context.through("task"):
        refresh(body)

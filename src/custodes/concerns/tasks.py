"""What is done in the background: see `custodes.web.worker`."""

from django_tasks import task

from custodes.audit import context

KEPT_DAYS = 30
"""How long it is kept that background work was done."""


@task()
def refresh_body(body: int) -> None:
    """Work out the findings of a body again, if it is still waiting. What fails is tried again a few times."""
    from custodes.concerns.actions.refreshing import refresh, try_again  # which enqueue this task

    with context.through("task"):
        try:
            refresh(body)
        except Exception:
            try_again(body)
            raise


@task()
def look_for_changes() -> None:
    """Ask a refresh of every body that is not up to date with feeds, packs and the day; tidy up; look again tomorrow."""
    from custodes.concerns.actions.assessing import forget_unused
    from custodes.concerns.actions.refreshing import look_tomorrow, refresh_all

    look_tomorrow()  # before anything can go wrong with a damaged feed
    tidy()
    with context.through("task"):
        refresh_all("feeds, packs or the day have changed")
    forget_unused()


def tidy() -> None:
    """Forget sessions that have ended, and work that was done a month ago."""
    from django.core.management import call_command

    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=KEPT_DAYS, verbosity=0)

"""What is done for surveys in the background: see `custodes.web.worker`."""

from django_tasks import task

from custodes.audit import context


@task()
def follow_reminders() -> None:
    """Send the reminders that the rules of waves ask for today, and what could not be sent before; again tomorrow."""
    from custodes.survey.actions.chasing import follow_rules, look_tomorrow

    look_tomorrow()  # before anything can go wrong
    with context.through("task"):
        follow_rules()
    send_notices()


@task()
def send_mails() -> None:
    """Send the mails of waves and queries that wait; those that fail are tried again."""
    send_notices()


def send_notices() -> None:
    """Send now, and arrange the next try where something failed."""
    from custodes.survey.actions.posting import send_waiting, try_later

    if send_waiting().failed:
        try_later()

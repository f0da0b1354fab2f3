"""Having findings worked out again: asked for inside other actions, done in the background."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from custodes.access.models import Body
from custodes.audit.actions import record
from custodes.concerns.actions.assessing import Assessed, assess_products
from custodes.concerns.actions.tallying import keep, work_out
from custodes.concerns.known import known, known_and_summary
from custodes.concerns.models import Refresh, Scope, Tally
from custodes.concerns.tasks import look_for_changes, refresh_body
from custodes.concerns.waiting import tasks_of
from custodes.register.models import Device, ProductVersion

TRIED_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 10, 60))
"""How long after a failure what failed is tried again: the first time, the second, the third."""


@transaction.atomic
def ask_refresh(body: Body, why: str) -> None:
    """Have the findings of a body worked out again in the background; asked a thousand times, it is done once.

    Part of the caller's transaction: what is not committed is not asked for.
    """
    now = timezone.now()
    _, new = Refresh.objects.update_or_create(body=body, defaults={"why": why[:200], "asked_at": now})
    if new:  # a task that waits already may be begun, and find nothing asked for, before this is committed
        refresh_body.enqueue(body=body.pk)
    else:
        _queue(body.pk)


def _queue(body: int) -> None:
    """Unless that is done already; a try that waits for later does not count."""
    if not tasks_of(body).filter(pk__in=DBTaskResult.objects.ready().values("pk")).exists():
        refresh_body.enqueue(body=body)


def _waiting(path: str) -> "QuerySet[DBTaskResult[..., Any]]":
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=path)


def keep_looking() -> None:
    """Look now, and from now on daily, whether findings are older than what is known. The worker asks this at start."""
    if not _waiting(look_for_changes.module_path).filter(run_after__lte=timezone.now()).exists():
        look_for_changes.enqueue()


def look_tomorrow() -> None:
    """Look again in a day; nothing where that is arranged already."""
    if not _waiting(look_for_changes.module_path).exists():
        look_for_changes.using(run_after=timezone.now() + dt.timedelta(days=1)).enqueue()


def refresh(body: int) -> None:
    """Work out the findings of a body where that was asked for, until nobody has asked again, and nothing was pulled, meanwhile."""
    while asked := Refresh.objects.select_related("body").filter(body=body).first():
        tally = refresh_now(asked.body, asked.why)
        if tally.sources["edition"] == known().edition:  # else a feed was pulled meanwhile
            Refresh.objects.filter(pk=asked.pk, asked_at=asked.asked_at).delete()


def refresh_now(body: Body, why: str) -> Tally:
    """Assess what of a body is not assessed with what is known today, and keep how it stands. One event.

    What is known is asked once: a feed that is pulled meanwhile is not claimed. Stopped half way, it goes on
    from there the next time.
    """
    now, sources = known_and_summary()
    assessed = assess_products(unassessed(body, now.edition).values_list("pk", flat=True), now)
    worked = work_out(body, sources)
    with transaction.atomic():
        before = Tally.objects.filter(body=body, scope=Scope.ALL).order_by("-id").values_list("pk", flat=True)
        last = before.first()
        tally = keep(body, why, worked)[Scope.ALL]
        told = _told(tally, assessed) | {"changes": tally.changes.count() if tally.pk != last else 0}
        record(by=None, action="concerns.assess", subject=body, body=body, reason=why, **told)
    return tally


def try_again(body: int) -> None:
    """After a try that failed: another one later, as often as `TRIED_AFTER` has times. The next day begins anew."""
    asked = Refresh.objects.filter(body=body).first()
    if asked is None:
        return
    failed = tasks_of(body).filter(status=TaskResultStatus.FAILED, enqueued_at__gte=asked.asked_at).count()
    for wait in TRIED_AFTER[failed : failed + 1]:
        refresh_body.using(run_after=timezone.now() + wait).enqueue(body=body)


def unassessed(body: Body, edition: str) -> QuerySet[ProductVersion]:
    """The product versions of a body that were not assessed, or with something else than this edition."""
    held = Device.objects.filter(body=body, withdrawn_at=None).values("product")
    return ProductVersion.objects.filter(~Q(edition=edition) | Q(assessed_at=None), pk__in=held)


def _told(tally: Tally, assessed: Assessed) -> dict[str, Any]:
    named = ("edition", "as_of", "packs", "knowledge")
    return {
        "sources": {name: tally.sources[name] for name in named},
        "products": assessed.products,
        "products_changed": assessed.changed,
        "devices": tally.counts["estate"]["devices"],
        "rows": tally.counts["estate"]["rows"],
        "tally": tally.pk,
    }


def stale() -> list[Body]:
    """The bodies that hold devices and have not been looked at with what is known today, or not at all of them."""
    edition = known().edition
    holders = Body.objects.filter(devices__withdrawn_at=None, devices__isnull=False).distinct()
    return [body for body in holders if _edition_of(body) != edition or unassessed(body, edition).exists()]


def _edition_of(body: Body) -> str:
    last = (
        Tally.objects.filter(body=body, scope=Scope.ALL)
        .order_by("-id")
        .values_list("sources", flat=True)
        .first()
    )
    return str(last.get("edition", "")) if last else ""


def refresh_all(why: str) -> list[Body]:
    """Ask a refresh of every body that is not up to date with the feeds and packs. Returns those bodies.

    Those that wait already keep their reason. What was asked for before and never done (a worker that died) is queued again.
    """
    bodies = stale()
    waiting = set(Refresh.objects.values_list("body", flat=True))
    for body in bodies:
        if body.pk not in waiting:
            ask_refresh(body, why)
    for left in waiting:
        with transaction.atomic():
            _queue(left)
    return bodies


def run_waiting(on_body: Callable[[Body], None] = lambda body: None) -> int:
    """Work out now, in this process, everything that is waiting. Returns how many bodies that were."""
    waiting = [one.body for one in Refresh.objects.select_related("body").order_by("asked_at")]
    for body in waiting:
        on_body(body)
        refresh(body.pk)
    return len(waiting)

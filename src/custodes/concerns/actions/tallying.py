"""Keeping how a body stands: its figures, by system too, and what changed since the time before."""

from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Body
from custodes.audit.snapshot import snapshot
from custodes.concerns import figures
from custodes.concerns.actions.assessing import batches
from custodes.concerns.kinds import kinds_of
from custodes.concerns.known import summary
from custodes.concerns.models import Change, Concern, Scope, SystemConcern, SystemStanding, Tally
from custodes.register.models import Device, System

AT_ONCE = 500


class Worked(NamedTuple):
    """Every figure of a body, not yet kept."""

    sources: dict[str, Any]
    counts: dict[Scope, figures.Counts]
    by_system: figures.BySystem


def tally_body(body: Body, why: str) -> dict[Scope, Tally]:
    """Work out every figure of a body from what is stored, and keep it. The tally of each scope is returned.

    No event here: whoever calls this records why.
    """
    return keep(body, why, work_out(body, summary()))


def work_out(body: Body, sources: dict[str, Any]) -> Worked:
    """Read a body whole, as of one moment, and count. It takes seconds where there are many devices, and holds nobody up.

    `sources`: with what its devices were assessed (`known.summary`).
    """
    with snapshot():
        kinds = kinds_of(Device.objects.filter(body=body, withdrawn_at=None), body.name)
        shared = set(System.objects.filter(body=body, shared_at__isnull=False).values_list("pk", flat=True))
    lists = [known["id"] for known in sources["watchlists"]]
    held = {Scope.ALL: kinds.systems, Scope.SHARED: kinds.systems & shared}
    counts = {scope: figures.counts(kinds.of(systems), lists) for scope, systems in held.items()}
    return Worked(sources, counts, figures.by_system(kinds))


@transaction.atomic
def keep(body: Body, why: str, worked: Worked) -> dict[Scope, Tally]:
    """Put down how a body stands.

    Where no figure differs from the tally before, that one stays and says when it was looked at last, with
    what.
    """
    locks.held(Body.objects.filter(pk=body.pk)).get()  # one tally of a body at a time
    _keep_by_system(body, worked.by_system)
    return {scope: _keep(body, scope, why, worked.sources, counts) for scope, counts in worked.counts.items()}


def _keep(body: Body, scope: Scope, why: str, sources: dict[str, Any], counts: figures.Counts) -> Tally:
    last = Tally.objects.filter(body=body, scope=scope).order_by("-id").first()
    if last and last.counts == counts:
        last.looked_at, last.sources = timezone.now(), sources
        last.save(update_fields=["looked_at", "sources"])
        return last
    told = why[:200] if scope is Scope.ALL else ""  # it may be about a draft
    tally = Tally.objects.create(body=body, scope=scope, why=told, sources=sources, counts=counts)
    if last:
        _keep_changes(tally, list(figures.differences(last.counts, counts)))
    return tally


def _keep_changes(tally: Tally, found: list[figures.Difference]) -> None:
    titles = {
        (kind, concern): title
        for kind, concern, title in Concern.objects.values_list("kind", "concern", "title")
    }
    changes = [
        Change(tally=tally, title=titles.get((one.kind, one.concern), ""), **one._asdict()) for one in found
    ]
    Change.objects.bulk_create(changes, batch_size=AT_ONCE)


CONCERN = ("system_id", "technology", "concern_id", "verdict", "devices", "rows")
STANDING = ("system_id", "technology", "vulnerable", "exploited", "listed", "devices", "rows")


def _keep_by_system(body: Body, found: figures.BySystem) -> None:
    names = Concern.objects.values_list("pk", "kind", "concern")
    ids = {(kind, concern): pk for pk, kind, concern in names}
    concerns = {
        (system, technology, ids[kind, concern], verdict, devices, rows)
        for system, technology, kind, concern, verdict, devices, rows in found.concerns
    }
    _replace(SystemConcern, body, CONCERN, concerns)
    _replace(SystemStanding, body, STANDING, set(found.standings))


BySystem = TypeVar("BySystem", SystemConcern, SystemStanding)


def _replace(model: type[BySystem], body: Body, columns: tuple[str, ...], wanted: set[Any]) -> None:
    """Have the rows of a body be those wanted; only what differs is written, so that nobody waits."""
    held = {
        tuple(row[1:]): row[0] for row in model.objects.filter(system__body=body).values_list("pk", *columns)
    }
    for some in batches(pk for row, pk in held.items() if row not in wanted):
        model.objects.filter(pk__in=some).delete()
    new = [model(**dict(zip(columns, row, strict=True))) for row in sorted(wanted - held.keys())]
    model.objects.bulk_create(new, batch_size=AT_ONCE)

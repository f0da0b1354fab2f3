"""Keeping how a body stands: its figures, by system too, and what changed since the time before."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from custodes.access.models import Body
from custodes.concerns import figures
from custodes.concerns.known import summary
from custodes.concerns.models import Change, Concern, Scope, SystemConcern, SystemStanding, Tally
from custodes.concerns.tables import tables_of
from custodes.register.models import Device

if TYPE_CHECKING:
    from custodes.assessment import Assessment

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
    return keep(body, why, work_out(body))


def work_out(body: Body) -> Worked:
    """Read a body whole and count. It takes seconds where there are many devices, and holds nobody up."""
    devices = Device.objects.filter(body=body, withdrawn_at=None)
    sources = summary()
    lists = [known["id"] for known in sources["watchlists"]]
    found = tables_of(devices)
    shared = _of(found, devices.filter(system__shared_at__isnull=False))
    counts = {Scope.ALL: figures.counts(found, lists), Scope.SHARED: figures.counts(shared, lists)}
    systems = dict(devices.values_list("pk", "system_id"))
    return Worked(sources, counts, figures.by_system(found, systems))


@transaction.atomic
def keep(body: Body, why: str, worked: Worked) -> dict[Scope, Tally]:
    """Put down how a body stands.

    Where no figure differs from the tally before, that one stays and says when it was looked at last, with
    what.
    """
    Body.objects.select_for_update().get(pk=body.pk)  # one tally of a body at a time
    _keep_by_system(body, worked.by_system)
    return {scope: _keep(body, scope, why, worked.sources, counts) for scope, counts in worked.counts.items()}


def _of(found: "Assessment", devices: QuerySet[Device]) -> "Assessment":
    """The part of the tables that is about these devices."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from custodes.assessment import Assessment

    rows = pa.array(devices.values_list("pk", flat=True), pa.int64())
    kept = (table.filter(pc.is_in(table["row"], rows)) for table in found)
    return Assessment(*kept)


def _keep(body: Body, scope: Scope, why: str, sources: dict[str, Any], counts: figures.Counts) -> Tally:
    last = Tally.objects.filter(body=body, scope=scope).order_by("-id").first()
    if last and last.counts == counts:
        last.looked_at, last.sources = timezone.now(), sources
        last.save(update_fields=["looked_at", "sources"])
        return last
    tally = Tally.objects.create(body=body, scope=scope, why=why[:200], sources=sources, counts=counts)
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


def _keep_by_system(body: Body, found: figures.BySystem) -> None:
    ids = {(kind, concern): pk for pk, kind, concern in Concern.objects.values_list("pk", "kind", "concern")}
    SystemConcern.objects.filter(system__body=body).delete()
    SystemStanding.objects.filter(system__body=body).delete()
    concerns = [
        SystemConcern(
            system_id=system,
            technology=technology,
            concern_id=ids[kind, concern],
            verdict=verdict,
            devices=devices,
            rows=rows,
        )
        for system, technology, kind, concern, verdict, devices, rows in found.concerns
    ]
    columns = ("system_id", "technology", "vulnerable", "exploited", "listed", "devices", "rows")
    standings = [SystemStanding(**dict(zip(columns, one, strict=True))) for one in found.standings]
    SystemConcern.objects.bulk_create(concerns, batch_size=AT_ONCE)
    SystemStanding.objects.bulk_create(standings, batch_size=AT_ONCE)

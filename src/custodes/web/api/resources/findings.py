"""What is wrong: of a device, of a body, and by concern."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet, Sum
from ninja import Query
from pydantic import Field

from custodes.access.permissions import Permission
from custodes.access.standing import visible_systems
from custodes.concerns.models import Concern, Finding, SystemConcern
from custodes.errors import Invalid
from custodes.register.models import Device
from custodes.web.api import shown
from custodes.web.api.lists import PART, After, following
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import LARGEST, Id, Listed, Short, Shown, Slug

operation = Resource("Findings")

VERDICTS = ("affected", "unknown", "not_affected")
Kind = Literal["watchlist", "vulnerability"]
Verdict = Literal["affected", "unknown", "not_affected"]


class About(Shown):
    """A concern or advisory."""

    kind: str = Field(description="watchlist or vulnerability")
    concern: str = Field(description="CVE-2021-36260, or a list and its entry")
    title: str
    basis: str
    exploited: bool = Field(description="Known to be exploited")
    cvss: float | None
    epss: float | None
    source: str


class FindingShown(About):
    """One concern that bears on a device, with its verdict and the reasons for it."""

    device: int
    verdict: str
    inferred: bool = Field(description="Through a relabel: the hardware is another maker's")
    reasons: str


class DeviceFindings(Shown):
    """All findings of a device. An empty list is no comfort by itself: read `standing` first."""

    standing: shown.Standing
    items: list[FindingShown]


class Count(Shown):
    """Devices is the sum of quantities; rows are rows of the register."""

    devices: int
    rows: int


class ConcernShown(About):
    """A concern, and how much of what you can see in a body it bears on."""

    affected: Count
    unknown: Count
    not_affected: Count


@operation("GET", "/devices/{device}/findings", Permission.READ_REGISTER, gives=DeviceFindings)
def list_device_findings(request: Call, device: Id) -> DeviceFindings:
    """What is wrong with a device."""
    held = request.auth.device(device)
    found = held.product.findings.order_by("-kind", "concern", "pk")
    items = [_finding(held.pk, one) for one in found]
    return DeviceFindings(standing=shown.standing(held.product), items=items)


@operation("GET", "/bodies/{slug}/findings", Permission.READ_REGISTER, gives=Listed[FindingShown])
def list_findings(
    request: Call,
    slug: Slug,
    kind: Annotated[Kind | None, Query(None)] = None,
    concern: Annotated[Short, Query("", description="CVE-2021-36260")] = "",
    verdict: Annotated[Verdict | None, Query(None)] = None,
    after: After = "",
) -> Listed[FindingShown]:
    """Findings of the devices that you can see in a body, by device.

    A device without findings is not listed. Whether that is good news its `standing` says: see the devices.
    """
    devices = request.auth.devices(request.auth.body(slug))
    chosen = {
        name: value for name, value in (("kind", kind), ("concern", concern), ("verdict", verdict)) if value
    }
    device, finding = _place(after)
    first = list(islice(_findings(devices, chosen, device, finding), PART + 1))
    place = f"{first[PART - 1][0]}-{first[PART - 1][1].pk}" if len(first) > PART else ""
    items = [_finding(number, one) for number, one in first[:PART]]
    return Listed[FindingShown](items=items, next=following(request, place))


def _findings(
    devices: QuerySet[Device], chosen: dict[str, str], device: int, finding: int
) -> Iterator[tuple[int, Finding]]:
    """(device, finding) in that order, after a place; some devices at a time."""
    bearing = Finding.objects.filter(**chosen)
    held = devices.filter(product__found__in=bearing.values("of")).order_by("pk")
    while True:
        some = list(held.filter(pk__gte=device).values_list("pk", "product__found")[:PART])
        of = _by_set(bearing, {found for _, found in some})
        for number, found in some:
            yield from ((number, one) for one in of[found] if (number, one.pk) > (device, finding))
        if len(some) < PART:
            return
        device, finding = some[-1][0] + 1, 0


def _by_set(bearing: QuerySet[Finding], sets: set[int]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {number: [] for number in sets}
    for one in bearing.filter(of__in=sets).order_by("pk"):
        found[one.of_id].append(one)
    return found


def _place(after: str) -> tuple[int, int]:
    if not after:
        return 0, 0
    device, _, finding = after.partition("-")
    if not (device.isdigit() and finding.isdigit() and int(device) < LARGEST):
        raise Invalid(
            "That is no place in this list.", "Take `next` as it is given.", {"after": "Not a place"}
        )
    return int(device), int(finding)


def _finding(device: int, found: Finding) -> FindingShown:
    names = [name for name in FindingShown.model_fields if name != "device"]
    return FindingShown(device=device, **{name: getattr(found, name) for name in names})


@operation("GET", "/bodies/{slug}/concerns", Permission.READ_REGISTER, gives=Listed[ConcernShown])
def list_concerns(
    request: Call, slug: Slug, kind: Annotated[Kind | None, Query(None)] = None
) -> Listed[ConcernShown]:
    """Every concern that bears on a device you can see in a body, worst first, as of the last assessment."""
    systems = visible_systems(request.auth.standing, request.auth.body(slug))
    rows = SystemConcern.objects.filter(system__in=systems).order_by()
    rows = rows.filter(concern__kind=kind) if kind else rows
    counted = rows.values_list("concern", "verdict").annotate(n=Sum("devices"), m=Sum("rows"))
    counts: dict[int, dict[str, Count]] = {}
    for concern, verdict, devices, held in counted:
        counts.setdefault(concern, {})[verdict] = Count(devices=devices, rows=held)
    concerns = [_concern(one, counts[one.pk]) for one in _concerns(list(counts))]
    concerns.sort(key=lambda one: (-one.exploited, -one.affected.devices, -one.unknown.devices, one.concern))
    return Listed[ConcernShown](items=concerns)


def _concerns(ids: Sequence[int]) -> Iterator[Concern]:
    for start in range(0, len(ids), 500):
        yield from Concern.objects.filter(Q(pk__in=ids[start : start + 500]))


def _concern(found: Concern, counts: dict[str, Count]) -> ConcernShown:
    plain: dict[str, Any] = {name: getattr(found, name) for name in About.model_fields}
    none = Count(devices=0, rows=0)
    return ConcernShown(**plain | {verdict: counts.get(verdict, none) for verdict in VERDICTS})

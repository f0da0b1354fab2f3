"""What the registers of the bodies that a return answers for hold: a few queries, however much there is. Pure reads."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from custodes.access.models import Body
from custodes.concerns.models import Refresh
from custodes.register.models import Device, System, SystemUse
from custodes.register.terms import Connectivity, QuantityBasis, Technology
from custodes.survey.checking.held import Held, Registers, Rows, SystemHeld, Used
from custodes.survey.models import Covered, Return

UNSAID = frozenset(("", Technology.CCTV))
"""Technologies of a system that its devices may say better."""


@dataclass(frozen=True)
class Evidence:
    """What can be looked at for a return: the registers of the bodies that it answers for, which let it do so."""

    own: Body
    covered: Mapping[str, Mapping[int, str]]
    """Section to the bodies that the return answers it for: id to name."""
    registers: Registers
    _held: dict[tuple[frozenset[int], str], Held] = field(default_factory=dict, repr=False, compare=False)

    def bodies(self, section: str, without: Collection[int] = ()) -> dict[int, str]:
        """For whom a section is answered. `without`: those that answer otherwise."""
        return {pk: name for pk, name in self.covered.get(section, {}).items() if pk not in without}

    def held(self, bodies: Collection[int], technology: str) -> Held:
        """What these bodies hold of a technology; added up once for all questions that ask of it."""
        key = (frozenset(bodies), technology)
        if key not in self._held:
            self._held[key] = self.registers.of(bodies, technology)
        return self._held[key]


def evidence_of(of: Return, *, suppliers: bool = True) -> Evidence:
    """What the registers hold. `suppliers`: whether it is asked who sold the devices. At most seven queries."""
    covered: dict[str, dict[int, str]] = {}
    for section, pk, name in Covered.objects.filter(of=of).values_list("section", "body", "body__name"):
        covered.setdefault(section, {})[pk] = name
    bodies = {pk for some in covered.values() for pk in some}
    return Evidence(of.body, covered, registers_of(bodies, suppliers))


def registers_of(bodies: Collection[int], suppliers: bool = True) -> Registers:
    """The registers of some bodies, added up."""
    if not bodies:
        return Registers()
    devices = Device.objects.filter(body__in=bodies, withdrawn_at=None)
    return Registers(
        tuple(_rows(devices)),
        tuple(_systems(bodies, devices)),
        tuple(_used(bodies)),
        tuple(_suppliers(devices)) if suppliers else (),
        frozenset(Refresh.objects.filter(body__in=bodies).values_list("body", flat=True)),
    )


NUMBERS = {
    "held": Count("pk"),
    "uncounted": Count("pk", filter=Q(quantity=None)),
    "devices": Coalesce(Sum("quantity"), 0),
    "estimated": Coalesce(Sum("quantity", filter=Q(quantity_basis=QuantityBasis.ESTIMATED)), 0),
}
CONCLUDED = ("maker", "known_brand", "listed", "vulnerable")


def _rows(devices: QuerySet[Device]) -> Iterable[Rows]:
    columns = ["body", "product__technology", *(f"product__{name}" for name in CONCLUDED)]
    found = devices.order_by().values_list(*columns).annotate(**NUMBERS)
    for row in found:
        rows, uncounted, number, estimated = map(int, row[-len(NUMBERS) :])  # sums are decimals on PostgreSQL
        yield Rows(*row[: -len(NUMBERS)], rows, number + uncounted, uncounted, estimated)  # type: ignore[call-arg]


def _systems(bodies: Collection[int], devices: QuerySet[Device]) -> Iterable[SystemHeld]:
    said: dict[int, set[tuple[str, str]]] = {}
    of_devices = devices.order_by().values_list("system", "product__technology", "connectivity").distinct()
    for system, technology, way in of_devices:
        said.setdefault(system, set()).add((technology, way))
    columns = ("pk", "body", "technology", "operator", "operator_name", "connectivity", "capabilities")
    systems = System.objects.filter(body__in=bodies, withdrawn_at=None).order_by("pk")
    for pk, body, technology, operator, name, connectivity, capabilities in systems.values_list(*columns):
        of = said.get(pk, set())
        ways = {way or connectivity for _, way in of} or {connectivity}
        known = ways & set(Connectivity.values)
        technologies = {one for one, _ in of} | ({technology} if technology not in UNSAID else set())
        yield SystemHeld(
            body,
            frozenset(technologies or {technology}),
            operator,
            name,
            frozenset(known),
            ways != known,
            frozenset(capabilities),
        )


def _used(bodies: Collection[int]) -> Iterable[Used]:
    """Systems of others; those of a body that is itself answered for are in its register."""
    uses = SystemUse.objects.filter(body__in=bodies, ended_at=None, system__withdrawn_at=None)
    columns = ("body", "system__technology", "system__body__name")
    return [Used(*row) for row in uses.exclude(system__body__in=bodies).values_list(*columns)]


def _suppliers(devices: QuerySet[Device]) -> Iterable[tuple[int, str, str, int]]:
    named = devices.exclude(supplier="").order_by()
    found = named.values_list("body", "product__technology", "supplier")
    for body, technology, supplier, number, uncounted in found.annotate(
        devices=NUMBERS["devices"], uncounted=NUMBERS["uncounted"]
    ):
        yield body, technology, supplier, int(number) + uncounted


class Model(NamedTuple):
    """Devices of one brand and model, as the register calls them."""

    body: int
    technology: str
    name: str
    number: int
    listed: bool
    """Whether they are on a watchlist."""


def models_of(bodies: Collection[int]) -> list[Model]:
    """Brands and models with their numbers, the most numerous first. One query."""
    columns = ("body", *(f"product__{name}" for name in ("technology", "brand", "model", "listed")))
    devices = Device.objects.filter(body__in=bodies, withdrawn_at=None).order_by()
    found = devices.values_list(*columns).annotate(devices=NUMBERS["devices"], uncounted=NUMBERS["uncounted"])
    models = [
        Model(body, technology, f"{brand} {model}".strip(), int(number) + uncounted, listed == "affected")
        for body, technology, brand, model, listed, number, uncounted in found
        if brand or model
    ]
    return sorted(models, key=lambda one: (-one.number, one.name))

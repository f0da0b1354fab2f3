"""A register of any size in one body, through the models: what the pages are measured on.

    DJANGO_SETTINGS_MODULE=custodes.web.settings CUSTODES_DATA=FOLDER python benchmarks/web_fill.py 100000

Makes the tables, a fictional body with systems and N devices said by one list, and its surveillance lead;
assesses them with the feeds of the data folder; prints the signed-in cookie, and a device with a dozen findings.
"""

import argparse
import datetime as dt
import time
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

import django

if TYPE_CHECKING:
    from custodes.access.models import Body, Person
    from custodes.register.models import Device, System

T = TypeVar("T")
LOT = 2_000
SYSTEMS = (
    ("Town centre cameras", "cctv_external", "not_sensitive", "networked"),
    ("Custody suites", "cctv_internal", "sensitive", "closed_network"),
    ("Headquarters perimeter", "cctv_external", "sensitive", "networked"),
    ("Number-plate readers, strategic roads", "anpr", "", "cellular"),
    ("Body-worn video", "body_worn", "", "networked"),
    ("Drone unit", "drone", "", "internet"),
    ("Interview rooms", "cctv_internal", "not_sensitive", "standalone"),
    ("Car parks", "cctv", "", ""),
)
SITES = (
    "Weir Street",
    "Market Cross",
    "Canal Wharf",
    "Quarry Road",
    "North Depot",
    "Harbour Gate",
    "Mill Lane",
)


def fill(devices: int, seed: int = 2022) -> "tuple[Body, Person]":
    """A body with this many devices and its lead, in a database that has the tables. The same seed, the same register."""
    body, lead = _body()
    systems = _systems(body)
    came_in = _import(body, lead)
    rng = Random(seed)
    left = _devices(rng, body, systems, devices)
    while some := list(islice(left, LOT)):
        _add(some, came_in)
    return body, lead


def _body() -> "tuple[Body, Person]":
    from custodes.access.models import Body, Membership, Person

    body = Body.objects.create(name="Oxmere Constabulary (fictional)", slug="oxmere", fictional=True)
    lead = Person.objects.create_user("ida.marlowe@example.test", "Ida Marlowe")
    Membership.objects.create(person=lead, body=body, role="surveillance_lead")
    return body, lead


def _systems(body: "Body") -> "list[System]":
    from custodes.register.models import System

    return [
        System.objects.create(
            body=body, name=name, technology=technology, site_class=site_class, connectivity=connectivity
        )
        for name, technology, site_class, connectivity in SYSTEMS
    ]


def _import(body: "Body", lead: "Person") -> Any:
    from custodes.audit.actions import record
    from custodes.evidence.models import Import

    came_in = Import.objects.create(
        body=body, by=lead, state=Import.State.ADDED, observed_on=dt.date(2026, 2, 1)
    )
    record(by=lead, action="evidence.add_import", subject=came_in, body=body)
    return came_in


def _devices(rng: Random, body: "Body", systems: "list[System]", count: int) -> "Iterator[Device]":
    from custodes.demo.mix import products
    from custodes.register.models import Device

    held = {
        system: [p for p in products() if _technology(system) in p.technologies] or list(products())
        for system in systems
    }
    for number in range(count):
        system = rng.choice(systems)
        product = rng.choices(held[system], [p.weight for p in held[system]])[0]
        prefix = product.mac_prefix or "020000"
        yield Device(
            body=body,
            system=system,
            brand=product.brand if rng.random() > 0.03 else rng.choice(("", "various", "see installer")),
            model=product.model,
            firmware=rng.choice(product.firmware) if product.firmware and rng.random() > 0.2 else "",
            serial=f"{rng.randrange(10**9):09d}",
            mac=f"{prefix}{number % 16**6:06X}"[:12].upper(),
            ip=f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}",
            hostname=f"cam-{number:06d}",
            site=f"{rng.choice(SITES)} {rng.randrange(1, 400)}",
            quantity=1 if rng.random() > 0.05 else rng.choice((4, 12, 40)),
            quantity_basis=rng.choice(("counted", "counted", "estimated")),
        )


def _technology(system: "System") -> str:
    return "cctv_external" if system.technology == "cctv" else system.technology


def _add(devices: "list[Device]", came_in: Any) -> None:
    from custodes.audit.chain import canonical
    from custodes.evidence.models import Observation
    from custodes.register.actions import number_products
    from custodes.register.actions.devices import said_of
    from custodes.register.models import Device
    from custodes.register.products import given

    said = [{column: value for column, value in said_of(device).items() if value} for device in devices]
    wanted = [given(said_of(d), d.system.technology, d.system.site_class) for d in devices]
    for device, product in zip(devices, number_products(wanted), strict=True):
        device.product_id = product
    Device.objects.bulk_create(devices, batch_size=500)
    Observation.objects.bulk_create(
        [
            Observation(
                device=device,
                of=came_in,
                source=Observation.Source.LIST,
                observed_on=came_in.observed_on,
                file="cameras.xlsx",
                sheet="Register",
                line=device.pk,
                said=canonical(what),
            )
            for device, what in zip(devices, said, strict=True)
        ],
        batch_size=500,
    )


def cookie(person: "Person") -> str:
    """What a browser sends that is signed in with a second factor."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="custodes.access.backends.PeopleBackend")
    session = client.session
    session["second_factor"] = True
    session.save()
    return f"sessionid={session.session_key}"


def typical(body: "Body", findings: int = 12) -> "Device":
    """A device of the body with about as many findings."""
    from django.db.models import Count, F
    from django.db.models.functions import Abs

    from custodes.register.models import Device, ProductVersion

    counted = ProductVersion.objects.annotate(away=Abs(Count("found__findings") - findings))
    held = counted.filter(devices__body=body).order_by(F("away"), "pk")
    return Device.objects.filter(product=held.first()).order_by("pk")[0]


def main() -> None:
    """See above."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("devices", type=int)
    options.add_argument("--without-findings", action="store_true")
    chosen = options.parse_args()
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    with transaction.atomic():
        body, lead = fill(chosen.devices)
    print(f"{chosen.devices:,} devices in {time.perf_counter() - start:.1f} s")
    if not chosen.without_findings:
        assess(body)
    print(f"cookie: {cookie(lead)}")
    print(f"device: {typical(body).pk}")


def assess(body: "Body") -> None:
    """Findings and figures, as the background work of the service has them."""
    from custodes.concerns.actions import refresh_now

    start = time.perf_counter()
    refresh_now(body, "the benchmark")
    print(f"assessed in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()

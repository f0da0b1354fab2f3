"""What the fictional bodies truly hold, before anyone types it into a list."""

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from custodes.demo.names import COUNCIL_MIX, Body, table

FLAGGED = frozenset({"Dahua", "Dahua Technology", "Hikvision", "Honeywell", "Huawei", "NUUO", "DJI"})
"""Makers that the police survey of 2022 flagged, by the names of products.csv:
https://www.gov.uk/government/publications/police-survey-2022-responses-and-key-findings/"""

BATCHES = (4, 6, 10, 12, 15, 20, 24, 25, 30, 36, 40, 50, 60, 80, 120, 200, 250, 400, 1200)
"""Sizes of batches that are listed on one row."""

CERTAIN = frozenset({"flagged", "relabelled"})
"""Holdings that must include a flagged maker's hardware, under its own or another name."""

BATCH_TECHNOLOGIES = frozenset({"body_worn"})


class Product(NamedTuple):
    """A real product: a row of products.csv."""

    technologies: frozenset[str]
    maker: str
    brand: str
    model: str
    firmware: tuple[str, ...]
    """Version strings as the maker or a vulnerability record writes them; empty where we know none."""
    weight: float
    mac_prefix: str
    """Six hex digits registered to the hardware's maker, or ""."""


class Device(NamedTuple):
    """One unit, or a batch of `units` on one row."""

    technology: str
    product: Product
    firmware: str
    units: int


@cache
def products() -> tuple[Product, ...]:
    """Every product of products.csv."""
    return tuple(
        Product(
            frozenset(row["technologies"].split()),
            row["maker"],
            row["brand"],
            row["model"],
            tuple(row["firmware"].split("|")) if row["firmware"] else (),
            float(row["weight"]),
            row["mac_prefix"],
        )
        for row in table("products")
    )


def _is_held(product: Product, holding: str) -> bool:
    by_label, by_hardware = product.brand in FLAGGED, product.maker in FLAGGED
    match holding:
        case "clear" | "other":
            return not by_label and not by_hardware
        case "relabelled":
            return not by_label
        case "dji":
            return product.brand == "DJI"
        case "none":
            return False
        case _:
            return True


@cache
def _choices(technology: str, holding: str) -> tuple[list[Product], list[float]]:
    held = [p for p in products() if technology in p.technologies and _is_held(p, holding)]
    return held, [p.weight for p in held]


@cache
def _flagged_hardware(technology: str, holding: str) -> list[Product]:
    return [p for p in _choices(technology, holding)[0] if p.maker in FLAGGED]


def _batch(rng: Random, left: int) -> int:
    return rng.choice([size for size in BATCHES if size <= left] or [left])


def _runs(technology: str, holding: str, count: int, batches: float, rng: Random) -> Iterator[Device]:
    """`count` devices, bought a site at a time: a run of rows shares product and firmware."""
    held, weights = _choices(technology, holding)
    # the body is known for holding it, so the first purchase is one of those
    product = rng.choice(_flagged_hardware(technology, holding)) if holding in CERTAIN else None
    while count > 0:
        product = product or rng.choices(held, weights)[0]
        firmware = rng.choice(product.firmware) if product.firmware else ""
        if rng.random() < batches:
            size = _batch(rng, count)
            yield Device(technology, product, firmware, size)
        else:
            size = min(count, rng.randint(1, 12))
            yield from [Device(technology, product, firmware, 1)] * size
        count -= size
        product = None


def _council(rng: Random) -> list[Device]:
    held = [
        Device("cctv_external", product, rng.choice(product.firmware), 1)
        for brand, count in COUNCIL_MIX.items()
        for product in rng.choices(*_fixed_cameras(brand), k=count)
    ]
    rng.shuffle(held)
    return held


@cache
def _fixed_cameras(brand: str) -> tuple[list[Product], list[float]]:
    """External cameras of one brand that do not pan, by what their model numbers say."""
    moving = ("DS-2DE", "Q60")
    held, weights = _choices("cctv_external", "mixed")
    fixed = [
        (p, w)
        for p, w in zip(held, weights, strict=True)
        if p.brand == brand and not p.model.startswith(moving) and p.firmware
    ]
    return [p for p, _ in fixed], [w for _, w in fixed]


def _share(whole: float, rng: Random) -> int:
    """`whole` without its fraction, or one more as often as the fraction says."""
    return int(whole) + (rng.random() < whole % 1)


def devices(body: Body, count: int, rng: Random) -> list[Device]:
    """About `count` devices of `body`: technologies as in shares.csv, products as its holdings say."""
    if body.kind == "council":
        return _council(rng)
    shares = next(row for row in table("shares") if row["kind"] == body.kind)
    used = {
        technology: float(share)
        for technology, share in shares.items()
        if technology != "kind" and body.holdings.get(technology) != "none"
    }
    held: list[Device] = []
    for technology, share in used.items():
        holding = body.holdings.get(technology, "mixed")
        wanted = _share(count * share / sum(used.values()), rng)
        if technology == "drone":
            wanted = max(wanted, 1)
        in_batches = body.style == "thin" or technology in BATCH_TECHNOLOGIES
        held += _runs(technology, holding, wanted, 1.0 if in_batches else 0.02, rng)
    return held

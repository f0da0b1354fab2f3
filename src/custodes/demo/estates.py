"""From fictional bodies to files: plan each estate, lay it out, write it."""

from pathlib import Path
from random import Random
from typing import NamedTuple

from custodes.demo.layout import sheets
from custodes.demo.mistakes import Row, habits, typed_row
from custodes.demo.mix import devices as held_devices
from custodes.demo.names import COUNCIL_MIX, Body, bodies
from custodes.demo.writers import FORMATS


class Estate(NamedTuple):
    """One body's list, as it would be typed."""

    body: Body
    rows: list[Row]

    @property
    def devices(self) -> int:
        """How many devices the rows tell of."""
        return sum(row.devices for row in self.rows)


def _rng(seed: int, body: Body, purpose: str) -> Random:
    # seeded by text: one body's rows stay the same when another body changes
    return Random(f"{seed}/{body.name}/{purpose}")


def plan_estates(devices: int, seed: int) -> list[Estate]:
    """Every body's rows, together about `devices` devices; the same for the same two numbers."""
    shared = max(0, devices - sum(COUNCIL_MIX.values()))
    sizes = sum(body.size for body in bodies())
    return [_estate(body, round(shared * body.size / sizes), seed) for body in bodies()]


def _estate(body: Body, count: int, seed: int) -> Estate:
    held = held_devices(body, count, _rng(seed, body, "holdings"))
    rng = _rng(seed, body, "typing")
    way = habits(body, rng)
    return Estate(body, [typed_row(device, number, body, way, rng) for number, device in enumerate(held, 1)])


def make_estates(folder: Path, *, devices: int = 60_000, seed: int = 2022) -> list[Path]:
    """Write one file per fictional body under `folder` and return their paths, by body.

    `devices` is the number of devices all rows tell of together, batches counted by their quantity
    (within 2% from 2,000 up; the council always has its 557). The same `devices` and `seed` give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for estate in plan_estates(devices, seed):
        suffix, write = FORMATS[estate.body.format]
        path = folder / f"fictional-{estate.body.slug}{suffix}"
        write(path, sheets(estate.body, estate.rows, _rng(seed, estate.body, "layout")))
        written.append(path)
    return written

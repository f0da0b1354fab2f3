"""The fictional bodies, and the tables of this folder that everything else draws from."""

import csv
import io
from functools import cache
from importlib import resources
from random import Random
from typing import NamedTuple

FICTIONAL_NOTICE = (
    "FICTIONAL: every body named here is fictional and its estate is made up for demonstration. "
    "No row says anything about equipment that any real body holds."
)

COUNCIL_MIX = {"Hikvision": 551, "Axis": 6}
"""Fixed cameras by brand of the fictional council: 557, 99% and 1% (docs/how-to/demo.md has the source)."""


class Body(NamedTuple):
    """One fictional body and the shape of its inventory: a row of bodies.csv."""

    name: str
    kind: str
    """territorial, garrison, transport, nuclear, agency or council: the columns of shares.csv."""
    size: int
    """Its share of all devices, against the sizes of the others."""
    format: str
    """A key of `writers.FORMATS`."""
    style: str
    """A row of headings.csv; "thin" is a body without a proper inventory."""
    holdings: dict[str, str]
    """Technology to what is held: flagged, clear, relabelled, dji, other, mixed, none."""

    @property
    def slug(self) -> str:
        """The name as it stands in a file name."""
        return "-".join(self.name.removesuffix(" (fictional)").lower().split())


class Weighted(NamedTuple):
    """Texts to draw from, with how common each is."""

    texts: list[str]
    weights: list[float]

    def draw(self, rng: Random) -> str:
        """One of the texts, as often as its weight says."""
        return rng.choices(self.texts, self.weights)[0]


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `name`.csv of this folder, in file order."""
    text = (resources.files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


@cache
def bodies() -> tuple[Body, ...]:
    """47 police-like bodies (43 territorial forces, four national), then the council."""
    technologies = ("cctv_external", "cctv_internal", "anpr", "drone")
    return tuple(
        Body(
            row["body"],
            row["kind"],
            int(row["size"]),
            row["format"],
            row["style"],
            {technology: row[technology] for technology in technologies},
        )
        for row in table("bodies")
    )


@cache
def typed(name: str, key: str, value: str) -> Weighted:
    """What people type for `value` of column `key` in `name`.csv; the value itself where none is listed."""
    rows = [row for row in table(name) if row[key] == value]
    if not rows:
        return Weighted([value], [1.0])
    text = next(column for column in rows[0] if column not in (key, "weight"))
    return Weighted([row[text] for row in rows], [float(row.get("weight") or 1) for row in rows])


@cache
def no_answers(names_makers: bool) -> Weighted:
    """What people type for a maker when they do not know it; with `names_makers`, also "X or Y"."""
    rows = [row for row in table("no_answers") if names_makers or row["names_makers"] == "no"]
    return Weighted([row["typed"] for row in rows], [float(row["weight"]) for row in rows])


@cache
def places(technology: str) -> tuple[dict[str, str], ...]:
    """Where devices of `technology` hang: rows with a `place` and whether it is `sensitive` (yes, no)."""
    return tuple(row for row in table("places") if row["technology"] == technology)

"""Who makes the hardware that a brand puts its name on, where that has been published."""

import datetime as dt
import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from custodes import packs
from custodes.identity.compare.text import model_key


class Relabel(NamedTuple):
    """One published row. `pattern` is None where it is known of the brand only, not of which models."""

    maker: str
    maker_model: str
    pattern: re.Pattern[str] | None
    since: str
    until: str
    source: str


def by_model(brand: str, model: str, as_of: dt.date | None = None) -> list[Relabel]:
    """The rows that say who makes this very model of `brand` (a canonical name)."""
    code = model_key(model)
    rows = _of(brand)
    return [r for r in rows if r.pattern and r.pattern.match(code) and _begun(r, as_of)] if code else []


def by_brand(brand: str, as_of: dt.date | None = None) -> list[Relabel]:
    """Every row of `brand`: whose hardware its name has been on."""
    return [r for r in _of(brand) if _begun(r, as_of)]


def _begun(row: Relabel, as_of: dt.date | None) -> bool:
    """Whether the relabelling had begun by then. That it has ended says nothing: devices outlive it."""
    return as_of is None or not row.since or row.since <= as_of.isoformat()[: len(row.since)]


def _of(brand: str) -> list[Relabel]:
    return _rows().get(brand, [])


@cache
def _rows() -> dict[str, list[Relabel]]:
    rows: dict[str, list[Relabel]] = defaultdict(list)
    for row in packs.table("relabels"):
        pattern = re.compile(row["model_pattern"]) if row["model_pattern"] else None
        rows[row["brand"]].append(
            Relabel(row["maker"], row["maker_model"], pattern, row["from"], row["to"], row["source"])
        )
    return dict(rows)

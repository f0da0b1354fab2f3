"""What is worked out before rows are added, so that the transaction is short."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from custodes.evidence import files, rows
from custodes.evidence.actions.laying_out import lay_out, systems
from custodes.evidence.merging import ANEW, Plan, name_key
from custodes.evidence.models import Import
from custodes.register.actions import number_products
from custodes.register.columns import columns_of
from custodes.register.products import Given, given
from custodes.register.projection import BLANK


def numbers_of(of: Import) -> dict[Given, int]:
    """Product versions of the rows, numbered beforehand: one that no device has yet harms nobody.

    It is a third of the work, and while the rest of it lasts, SQLite lets nobody else write.
    """
    plan, _ = lay_out(of.body, files.kept(of.folder, of.report))
    there, found = systems(of.body), dict[Given, int]()
    homes = [there.get(name_key(home.name), home) for home in plan.homes]
    targets = iter(plan.targets)
    for some in rows.accepted(files.kept(of.folder, of.report) / files.ACCEPTED):
        wanted = dict[Given, None]()
        for target, row in zip(islice(targets, len(some)), some, strict=True):
            if target < 0:
                home = homes[plan.home_of[ANEW - target]]
                columns = BLANK | columns_of(rows.said(row))
                wanted[given(columns, home.technology, getattr(home, "site_class", ""))] = None
        unseen = [one for one in wanted if one not in found]
        found |= dict(zip(unseen, number_products(unseen), strict=True))
    return found


def spoken_of_twice(reading: Path, plan: Plan) -> dict[int, list[dict[str, Any]]]:
    """What every row says of the new devices that several rows speak of."""
    if not plan.again:
        return {}
    mentions = Counter(target for target in plan.targets if target < 0)
    several = {target for target, count in mentions.items() if count > 1}
    found: dict[int, list[dict[str, Any]]] = {}
    for target, row in zip(plan.targets, _each(rows.accepted(reading / files.ACCEPTED)), strict=True):
        if target in several:
            found.setdefault(target, []).append(rows.said(row))
    return found


def _each(batches: Iterable[list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch

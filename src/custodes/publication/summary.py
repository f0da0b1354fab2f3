"""The counts that summary.json, the terminal and the report share."""

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from custodes.publication import estate, estate_figures

VERDICTS = ("affected", "unknown", "not_affected")
STANDINGS = (*VERDICTS, "not_covered", "not_identified")
STATUSES = ("identified", "ambiguous", "not_an_answer", "unknown")
COVERAGES = ("covered", "not_covered", "not_identified")

Count = dict[str, int]
"""{"devices": sum of quantity, "rows": rows of the register}."""


def counts(identifications: pa.Table, findings: pa.Table, lists: Sequence[str] = ()) -> dict[str, Any]:
    """Every figure of an assessment, as `docs/reference/outputs.md` lists them under summary.json.

    Each is {"devices", "rows"}: devices is the sum of `quantity` (a row without one counts once), rows
    the rows of the register. The denominator is `estate` unless the figure stands under a maker,
    technology or body, where it is that subject's own `devices`. `lists` are the ids of the watchlists
    that were asked, so that one which found nothing is counted too.
    """
    with estate.opened(identifications, findings) as engine:
        estate_figures.prepare(engine, lists)
        return _arranged(estate_figures.totals(engine)) | _facts(engine, estate.weighed(identifications))


def _arranged(totals: estate_figures.Totals) -> dict[str, Any]:
    whole = totals.get("estate", {}).get("", {})
    return {
        "units": {"devices": "sum of quantity", "rows": "rows of the register", "denominator": "estate"},
        "estate": _count(whole.get("devices")),
        "identification": _by(totals.get("status", {}).get("", {}), STATUSES),
        "conflicts": _count(totals.get("conflict", {}).get("", {}).get("devices")),
        "gaps": _by(totals.get("gap", {}).get("", {}), ("no_maker", "no_model", "no_firmware", "undecided")),
        "coverage": _by(totals.get("coverage", {}).get("", {}), COVERAGES),
        "watchlists": _by(whole, VERDICTS, "listed_"),
        "vulnerabilities": _by(whole, STANDINGS, "vulnerable_"),
        "exploited": _by(whole, ("affected", "unknown"), "exploited_"),
        "by_list": {name: _by(found, VERDICTS) for name, found in totals.get("list", {}).items()},
        "by_entry": {name: _by(found, VERDICTS) for name, found in totals.get("watchlist", {}).items()},
        "by_vulnerability": {
            name: _by(found, VERDICTS) for name, found in totals.get("vulnerability", {}).items()
        },
        "by_maker": {
            name or "not known": _standing(found) for name, found in totals.get("maker", {}).items()
        },
        "by_technology": {
            name or "not given": _standing(f) for name, f in totals.get("technology", {}).items()
        },
        "by_body": {name or "not given": _standing(found) for name, found in totals.get("body", {}).items()},
    }


def _standing(found: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """One maker's, technology's or body's share, with its own denominator under `devices`."""
    return {
        "devices": _count(found.get("devices")),
        "watchlists": _by(found, VERDICTS, "listed_"),
        "vulnerabilities": _by(found, STANDINGS, "vulnerable_"),
        "exploited": _by(found, ("affected", "unknown"), "exploited_"),
    }


def _by(found: dict[str, tuple[int, int]], measures: tuple[str, ...], prefix: str = "") -> dict[str, Count]:
    return {measure: _count(found.get(prefix + measure)) for measure in measures}


def _count(pair: tuple[int, int] | None) -> Count:
    devices, rows = pair or (0, 0)
    return {"devices": devices, "rows": rows}


FACTS = """
select (select count(distinct body) from cell where body <> ''), (select count(*) from grouped),
       (select {uncounted} from identification),
       (select coalesce(sum("rows" * n), 0)::bigint from grouped join (select grp, count(*) as n from found group by grp) using (grp))
"""


def _facts(engine: duckdb.DuckDBPyConnection, weighed: bool) -> dict[str, int]:
    """Kinds of device (`estate.opened`) say in `uncounted` how many of their rows have no quantity."""
    uncounted = "coalesce(sum(uncounted), 0)::bigint" if weighed else "count(*) filter (quantity is null)"
    found = engine.execute(FACTS.format(uncounted=uncounted)).fetchone() or (0, 0, 0, 0)
    return dict(zip(("bodies", "groups", "rows_without_quantity", "findings"), found, strict=True))

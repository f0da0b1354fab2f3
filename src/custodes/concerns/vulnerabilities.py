"""Which advisories bear on which product versions, and what is concluded of each.

Distinct products and versions come in; devices are not seen here. `matching` turns texts into numbers, the engine
joins numbers (`expressions`), `reasons` turns what was joined back into words.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa
from ibis.backends import BaseBackend

from custodes.concerns import expressions
from custodes.concerns.index import Index
from custodes.concerns.matching import VERSIONS, Product, tables
from custodes.concerns.reasons import Said, explain
from custodes.identity.conclusion import Attribution

VERDICTS = ("not_affected", "unknown", "affected")


class Version(NamedTuple):
    """One distinct product version: who made it by which conclusion, with what firmware and hardware."""

    attributions: tuple[Attribution, ...]
    firmware: str
    hardware: str


class Result(NamedTuple):
    """`findings`: version_id, concern, title, verdict, basis, inferred, exploited, cvss, epss, reasons,
    source. `coverage`: one of covered, not_covered, not_identified for each version, in order."""

    findings: pa.Table
    coverage: list[str]


def assess(engine: BaseBackend, index: Index, given: Sequence[Version]) -> Result:
    """Every advisory that bears on each version, with its verdict and reasons."""
    numbers: dict[Product, int] = {}
    asked = [(numbers.setdefault(v.attributions, len(numbers)), v.firmware, v.hardware) for v in given]
    columns = zip(*asked, strict=True) if asked else ((),) * len(VERSIONS)
    arrays = [pa.array(column, type_) for column, type_ in zip(columns, VERSIONS.types, strict=True)]
    return assess_table(engine, index, list(numbers), pa.table(arrays, schema=VERSIONS))


def assess_table(
    engine: BaseBackend, index: Index, products: Sequence[Product], versions: pa.Table
) -> Result:
    """The same of products and a table of their versions (`matching.VERSIONS`)."""
    ready = tables(index, products, versions)
    names = ("versions", "applicability", "claims", "readings")
    parts = (ready.versions, ready.applicability, index.claims, ready.readings)
    loaded = [engine.create_table(n, t, overwrite=True, temp=True) for n, t in zip(names, parts, strict=True)]
    placed = engine.create_table("placed", expressions.placed(*loaded), overwrite=True, temp=True)
    concluded = expressions.verdicts(placed).order_by("version_id", "advisory_id")
    heard = placed.order_by("version_id", "advisory_id", "source", "claim_id")
    findings = _findings(
        index, versions["firmware"].to_pylist(), engine.to_pyarrow(concluded), engine.to_pyarrow(heard)
    )
    return Result(findings, ready.coverage.to_pylist())


def _findings(index: Index, firmwares: Sequence[str], concluded: pa.Table, heard: pa.Table) -> pa.Table:
    rows = [_row(index, firmwares[v["version_id"]], v, said) for v, said in _paired(concluded, heard)]
    about = index.advisories.take(concluded["advisory_id"])
    basis, reasons, urls = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "version_id": concluded["version_id"],
            "concern": about["advisory"],
            "title": about["title"],
            "verdict": pa.array([VERDICTS[v] for v in concluded["verdict"].to_pylist()], pa.string()),
            "basis": pa.array(basis, pa.string()),
            "inferred": concluded["inferred"],
            "exploited": about["kev_added"].is_valid(),
            "cvss": about["cvss"],
            "epss": about["epss"],
            "reasons": pa.array(reasons, pa.string()),
            "source": pa.array(urls, pa.string()),
        }
    )


def _paired(concluded: pa.Table, heard: pa.Table) -> Iterator[tuple[dict[str, Any], list[tuple[Any, ...]]]]:
    """Each verdict with the placed claims it came from; both tables are in the same order."""
    columns = [heard[c].to_pylist() for c in heard.column_names]
    groups = groupby(zip(*columns, strict=True), key=lambda row: (row[0], row[1]))
    for verdict, (key, said) in zip(concluded.to_pylist(), groups, strict=True):
        if key != (verdict["version_id"], verdict["advisory_id"]):
            raise AssertionError(f"verdict and evidence are out of step at {key}")
        yield verdict, list(said)


def _row(
    index: Index, firmware: str, verdict: dict[str, Any], heard: Sequence[tuple[Any, ...]]
) -> tuple[str, str, str]:
    said = []
    for _, _, claim, source, certain, inferred, level in heard:
        words = {**index.said[claim]}
        said.append(Said(source, level, certain, inferred, claimed=words.pop("level"), **words))
    return explain(verdict["verdict"], verdict["disagree"], verdict["inferred"], firmware, said)

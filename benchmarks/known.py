"""1,000 to 100,000 rows against every CVE in ../shared/data: matching only, beside two other ways.

Rows are already identified: maker, model, firmware. They name products that the records list, with the listed
version or one near it, so nearly every row has something to find; of the triples about 870 in 1,000 rows are distinct,
5,200 in 10,000 and 16,000 in 100,000. Knowledge is compiled and indexed beforehand; whatever depends on the rows is timed.

    ours     arrow table of rows -> table of (row, advisory, verdict), every advisory that bears on the row
    sqlite   an indexed table of CPE ranges; for each row SELECT by vendor and product, compare in Python.
             It is handed the exact CPE names, which nobody has in real life
    cve_bin  `cve-bin-tool --offline` (PyPI) on a CSV of the same rows with exact CPE names, its database filled
             by its own code from the same records; its start-up (a run of one row) is taken off

Run: python benchmarks/run.py known [--sizes 1000 10000 100000]
"""

import csv
import json
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import measure
from measure import SHARED, Failed, Measured, Row, alternately, clocked, once, prepared

SIZES = (1_000, 10_000, 100_000)
RECORDS = SHARED / "data" / "nvd" / "camera_cves.jsonl"
SEED = 2022
CVE_BIN_TARGET, SQLITE_TARGET = 1_600, 5
BOUNDS = ("versionStartIncluding", "versionStartExcluding", "versionEndIncluding", "versionEndExcluding")


class Range(NamedTuple):
    """One vulnerable CPE match of a record."""

    cve: str
    vendor: str
    product: str
    version: str
    bounds: tuple[str | None, ...]
    """In the order of `BOUNDS`."""


class Asked(NamedTuple):
    """One row, as we are asked (maker and model) and as the others are (CPE names)."""

    maker: str
    model: str
    firmware: str
    vendor: str
    product: str


def records() -> list[dict[str, Any]]:
    """The records of ../shared/data. Raises `Failed` where they are not there."""
    if not RECORDS.exists():
        raise Failed(f"known needs {RECORDS}")
    return [json.loads(line) for line in RECORDS.read_text(encoding="utf-8").splitlines()]


def ranges() -> list[Range]:
    """Every vulnerable match of every record."""
    matches = (
        (record["id"], match)
        for record in records()
        for configuration in record.get("configurations") or []
        for node in configuration["nodes"]
        for match in node["cpeMatch"]
        if match["vulnerable"]
    )
    found = []
    for cve, match in matches:
        vendor, product, version = re.split(r"(?<!\\):", match["criteria"])[3:6]
        found.append(Range(cve, vendor, product, version, tuple(match.get(name) for name in BOUNDS)))
    return found


def rows(size: int) -> list[Asked]:
    """The rows; the same for the same size."""
    from custodes.concerns.claims import makers_of

    rng = random.Random(SEED)
    usable = [r for r in ranges() if len(makers_of(r.vendor)) == 1]
    found: list[Asked] = []
    while len(found) < size:
        r = rng.choice(usable)
        version = next((b for b in r.bounds if b), "" if r.version in "*-" else r.version).replace("\\", "")
        model = re.sub(r"_firmware$", "", r.product.replace("\\", "")).replace("_", " ").upper()
        found.append(Asked(makers_of(r.vendor)[0], model, _near(rng, version) or "1.0", r.vendor, r.product))
    return found


def _near(rng: random.Random, version: str) -> str:
    """The version, or with its last number changed a little."""
    match = re.fullmatch(r"(.*?)(\d+)", version)
    if match is None or rng.random() < 0.3:
        return version
    return f"{match[1]}{max(0, int(match[2]) + rng.randint(-9, 9))}"


def ours(size: int) -> dict[str, Any]:
    """Custodes: number the distinct triples, match and read them, join, and go back to the rows."""
    import pyarrow as pa

    from custodes import clock
    from custodes.assessment import sources
    from custodes.concerns import expressions, matching
    from custodes.concerns.engines import connect
    from custodes.concerns.feeds.store import open_store
    from custodes.concerns.index import Index
    from custodes.identity.conclusion import Attribution
    from workbook import compiled

    asked = rows(size)
    index = Index(sources(open_store(compiled()), clock.today()).knowledge)
    columns = zip(*((a.maker, a.model, a.firmware) for a in asked), strict=True)
    given = pa.table(dict(zip(("maker", "model", "firmware"), map(list, columns), strict=True)))
    engine = connect()
    engine.con.execute("select 1").fetchall()
    told: dict[str, Any] = {}
    with clocked(told):
        engine.con.register("given", given)
        engine.con.execute(
            "create temp table product as select (row_number() over ()) - 1 as product_id, * "
            "from (select distinct maker, model from given)"
        )
        engine.con.execute(
            "create temp table asked as select (row_number() over ()) - 1 as version_id, * from "
            "(select distinct product_id::int as product_id, firmware, '' as hardware from given "
            "join product using (maker, model))"
        )
        pairs = engine.con.execute("select maker, model from product order by product_id").fetchall()
        products = [(Attribution(maker, "direct", True, model, ""),) for maker, model in pairs]
        versions = engine.con.sql(
            "select product_id, firmware, hardware from asked order by version_id"
        ).to_arrow_table()
        ready = matching.tables(index, products, versions)
        parts = {
            "versions": ready.versions,
            "applicability": ready.applicability,
            "claims": index.claims,
            "readings": ready.readings,
        }
        tables = [engine.create_table(name, part, temp=True) for name, part in parts.items()]
        engine.create_table("verdict", expressions.verdicts(expressions.placed(*tables)), temp=True)
        found = engine.con.sql(
            "select row_number() over () as row, advisory_id, verdict from given join product using (maker, model) "
            "join asked using (product_id, firmware) join verdict using (version_id)"
        ).to_arrow_table()
    affected = sum(verdict == 2 for verdict in found["verdict"].to_pylist())
    return {**told, "found": found.num_rows, "affected": affected, "distinct": len(versions)}


def _numbers(version: str) -> list[tuple[int, str]]:
    """A version as numbers and the letters after them: what a simple look-up compares by."""
    return [(int(n), rest) for n, rest in re.findall(r"(\d+)([^\d.]*)", version)]


def _inside(version: list[tuple[int, str]], bounds: Sequence[str | None]) -> bool:
    from_, after, to, before = (_numbers(bound) if bound else None for bound in bounds)
    return not (
        (from_ is not None and version < from_)
        or (after is not None and version <= after)
        or (to is not None and version > to)
        or (before is not None and version >= before)
    )


def sqlite(size: int) -> dict[str, Any]:
    """An indexed look-up of CPE ranges, row by row."""
    asked = rows(size)
    base = sqlite3.connect(":memory:")
    base.execute(f"create table range (cve, vendor, product, version, {', '.join(BOUNDS)})")
    base.executemany("insert into range values (?,?,?,?,?,?,?,?)", [(*r[:4], *r.bounds) for r in ranges()])
    base.execute("create index by_product on range (vendor, product)")
    query = f"select cve, version, {', '.join(BOUNDS)} from range where vendor = ? and product = ?"
    told: dict[str, Any] = {}
    found = set()
    with clocked(told):
        for number, row in enumerate(asked):
            version = _numbers(row.firmware)
            for cve, exact, *bounds in base.execute(query, (row.vendor, row.product)):
                if exact == row.firmware or (exact == "*" and _inside(version, bounds)):
                    found.add((number, cve))
    return {**told, "affected": len(found)}


FILL = """
import json, sys
from cve_bin_tool.cvedb import CVEDB
from cve_bin_tool.data_sources.nvd_source import NVD_Source
records = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
for record in records:
    record.setdefault("published", "")
    record["published"] = record["published"] or ""
    record["configurations"] = record.get("configurations") or []
    if not {"cvssMetricV31", "cvssMetricV30", "cvssMetricV2"} & set(record.get("metrics") or {}):
        record["metrics"] = {"cvssMetricV31": [{"cvssData": {"baseScore": 0, "baseSeverity": "NONE"}}]}
base = CVEDB(sources=[], version_check=False)
base.dbpath.parent.mkdir(parents=True, exist_ok=True)
base.init_database()
base.data = [(NVD_Source().format_data_api2([{"cve": record} for record in records]), "NVD")]
base.populate_db()
base.create_exploit_db()
"""


def cve_bin_home() -> Path:
    """A home folder whose cve-bin-tool database holds the same records, put there by its own code."""

    def fill(home: Path) -> None:
        home.mkdir(parents=True)
        _run([sys.executable, "-c", FILL, str(RECORDS)], home)

    return prepared("cve-bin-tool-home", fill)


def _run(command: Sequence[str], home: Path, fine: Sequence[int] = (0,)) -> None:
    done = subprocess.run(command, env={**os.environ, "HOME": str(home)}, capture_output=True, text=True)
    if done.returncode not in fine:
        raise Failed(f"{command[0]} ended with {done.returncode}: {(done.stdout + done.stderr)[-800:]}")


def cve_bin(size: int) -> dict[str, Any]:
    """`cve-bin-tool --offline` on a file of the rows; seconds less its start-up. Peak memory is that process's."""
    asked, home = rows(size), cve_bin_home()
    with tempfile.TemporaryDirectory() as folder:
        whole, found = _cve_bin_seconds(asked, home, Path(folder))
        start, _ = _cve_bin_seconds(asked[:1], home, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {"seconds": whole - start, "affected": found, "start": start, "peak_mb": peak}


def _cve_bin_seconds(asked: Sequence[Asked], home: Path, folder: Path) -> tuple[float, int]:
    given, out = folder / f"{len(asked)}.csv", folder / f"{len(asked)}.json"
    with given.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["vendor", "product", "version"])
        writer.writerows((a.vendor, a.product, a.firmware) for a in asked)
    command = [sys.executable, "-m", "cve_bin_tool.cli", "--offline", "-f", "json", "-o", str(out)]
    start = time.perf_counter()
    _run([*command, "-i", str(given)], home, fine=range(0, 2))
    seconds = time.perf_counter() - start
    return seconds, len(json.loads(out.read_text(encoding="utf-8"))) if out.exists() else 0


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {"ours": ours, "sqlite": sqlite, "cve_bin": cve_bin}


def run(sizes: Sequence[int] | None) -> list[Row]:
    """Ours beside the look-up and, once, cve-bin-tool."""
    from workbook import compiled

    compiled()
    return [row for size in sizes or SIZES for row in _rows(size)]


def _rows(size: int) -> Iterator[Row]:
    mine, floor = alternately("known", ("ours", "sqlite"), size)
    for name, other, times in (
        ("sqlite look-up", floor, SQLITE_TARGET),
        ("cve-bin-tool", _cve_bin_or_why(size), CVE_BIN_TARGET),
    ):
        if isinstance(other, Failed):
            yield Row(
                f"rows to verdicts, beside {name}",
                size,
                mine,
                None,
                f"{times:,}x its rows/s",
                None,
                str(other),
            )
            continue
        reached = other.seconds / mine.seconds >= times
        note = f"ours {_rate(size, mine)} ({mine.told['distinct']:,} distinct); {name} {_rate(size, other)}"
        if "start" in other.told:
            note += f", less its start-up of {other.told['start']:.1f} s"
        yield Row(
            f"rows to verdicts, beside {name}", size, mine, other, f"{times:,}x its rows/s", reached, note
        )


def _rate(size: int, found: Measured) -> str:
    return f"{size / found.seconds:,.0f} rows/s, {found.told['affected']:,} affected"


def _cve_bin_or_why(size: int) -> Measured | Failed:
    try:
        return once("known", "cve_bin", size)
    except Failed as failure:
        return Failed(f"cve-bin-tool could not be run, so nothing is said of it: {failure}")


if __name__ == "__main__":
    measure.main(PARTS)

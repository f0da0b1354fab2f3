"""Verdicts for every device at 20 thousand to 21 million devices, beside bare DuckDB SQL on the same estate.

The estate is made here: `TRIPLES` distinct maker, model and firmware texts at full size, drawn with a skew
(few products are very common), and `RANGES` claims over the same products. Two questions are timed:

- text: a parquet file of text columns -> the worst verdict of every device. Ours reads the distinct texts,
  matches models, reads firmware, joins, and goes back to the devices. The floor is handed the versions already
  keyed and does the same join and compare in SQL.
- ids: the same with the product-version id already on every row, and versions matched and read as a register keeps
  them (the claims changed, the register did not). Ours judges every version anew and gathers. The floor reads the id
  column and gathers a verdict that is already there.

Run: python benchmarks/run.py engine --sizes 20000 200000 2000000 21000000
"""

import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from custodes.concerns import expressions, matching
from custodes.concerns.engines import connect
from custodes.concerns.index import Index
from custodes.concerns.knowledge import ADVISORIES, CLAIMS, Knowledge
from custodes.concerns.matching import Product
from custodes.identity.conclusion import Attribution
from custodes.register import versions

FULL, TRIPLES, RANGES = 21_000_000, 240_000, 300_000
MAKERS = (
    "Hikvision",
    "Dahua Technology",
    "Axis Communications",
    "Hanwha Vision",
    "Uniview",
    "Sony",
    "VIVOTEK",
)
SEED = 2022


def scaled(whole: int, devices: int) -> int:
    """How many distinct things an estate of this size has: all of them from two million devices up."""
    return max(1000, min(whole, whole * devices // 2_000_000))


def firmware(rng: random.Random) -> str:
    return f"{rng.randint(1, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 400)}"


def make_triples(devices: int) -> list[tuple[str, str, str]]:
    """Distinct (maker, model, firmware) texts: about four firmwares to a model."""
    rng = random.Random(SEED)
    found: dict[tuple[str, str, str], None] = {}
    wanted = scaled(TRIPLES, devices)
    while len(found) < wanted:
        maker, model = (
            rng.choice(MAKERS),
            f"{rng.choice('ABCDEFGH')}Z-{rng.randint(1, wanted // 4)}-{rng.choice('KLMN')}",
        )
        for _ in range(rng.randint(1, 7)):
            found[maker, model, firmware(rng) if rng.random() < 0.9 else ""] = None
    return list(found)[:wanted]


def make_knowledge(triples: list[tuple[str, str, str]], devices: int) -> Knowledge:
    """Claims over the products of the estate, as the compiler of feeds would make them."""
    rng = random.Random(SEED + 1)
    products = sorted({triple[:2] for triple in triples})
    columns: list[list[Any]] = [[] for _ in CLAIMS]
    names = [f"CVE-2020-{n:05}" for n in range(max(50, scaled(RANGES, devices) // 60))]
    for _ in range(scaled(RANGES, devices)):
        maker, product = rng.choice(products)
        low, high = sorted((firmware(rng), firmware(rng)))
        found = versions.interval(maker, low=low, low_inclusive=True, high=high, high_inclusive=False)
        if found:
            row = (
                maker,
                product.lower(),
                rng.choice(names),
                "nvd",
                2,
                *found,
                "",
                f"from {low} before {high}",
                "",
            )
            for column, value in zip(columns, row, strict=True):
                column.append(value)
    claims = pa.table([pa.array(c, t) for c, t in zip(columns, CLAIMS.types, strict=True)], schema=CLAIMS)
    advisories = pa.Table.from_pylist(
        [{"advisory": name, "title": name} for name in names], schema=ADVISORIES
    )
    return Knowledge(claims, advisories, "benchmark")


def write_devices(
    triples: list[tuple[str, str, str]], devices: int, path: Path, catalogue_path: Path
) -> None:
    """The estate as text, and with the ids a register would hold."""
    maker, model, fw = zip(*triples, strict=True)
    catalogue = pa.table(
        {
            "version_id": pa.array(range(len(triples)), pa.int32()),
            "maker": maker,
            "model": model,
            "firmware": fw,
        }
    )
    with duckdb.connect() as engine:
        engine.register("catalogue", catalogue)
        engine.execute(f"copy catalogue to '{catalogue_path}' (format parquet)")
        engine.execute(
            f"copy (select version_id, maker, model, firmware from (select least({len(triples) - 1}, cast(floor("
            f"{len(triples)} * pow(hash(range) / 18446744073709551616.0, 3)) as integer)) as version_id "
            f"from range({devices})) join catalogue using (version_id)) to '{path}' (format parquet, compression zstd)"
        )


def product(maker: str, model: str) -> Product:
    return (Attribution(maker, "direct", True, model, ""),)


DISTINCT = (
    "select (row_number() over ()) - 1 as version_id, * from (select distinct maker, model, firmware from {})"
)


def matched(engine: Any, index: Index, numbered: str) -> matching.Tables:
    """The versions of a query (version_id, maker, model, firmware) matched and read."""
    engine.con.execute(f"create or replace table numbered as {numbered}")
    engine.con.execute(
        "create or replace table product as select (row_number() over ()) - 1 as product_id, * "
        "from (select distinct maker, model from numbered)"
    )
    rows = engine.con.execute("select maker, model from product order by product_id").fetchall()
    versions_ = engine.con.sql(
        "select product_id::integer as product_id, firmware, '' as hardware "
        "from numbered join product using (maker, model) order by version_id"
    )
    return matching.tables(index, [product(*row) for row in rows], versions_.to_arrow_table())


def verdict_table(engine: Any, index: Index, ready: matching.Tables) -> None:
    """The table `worst`: version_id, verdict."""
    parts = (ready.versions, ready.applicability, index.claims, ready.readings)
    names = ("versions", "applicability", "claims", "readings")
    loaded = [engine.create_table(n, t, overwrite=True, temp=True) for n, t in zip(names, parts, strict=True)]
    engine.create_table(
        "worst", expressions.worst(expressions.verdicts(expressions.placed(*loaded))), overwrite=True
    )


def ours_from_text(index: Index, path: Path) -> dict[int | None, int]:
    """Distinct texts numbered, matched and judged; then every device by its text."""
    engine = connect()
    verdict_table(engine, index, matched(engine, index, DISTINCT.format(f"read_parquet('{path}')")))
    return counted(
        engine,
        f"select verdict from read_parquet('{path}') join numbered n using (maker, model, firmware) "
        "left join worst w on w.version_id = n.version_id",
    )


def ours_from_ids(index: Index, path: Path, ready: matching.Tables) -> dict[int | None, int]:
    """Every version judged anew, then every device by its id."""
    engine = connect(memory="1GB")
    verdict_table(engine, index, ready)
    devices = engine.read_parquet(str(path)).select("version_id")
    return counted(
        engine, str(ibis.to_sql(expressions.by_device(devices, engine.table("worst")), dialect="duckdb"))
    )


def counted(engine: Any, per_device: str) -> dict[int | None, int]:
    """Materialise one verdict per device, then count them."""
    con = getattr(engine, "con", engine)
    con.execute(f"create or replace table answer as {per_device}")
    return dict(con.execute("select verdict, count(*) from answer group by 1 order by 1").fetchall())


FLOOR = """
with placed as (
  select v.version_id, c.advisory_id, case
      when r.low is null then 1
      when (c.low is null or r.low >= c.low) and (c.high is null or r.high < c.high) then 2
      when r.high < c.low or r.low >= c.high then 0 else 1 end as level
  from versions v join claims c on c.maker = v.maker and c.product = v.product
  left join readings r on r.version_id = v.version_id and r.scheme = c.scheme),
advisory as (select version_id, advisory_id, max(level) as verdict from placed group by all)
select version_id, max(verdict) as verdict from advisory group by 1
"""


def floor_tables(
    engine: duckdb.DuckDBPyConnection, triples: list[tuple[str, str, str]], knowledge: Knowledge
) -> None:
    """What the floor is handed: versions already numbered, matched and keyed."""
    read = [
        (number, *reading)
        for number, (maker, _, text) in enumerate(triples)
        if text
        for reading in versions.readings(maker, text)[:1]
    ]
    maker, model, text = zip(*triples, strict=True)
    number, scheme, low, high = zip(*read, strict=True)
    tables = {
        "versions": pa.table(
            {
                "version_id": pa.array(range(len(triples)), pa.int32()),
                "maker": maker,
                "model": model,
                "firmware": text,
                "product": [m.lower() for m in model],
            }
        ),
        "readings": pa.table(
            {"version_id": pa.array(number, pa.int32()), "scheme": scheme, "low": low, "high": high}
        ),
        "claims": knowledge.claims.rename_columns(
            [{"advisory": "advisory_id"}.get(n, n) for n in CLAIMS.names]
        ),
    }
    for name, table in tables.items():
        engine.register("given", table)
        engine.execute(f"create table {name} as select * from given")
        engine.unregister("given")


def main(what: str, devices: int) -> dict[str, Any]:
    """One measurement in a process of its own: seconds, and the verdicts counted, so that both can be compared."""
    triples = make_triples(devices)
    knowledge = make_knowledge(triples, devices)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "devices.parquet"
        catalogue = Path(folder) / "catalogue.parquet"
        write_devices(triples, devices, path, catalogue)
        if what.startswith("ours"):
            index = Index(knowledge)
            engine = connect()
            kept = matched(engine, index, f"from read_parquet('{catalogue}')") if what == "ours_ids" else None
            start = time.perf_counter()
            found = ours_from_ids(index, path, kept) if kept else ours_from_text(index, path)
        else:
            engine = duckdb.connect()
            floor_tables(engine, triples, knowledge)
            if what == "floor_ids":
                engine.execute(f"create table worst as {FLOOR}")
            query = (
                f"select verdict from read_parquet('{path}') d join versions v using (maker, model, firmware) left join ({FLOOR}) w on w.version_id = v.version_id"
                if what == "floor_text"
                else f"select verdict from read_parquet('{path}') left join worst using (version_id)"
            )
            start = time.perf_counter()
            found = counted(engine, query)
        return {"seconds": time.perf_counter() - start, "verdicts": {str(k): v for k, v in found.items()}}


if __name__ == "__main__":
    import json
    import resource

    outcome = main(sys.argv[1], int(sys.argv[2]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**outcome, "peak_mb": round(peak)}))

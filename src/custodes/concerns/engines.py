"""connect(): the engine an expression runs on. Nothing else lives here."""

import ibis
from ibis.backends import BaseBackend


def connect(url: str = "duckdb://", *, memory: str = "3GB") -> BaseBackend:
    """An ibis backend: DuckDB in this process by default, or any that `ibis.connect` knows.

    `memory` bounds the embedded engine, which then spills to disk.
    """
    engine = ibis.connect(url)
    if engine.name == "duckdb":
        engine.raw_sql(f"SET memory_limit='{memory}'; SET preserve_insertion_order=false")
    return engine

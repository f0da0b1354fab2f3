"""The engine's verdicts are those of the plain-Python reference, on anything."""

from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.concerns import expressions, reference

TYPES = {
    "broad": pa.bool_(),
    "line": pa.string(), "version_id": pa.int32(), "product_id": pa.int32(), "firmware_id": pa.int32(), "has_firmware": pa.bool_(),
    "hardware": pa.string(), "pattern_id": pa.int32(), "maker_id": pa.int32(), "certain": pa.bool_(),
    "inferred": pa.bool_(), "claim_id": pa.int32(), "advisory_id": pa.int32(), "source": pa.int8(),
    "level": pa.int8(), "scheme": pa.string(), "low": pa.string(), "high": pa.string(),
}  # fmt: skip
SMALL = st.integers(0, 3)
KEY = st.sampled_from("12345678")
SCHEME = st.sampled_from(["", "a", "b:1", "b:2"])
HARDWARE = st.sampled_from(["", "1", "2", "a1"])
LINE = st.sampled_from(["", "b"])


def rows(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=8)


VERSIONS = rows(product_id=SMALL, firmware_id=SMALL, has_firmware=st.booleans(), line=LINE, hardware=HARDWARE)
LINKS = rows(
    product_id=SMALL,
    pattern_id=SMALL,
    maker_id=SMALL,
    certain=st.booleans(),
    inferred=st.booleans(),
    broad=st.booleans(),
)
CLAIMS = rows(
    pattern_id=SMALL,
    advisory_id=SMALL,
    source=st.integers(0, 5),
    level=st.integers(0, 2),
    scheme=SCHEME,
    low=st.none() | KEY,
    high=st.none() | KEY,
    line=LINE,
    hardware=HARDWARE,
)
READINGS = rows(maker_id=SMALL, firmware_id=SMALL, scheme=st.sampled_from(["a", "b:1"]), low=KEY, high=KEY)


SHAPES = {
    "versions": ("version_id", "product_id", "firmware_id", "has_firmware", "line", "hardware"),
    "applicability": ("product_id", "pattern_id", "maker_id", "certain", "inferred", "broad"),
    "claims": (
        "claim_id",
        "pattern_id",
        "advisory_id",
        "source",
        "level",
        "scheme",
        "line",
        "low",
        "high",
        "hardware",
    ),
    "readings": ("maker_id", "firmware_id", "scheme", "low", "high"),
}


@pytest.fixture(scope="module")
def query() -> str:
    """The expression as the engine's SQL, compiled once."""
    schemas = {name: pa.schema([(c, TYPES[c]) for c in columns]) for name, columns in SHAPES.items()}
    tables = [ibis.table(ibis.Schema.from_pyarrow(schema), name=name) for name, schema in schemas.items()]
    return str(ibis.to_sql(expressions.verdicts(expressions.placed(*tables)), dialect="duckdb"))


def answer(query: str, given_rows: list[list[dict[str, Any]]]) -> set[reference.Verdict]:
    with duckdb.connect() as engine:
        for (name, columns), found in zip(SHAPES.items(), given_rows, strict=True):
            engine.register(
                name, pa.table({c: pa.array([row[c] for row in found], TYPES[c]) for c in columns})
            )
        columns_wanted = ", ".join(reference.Verdict._fields)
        return {
            reference.Verdict(*row)
            for row in engine.execute(f"select {columns_wanted} from ({query})").fetchall()
        }


def numbered(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{**row, name: number} for number, row in enumerate(found)]


def one_per(found: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return list({tuple(row[n] for n in names): row for row in found}.values())


@settings(max_examples=150)
@given(VERSIONS, LINKS, CLAIMS, READINGS)
def test_the_engine_agrees_with_the_reference(
    query: str, versions: Any, links: Any, claims: Any, readings: Any
) -> None:
    given_rows = [
        numbered(versions, "version_id"),
        one_per(links, "product_id", "pattern_id"),
        numbered(claims, "claim_id"),
        one_per(
            [{**r, "high": max(r["low"], r["high"])} for r in readings], "maker_id", "firmware_id", "scheme"
        ),
    ]
    assert answer(query, given_rows) == reference.verdicts(*given_rows)

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from custodes.errors import UnreadableInput
from custodes.evidence.readers import read
from custodes.evidence.readers.jsonl import MOST_FIELDS
from custodes.evidence.shapes import Grid


def grids_of(path: Path, text: str) -> tuple[Grid, ...]:
    path.write_text(text, encoding="utf-8")
    return read(path).grids


def records(grid: Grid) -> list[dict[str, str]]:
    assert grid.header is not None
    cells = zip(*(column.to_pylist() for column in grid.columns), strict=True)
    return [dict(zip(grid.header, row, strict=True)) for row in cells]


def test_a_record_on_each_line(tmp_path: Path) -> None:
    text = '{"make": "Axis", "qty": 2}\n\n{"make": "海康威视", "model": 2019.0, "on": true, "none": null}\n'
    (grid,) = grids_of(tmp_path / "estate.csv", text)
    blank = {"qty": "", "model": "", "on": "", "none": ""}
    assert records(grid) == [
        {**blank, "make": "Axis", "qty": "2"},
        {**blank, "make": "海康威视", "model": "2019", "on": "TRUE"},
    ]
    assert grid.lines.to_pylist() == [1, 3]


def test_nested_records_keep_the_names_of_their_fields(tmp_path: Path) -> None:
    record = {
        "make": "Axis",
        "net": {"ip": "10.0.0.5", "auth": {"password": "x"}},
        "tags": ["a", "b"],
        "n": [{"k": 1}, {"k": 2}],
    }
    (grid,) = grids_of(tmp_path / "a.jsonl", json.dumps(record))
    assert records(grid) == [
        {"make": "Axis", "net.ip": "10.0.0.5", "net.auth.password": "x", "tags": "a; b", "n.k": "1; 2"}
    ]


@pytest.mark.parametrize(
    "text", ['[{"make": "Axis"}, {"make": "Bosch"}]', ' [\n {"make": "Axis"},\n{"make": "Bosch"}\n]\n']
)
def test_one_array_of_records(tmp_path: Path, text: str) -> None:
    (grid,) = grids_of(tmp_path / "a.json", text)
    assert (records(grid), grid.lines.to_pylist()) == ([{"make": "Axis"}, {"make": "Bosch"}], [1, 2])


def test_arrays_inside_an_object_are_sheets(tmp_path: Path) -> None:
    text = '{"version": 1, "data": {"cameras": [{"make": "Axis"}]}, "recorders": [{"make": "Bosch"}]}'
    grids = grids_of(tmp_path / "a.json", text)
    assert [(grid.sheet, records(grid)) for grid in grids] == [
        ("data.cameras", [{"make": "Axis"}]),
        ("recorders", [{"make": "Bosch"}]),
    ]


def test_a_line_that_is_no_record_is_a_row_of_which_nothing_is_kept(tmp_path: Path) -> None:
    (grid,) = grids_of(tmp_path / "a.jsonl", '{"make": "Axis"}\n{"make": "Bos\n[1, 2]\n"text"\n')
    assert records(grid) == [{"make": "Axis"}, {"make": ""}, {"make": ""}, {"make": ""}]
    assert [(trouble.at, trouble.rejects) for trouble in grid.troubles] == [(1, True), (2, True), (3, True)]


def test_an_array_that_was_cut_off(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="damaged or was cut off"):
        grids_of(tmp_path / "a.json", '[{"make": "Axis"}, {"make": "Bo')


@pytest.mark.parametrize("value", ["\ud800", "9" * 5000, "[" * 2000 + "]" * 2000, "x" * 100_000])
def test_odd_values_are_no_crash(tmp_path: Path, value: str) -> None:
    inner = value if value[0] in "9[" else json.dumps(value)
    (grid,) = grids_of(tmp_path / "a.jsonl", f'{{"make": "Axis"}}\n{{"make": {inner}}}\n')
    assert len(records(grid)) == 2


def test_too_many_fields(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="different fields"):
        grids_of(tmp_path / "a.jsonl", json.dumps({f"f{n}": n for n in range(MOST_FIELDS + 1)}))


def parquet(path: Path, **columns: Any) -> Grid:
    pq.write_table(pa.table(columns), path)
    (grid,) = read(path).grids
    return grid


def test_parquet_columns_of_every_type(tmp_path: Path) -> None:
    grid = parquet(
        tmp_path / "estate.csv",
        make=pa.array(["Axis", None]).dictionary_encode(),
        model=pa.array([2019.0, 2.5]),
        qty=pa.array([3, None], pa.int32()),
        installed=pa.array([dt.date(2019, 4, 3), None]),
        seen=pa.array([dt.datetime(2019, 4, 3), dt.datetime(2019, 4, 3, 10, 30)]),
        net=pa.array([{"ip": "10.0.0.5", "auth": {"password": "x"}}, None]),
        tags=pa.array([["a"], None]),
        price=pa.array([Decimal("2.00"), Decimal("2.50")]),
        on=pa.array([True, None]),
        raw=pa.array([b"x", b"\xff"]),
        large=pa.array(["a", "b"], pa.large_string()),
    )
    assert records(grid) == [
        {
            "make": "Axis", "model": "2019", "qty": "3", "installed": "2019-04-03", "seen": "2019-04-03",
            "net.ip": "10.0.0.5", "net.auth.password": "x", "tags": '["a"]', "price": "2", "on": "TRUE",
            "raw": "x", "large": "a",
        },
        {
            "make": "", "model": "2.5", "qty": "", "installed": "", "seen": "2019-04-03 10:30:00", "net.ip": "",
            "net.auth.password": "", "tags": "null", "price": "2.50", "on": "", "raw": "\ufffd", "large": "b",
        },
    ]  # fmt: skip
    assert grid.lines.to_pylist() == [1, 2]


def test_parquet_without_rows(tmp_path: Path) -> None:
    grid = parquet(tmp_path / "a.parquet", make=pa.array([], pa.string()), qty=pa.array([], pa.int64()))
    assert (grid.header, len(grid.lines)) == (("make", "qty"), 0)


def test_parquet_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet(path, make=["Axis"] * 100)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableInput, match="damaged or was cut off"):
        read(path)


def test_records_with_hardly_a_field_in_common_are_not_padded(tmp_path: Path) -> None:
    wide = json.dumps({f"field {at}": at for at in range(1_900)})
    with pytest.raises(UnreadableInput, match="few fields in common"):
        grids_of(tmp_path / "estate.jsonl", wide + "\n" + '{"make": "Axis"}\n' * 40_000)

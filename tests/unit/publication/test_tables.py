import csv
import time
from pathlib import Path

import made_up_estate
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from custodes.errors import OutputError
from custodes.publication import tables

DEVICES = made_up_estate.identifications(500)
FINDINGS = made_up_estate.findings(DEVICES)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_device_row_is_written_in_order_with_every_column(tmp_path: Path) -> None:
    tables.write_csv(DEVICES, tmp_path / "identifications.csv")
    lines = read(tmp_path / "identifications.csv")
    assert [int(line["row"]) for line in lines] == DEVICES["row"].to_pylist()
    assert list(lines[0]) == DEVICES.column_names
    assert [line["brand_as_given"] for line in lines if line["brand_as_given"] == "海康威视"]
    assert {line["conflict"] for line in lines} == {"true", "false"}


def test_findings_keep_their_numbers_and_leave_missing_ones_blank(tmp_path: Path) -> None:
    tables.write_csv(FINDINGS, tmp_path / "findings.csv")
    for line, finding in zip(read(tmp_path / "findings.csv"), FINDINGS.to_pylist(), strict=True):
        assert (float(line["cvss"]) if line["cvss"] else None) == finding["cvss"]
        assert (line["concern"], line["verdict"]) == (finding["concern"], finding["verdict"])


def test_no_cell_starts_a_formula(tmp_path: Path) -> None:
    hostile = [
        "=1+1",
        "+44",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "plain, with comma",
        'a "quote"',
        "two\nlines",
        "",
    ]
    rejects = pa.table({"=row": range(len(hostile)), "value": pa.array(hostile).dictionary_encode()})
    tables.write_csv(rejects, tmp_path / "rejects.csv")
    lines = read(tmp_path / "rejects.csv")
    assert len(lines) == len(hostile)
    assert not [cell for line in lines for cell in (*line, *line.values()) if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]  # fmt: skip
    assert [line["value"] for line in lines[6:]] == hostile[6:]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    written = {
        "identifications": (tables.write_csv, tables.write_identifications_parquet, DEVICES),
        "findings": (tables.write_csv, tables.write_findings_parquet, FINDINGS),
    }
    for name, (write_csv, write_parquet, table) in written.items():
        for once in ("a", "b"):
            write_csv(table, tmp_path / f"{name}-{once}.csv")
            write_parquet(table, tmp_path / f"{name}-{once}.parquet")
        for kind in ("csv", "parquet"):
            first, second = (tmp_path / f"{name}-{once}.{kind}" for once in "ab")
            assert first.read_bytes() == second.read_bytes()
    assert b"\r\n" not in first.read_bytes()


def test_csv_has_no_byte_order_mark_and_unix_line_ends(tmp_path: Path) -> None:
    tables.write_csv(FINDINGS, tmp_path / "findings.csv")
    content = (tmp_path / "findings.csv").read_bytes()
    assert content.startswith(b"row,kind,concern")
    assert b"\r\n" not in content


def test_parquet_gives_back_the_findings_as_they_were(tmp_path: Path) -> None:
    tables.write_findings_parquet(FINDINGS, tmp_path / "findings.parquet")
    assert pq.read_table(tmp_path / "findings.parquet").to_pylist() == FINDINGS.to_pylist()


def test_nothing_rejected_is_a_header_alone(tmp_path: Path) -> None:
    tables.write_csv(pa.table({"row": pa.array([], pa.int64()), "reason": pa.array([], pa.string())}), tmp_path / "r.csv")  # fmt: skip
    assert (tmp_path / "r.csv").read_text() == "row,reason\n"


def test_a_place_that_cannot_be_written_is_said_so_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "findings.csv").mkdir()
    with pytest.raises(OutputError, match=r"findings\.csv could not be written"):
        tables.write_csv(FINDINGS, tmp_path / "findings.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["findings.csv"]


def test_a_hundred_thousand_findings_take_about_a_second(tmp_path: Path) -> None:
    many = pa.concat_tables([FINDINGS] * (100_000 // FINDINGS.num_rows + 1)).slice(0, 100_000)
    started = time.process_time()
    tables.write_csv(many, tmp_path / "findings.csv")
    assert time.process_time() - started < 3  # a third of a second on an idle machine

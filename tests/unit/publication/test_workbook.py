"""Tables as a workbook that Excel opens."""

from pathlib import Path

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from custodes.publication import workbook
from custodes.publication.workbook import write_workbook


def test_what_is_longer_than_a_sheet_goes_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    write_workbook({"devices": pa.table({"row": list(range(7))})}, tmp_path / "a.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.sheet_names == ["devices", "devices 2", "devices 3"]
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()[1:]]
    assert rows == [[number] for number in range(7)]


def test_a_text_that_is_too_long_for_a_cell_ends_in_dots(tmp_path: Path) -> None:
    write_workbook({"a": pa.table({"text": ["x" * 40_000]})}, tmp_path / "a.xlsx")
    (_, (cell,)) = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert len(cell) == workbook.LONGEST
    assert cell.endswith("x…")


@pytest.mark.parametrize("text", ["=1+1", "{=A1}", "http://example.test", "0012", "internal:a!A1", "nan"])
def test_text_stays_the_text_it_is(text: str, tmp_path: Path) -> None:
    write_workbook(
        {"a": pa.table({"text": [text], "none": pa.array([None], pa.string())})}, tmp_path / "a.xlsx"
    )
    (_, row) = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert row[0] == text


def test_a_table_without_rows_has_its_headings(tmp_path: Path) -> None:
    write_workbook({"a": pa.table({"maker": pa.array([], pa.string())})}, tmp_path / "a.xlsx", "Made up")
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.get_sheet_by_name("notice").to_python() == [["Made up"]]
    assert book.get_sheet_by_name("a").to_python() == [["maker"]]


def test_numbers_days_and_moments_are_written(tmp_path: Path) -> None:
    import datetime as dt

    columns = {
        "number": pa.array([3]), "share": pa.array([0.5]), "yes": pa.array([True]),
        "day": pa.array([dt.date(2026, 3, 1)]),
        "at": pa.array([dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)], pa.timestamp("us", tz="UTC")),
        "coded": pa.array(["Axis"]).dictionary_encode(),
    }  # fmt: skip
    write_workbook({"a": pa.table(columns)}, tmp_path / "a.xlsx")
    (_, row) = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert row == [3.0, 0.5, True, "2026-03-01", "2026-03-01T09:00:00+00:00", "Axis"]

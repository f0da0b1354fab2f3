"""The written files: the same bytes for the same seed, the notice everywhere, readable by ordinary readers."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from custodes.demo import FICTIONAL_NOTICE, make_estates
from custodes.demo.layout import PASSWORD_BODIES
from custodes.demo.names import Body, bodies
from custodes.demo.writers import FORMATS

ENCODINGS = {
    "csv": ("utf-8", ","),
    "csv-excel": ("utf-8-sig", ","),
    "csv-latin": ("cp1252", ","),
    "csv-semicolon": ("cp1252", ";"),
    "tsv-utf16": ("utf-16", "\t"),
}
BY_BODY = list(enumerate(bodies()))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All files of a small demo, in the order of `bodies`."""
    return make_estates(tmp_path_factory.mktemp("demo"), devices=6_000)


def grids(path: Path, form: str) -> list[list[list[Any]]]:
    """Every sheet of the file as rows of cells, read by a reader that is not ours."""
    if form == "xlsx":
        book = CalamineWorkbook.from_path(str(path))
        return [list(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    if form == "parquet":
        table = pq.read_table(path)
        return [[list(table.column_names), *map(list, zip(*table.to_pydict().values(), strict=True))]]
    if form == "jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [[list(rows[0]), *[list(row.values()) for row in rows]]]
    encoding, delimiter = ENCODINGS[form]
    with path.open(encoding=encoding, newline="") as lines:
        return [[list(row) for row in csv.reader(lines, delimiter=delimiter)]]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(
    written: list[Path], tmp_path: Path
) -> None:
    again = make_estates(tmp_path / "again", devices=6_000)
    other = make_estates(tmp_path / "other", devices=6_000, seed=1)
    assert [p.name for p in again] == [p.name for p in written] == [p.name for p in other]
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in written]
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(again, other, strict=True))


def test_one_file_per_body_named_as_fictional(written: list[Path]) -> None:
    assert len(written) == len(set(written)) == 48
    assert all(path.name.startswith("fictional-") and path.is_file() for path in written)


def test_every_format_is_used() -> None:
    assert {body.format for body in bodies()} == set(FORMATS)


@pytest.mark.parametrize(("position", "body"), BY_BODY, ids=lambda value: getattr(value, "slug", ""))
def test_every_sheet_is_readable_and_says_it_is_fictional(
    written: list[Path], position: int, body: Body
) -> None:
    sheets = grids(written[position], body.format)
    assert sheets
    for sheet in sheets:
        if body.format in ("parquet", "jsonl"):
            assert all(row[-1] == FICTIONAL_NOTICE for row in sheet[1:])
        else:
            assert sheet[0][0] == FICTIONAL_NOTICE
    assert any(body.name in row for row in sheets[0])


def test_parquet_says_so_in_its_metadata_too(written: list[Path]) -> None:
    files = [path for path in written if path.suffix == ".parquet"]
    assert files
    for path in files:
        assert pq.read_schema(path).metadata[b"note"].decode() == FICTIONAL_NOTICE


def test_workbooks_hold_dates_hidden_sheets_and_merged_titles(written: list[Path]) -> None:
    books = [CalamineWorkbook.from_path(str(path)) for path in written if path.suffix == ".xlsx"]
    hidden = [s for book in books for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Hidden]
    assert hidden
    cells = [
        c
        for book in books
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for c in row
    ]
    assert any(type(cell).__name__ == "date" for cell in cells)
    assert all(book.get_sheet_by_index(0).merged_cell_ranges for book in books)


def test_two_lists_keep_a_column_of_fake_passwords(written: list[Path]) -> None:
    with_passwords = set()
    for path, body in zip(written, bodies(), strict=True):
        rows = [row for sheet in grids(path, body.format) for row in sheet]
        column = next((row.index("Admin password") for row in rows if "Admin password" in row), None)
        if column is not None:
            with_passwords.add(body.name)
            values = {str(row[column]) for row in rows if len(row) > column} - {"", "Admin password"}
            assert values
            assert all(value.startswith("FAKE-not-a-password") for value in values)
    assert with_passwords == PASSWORD_BODIES


def test_lists_are_untidy_as_people_leave_them(written: list[Path]) -> None:
    texts = [(body, path) for body, path in zip(bodies(), written, strict=True) if body.format in ENCODINGS]
    rows = {body.name: grids(path, body.format)[0] for body, path in texts}
    assert any(len({len(row) for row in grid[4:]}) > 2 for grid in rows.values()), "ragged lines"
    assert any(row and row[0] == "Total" for grid in rows.values() for row in grid), "a total row"
    assert any(not any(row) for grid in rows.values() for row in grid[6:]), "blank rows"
    controls = [
        cell for grid in rows.values() for row in grid for cell in row if "\x0b" in cell or "\x1f" in cell
    ]
    assert controls, "stray control characters"


def number_told(quantity: object) -> float:
    """A quantity as typed, as a number; an empty cell beside a device is one device."""
    text = str(quantity).removeprefix("approx ").removeprefix("c. ").replace(",", "")
    words = {"": 1.0, "dozen": 12.0, "not held": 0.0}
    return words[text] if text in words else float(text)


def test_totals_add_up(written: list[Path]) -> None:
    listed = zip(written, bodies(), strict=True)
    path = next(path for path, body in listed if body.style == "thin" and body.format == "xlsx")
    (grid,) = grids(path, "xlsx")
    column = grid[3].index("How many")
    devices = [row for row in grid[4:-1] if row[0]]  # neither blank, nor only a place
    assert grid[-1][0] == "Total"
    assert grid[-1][column] == sum(number_told(row[column]) for row in devices)


def test_headings_are_repeated_on_long_lists(tmp_path: Path) -> None:
    make_estates(tmp_path, devices=60_000)
    path = tmp_path / "fictional-lowmarch-police.csv"
    encoding, delimiter = ENCODINGS["csv-semicolon"]
    with path.open(encoding=encoding, newline="") as lines:
        rows = list(csv.reader(lines, delimiter=delimiter))
    assert sum(row[:1] == ["Asset no"] for row in rows) > 1

"""Rows in = rows accepted + rows rejected, whatever comes in; and what was rejected can be mended and fed back."""

import csv
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import odfdo
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custodes.errors import UnreadableInput
from custodes.evidence.intake import take_in
from custodes.evidence.mend import write_mend_file
from custodes.evidence.shapes import Intake

Rows = list[list[str]]

HEADERS = ["Force", "Make", "Model", "MAC address", "Qty", "Installed", "Firmware", "Notes", "Admin password"]
SECRET = "hunter2-S3CRET"

settings.register_profile("files", suppress_health_check=[HealthCheck.too_slow])
files = settings.get_profile("files")

CELL = {
    "Force": st.sampled_from(["", "Fictional Force", "Total", " Force\xa0A "]),
    "Make": st.sampled_from(
        ["", "Hikvision", "HIK vision", "海康威视", "=cmd()", "Make", "n/a", "Grand total"]
    ),
    "Model": st.sampled_from(["", "DS-2CD2143G2-I", "2019", "-5", "Model", "#N/A", "a,b;c\td|e", 'x"y']),
    "MAC address": st.sampled_from(["", "44:19:b6:01:02:03", "4419.B601.0203", "00:00:00:00:00:00", "nope"]),
    "Qty": st.sampled_from(["", "1", "0", "lots", "-3", "approx 40", "2-3", "1,200", "99999999999"]),
    "Installed": st.sampled_from(["", "03/04/2019", "2019", "Apr 2019", "31/02/2020", "unknown", "43558"]),
    "Firmware": st.sampled_from(["", "V5.5.800 build 210628", "2.800.0000000.27.R", "5.1"]),
    "Notes": st.one_of(
        st.just(""), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
    ),
    "Admin password": st.sampled_from(["", SECRET]),
}
ROWS = st.lists(st.tuples(*(CELL[name] for name in HEADERS)).map(list), max_size=12)


def as_csv(rows: Rows, path: Path, encoding: str = "utf-8", delimiter: str = ",") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def as_semicolons(rows: Rows, path: Path) -> None:
    as_csv(rows, path, "utf-8-sig", ";")


def as_utf_16_tabs(rows: Rows, path: Path) -> None:
    as_csv(rows, path, "utf-16", "\t")


def as_xlsx(rows: Rows, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_urls": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)


def as_ods(rows: Rows, path: Path) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Sheet")
    for row in rows:
        made = odfdo.Row()
        made.set_values(row)
        table.append(made)
    document.body.append(table)
    document.save(str(path))


def as_jsonl(rows: Rows, path: Path) -> None:
    header, *data = rows
    path.write_text(
        "\n".join(json.dumps(dict(zip(header, row, strict=True))) for row in data), encoding="utf-8"
    )


def as_parquet(rows: Rows, path: Path) -> None:
    header, *data = rows
    pq.write_table(pa.table({name: [row[at] for row in data] for at, name in enumerate(header)}), path)


Writer = Callable[[Rows, Path], None]
WRITERS: dict[str, Writer] = {
    "csv": as_csv,
    "semicolons.csv": as_semicolons,
    "utf16.tsv": as_utf_16_tabs,
    "xlsx": as_xlsx,
    "ods": as_ods,
    "jsonl": as_jsonl,
    "parquet": as_parquet,
}


def taken(write: Writer, rows: Rows, name: str) -> Intake:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        write(rows, path)
        return take_in([path])


def assert_adds_up(intake: Intake) -> None:
    for file in intake.files:
        assert file.rows_in == file.rows_accepted + file.rows_rejected
    numbers = sorted(intake.table.column("row").to_pylist() + intake.rejects.column("row").to_pylist())
    assert numbers == list(range(1, sum(file.rows_in for file in intake.files) + 1))
    assert {p.row for p in intake.problems if p.kind == "rejected"} == set(
        intake.rejects.column("row").to_pylist()
    )


def expected_rows(rows: Rows) -> int:
    """Data rows that a person would count: blank ones and repeated headers are none."""
    repeated = [
        row for row in rows if sum(cell == name for cell, name in zip(row, HEADERS, strict=True)) >= 5
    ]
    return sum(1 for row in rows if any(cell.strip() for cell in row)) - len(repeated)


@pytest.mark.parametrize("kind", WRITERS)
@given(rows=ROWS)
@settings(files, max_examples=20)
def test_no_row_is_lost(kind: str, rows: Rows) -> None:
    written = [row for row in rows if any(row)]
    try:
        intake = taken(WRITERS[kind], [HEADERS, *written], f"estate.{kind}")
    except UnreadableInput:
        assert not written  # jsonl without a record is an empty file
        return
    assert_adds_up(intake)
    assert intake.files[0].rows_in == expected_rows(written)


@pytest.mark.parametrize("kind", WRITERS)
@given(rows=ROWS.filter(any))
@settings(files, max_examples=10)
def test_every_format_tells_the_same(kind: str, rows: Rows) -> None:
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    reference = taken(as_csv, [HEADERS, *rows], "estate.csv")
    if not rows:
        return
    other = taken(WRITERS[kind], [HEADERS, *rows], f"estate.{kind}")
    apart = ["file", "sheet", "line"]
    assert other.table.drop_columns(apart).equals(reference.table.drop_columns(apart))


@given(rows=ROWS)
@settings(files, max_examples=30)
def test_no_secret_comes_through(rows: Rows) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "estate.csv")
        as_csv([HEADERS, *rows], path)
        intake = take_in([path])
        write_mend_file(intake, Path(folder, "mend.csv"))
        assert SECRET not in Path(folder, "mend.csv").read_text(encoding="utf-8-sig")
    assert intake.files[0].refused_columns == ("Admin password",)
    assert SECRET not in repr(intake.files) + repr(intake.problems)
    assert SECRET not in repr(intake.table.to_pylist()) + repr(intake.rejects.to_pylist())


@given(rows=ROWS)
@settings(files, max_examples=30)
def test_a_corrected_mend_file_is_accepted(rows: Rows) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, mend_file = Path(folder, "estate.csv"), Path(folder, "mend.csv")
        as_csv([HEADERS, *rows], path)
        first = take_in([path])
        write_mend_file(first, mend_file)
        again = take_in([mend_file])
        assert again.rejects.num_rows == again.files[0].rows_in == first.rejects.num_rows
        with mend_file.open(encoding="utf-8-sig", newline="") as file:
            header, *lines = list(csv.reader(file))
        if not lines:
            return
        for line in lines:
            line[header.index("Force")], line[header.index("Make")], line[header.index("Qty")] = (
                "A",
                "Hikvision",
                "2",
            )
        as_csv([header, *lines], mend_file)
        mended = take_in([mend_file])
    assert (mended.rejects.num_rows, mended.table.num_rows) == (0, len(lines))
    assert mended.table.column("quantity").to_pylist() == [2] * len(lines)


DAMAGE = st.tuples(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=5), st.integers(0, 10_000)
)


def damaged(whole: bytes, damage: tuple[list[tuple[int, int]], int], cut: bool) -> bytes:
    changed = bytearray(whole)
    for at, byte in damage[0] if changed else ():
        changed[at % len(changed)] = byte
    return bytes(changed[: damage[1] % (len(changed) + 1)] if cut else changed)


def assert_unreadable_or_adds_up(path: Path) -> None:
    try:
        intake = take_in([path])
    except UnreadableInput as error:
        failure = error
    else:
        return assert_adds_up(intake)
    assert failure.message
    assert failure.mend


@pytest.mark.parametrize("kind", WRITERS)
@given(rows=ROWS, damage=DAMAGE, cut=st.booleans())
@settings(files, max_examples=40)
def test_damaged_bytes_are_unreadable_or_add_up(
    kind: str, rows: Rows, damage: tuple[list[tuple[int, int]], int], cut: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"estate.{kind}")
        WRITERS[kind]([HEADERS, *rows], path)
        path.write_bytes(damaged(path.read_bytes(), damage, cut))
        assert_unreadable_or_adds_up(path)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@given(rows=ROWS, damage=DAMAGE, cut=st.booleans(), part=st.integers(0, 20))
@settings(files, max_examples=40)
def test_damage_inside_a_sound_zip_is_unreadable_or_adds_up(
    kind: str, rows: Rows, damage: tuple[list[tuple[int, int]], int], cut: bool, part: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"estate.{kind}")
        WRITERS[kind]([HEADERS, *rows], path)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        hurt = sorted(parts)[part % len(parts)]
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, damaged(content, damage, cut) if name == hurt else content)
        assert_unreadable_or_adds_up(path)


@given(st.binary(max_size=300))
@settings(files, max_examples=150)
def test_any_bytes_are_unreadable_or_add_up(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "estate.csv")
        path.write_bytes(content)
        assert_unreadable_or_adds_up(path)

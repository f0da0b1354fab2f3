import hashlib
from pathlib import Path

import pyarrow as pa
import pytest
from evidence_files import column, said, taken, taken_text, written_csv, written_text, written_xlsx

from custodes.errors import UnreadableInput
from custodes.evidence.intake import take_in
from custodes.evidence.shapes import CANONICAL


def test_the_columns_of_the_table(tmp_path: Path) -> None:
    table = taken_text(tmp_path, "Make,Qty\nAxis,2\n").table
    assert table.column_names == ["row", "file", "sheet", "line", *CANONICAL]
    numbers = {name for name in table.column_names if table.schema.field(name).type == pa.int64()}
    assert numbers == {"row", "line", "quantity"}
    assert all(field.type == pa.string() for field in table.schema if field.name not in numbers)
    assert all(column.null_count == 0 for column in table.columns)


def test_rows_keep_their_number_over_all_files_and_sheets(tmp_path: Path) -> None:
    first = written_text(tmp_path, "Make,Qty\nAxis,1\nBosch,lots\nSony,1\n", "a.csv")
    sheets = {"One": [["Make"], ["Axis"]], "Two": [["Make", "Qty"], ["", 1], ["Bosch", 1]]}
    intake = take_in([first, written_xlsx(tmp_path, sheets, "b.xlsx")])
    accepted = intake.table.select(["row", "file", "sheet", "line"]).to_pylist()
    assert [tuple(row.values()) for row in accepted] == [
        (1, "a.csv", "", 2),
        (3, "a.csv", "", 4),
        (4, "b.xlsx", "One", 2),
        (6, "b.xlsx", "Two", 3),
    ]
    assert intake.rejects.column("row").to_pylist() == [2, 5]
    assert [(file.rows_in, file.rows_accepted, file.rows_rejected) for file in intake.files] == [
        (3, 2, 1),
        (3, 2, 1),
    ]


def test_a_file_is_known_by_its_digest(tmp_path: Path) -> None:
    path = written_text(tmp_path, "Make\nAxis\n")
    assert taken(path).files[0].digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_same_file_twice_is_said(tmp_path: Path) -> None:
    paths = [written_text(tmp_path, "Make\nAxis\n", name) for name in ("a.csv", "copy.csv")]
    assert ("warning", 0, "", "has the same content as a.csv, so its devices are counted twice") in said(
        take_in(paths)
    )


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths = []
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        paths.append(written_text(tmp_path / folder, f"Make\n{folder}\n"))
    assert [file.name for file in take_in(paths).files] == [str(path) for path in paths]


def test_every_unreadable_file_is_named_at_once(tmp_path: Path) -> None:
    paths = [
        written_text(tmp_path, "Make\nAxis\n", "fine.csv"),
        written_text(tmp_path, "", "empty.csv"),
        written_text(tmp_path, "%PDF", "paper.pdf"),
    ]
    with pytest.raises(UnreadableInput, match=r"(?s)empty\.csv is empty.*paper\.pdf is a PDF"):
        take_in(paths)
    with pytest.raises(UnreadableInput, match="no file"):
        take_in([tmp_path / "absent.csv"])


@pytest.mark.parametrize("text", [",,,\n,,\n", "[]", "{}\n"])
def test_a_file_without_rows(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableInput, match="holds no rows"):
        taken_text(tmp_path, text)


def test_headers_without_rows_are_said(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Model\n")
    assert (intake.table.num_rows, intake.files[0].rows_in) == (0, 0)
    assert ("warning", 1, "", "has headers and no rows below them") in said(intake)


def test_no_files_at_all() -> None:
    intake = take_in([])
    assert (intake.table.num_rows, intake.rejects.num_rows, intake.files, intake.problems) == (0, 0, (), ())


def test_rows_whose_cells_may_have_moved_are_rejected_with_their_cells(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Model,Site\nAxis,P1,Hall, Lobby\nBosch,N1\n")
    assert column(intake, "brand") == ["Bosch"]
    assert intake.rejects.column("column D").to_pylist() == ["Lobby"]
    assert [(kind, line) for kind, line, _, _ in said(intake)] == [("rejected", 2), ("warning", 3)]


def test_a_line_that_is_no_json_is_a_rejected_row(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, '{"make": "Axis"}\n{"make": \n')
    assert intake.rejects.select(["line", "problem"]).to_pylist() == [
        {"line": 2, "problem": "is not a JSON record"}
    ]


def test_progress_rises_from_nought_to_one(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    paths = [written_text(tmp_path, "Make\nAxis\n", name) for name in ("a.csv", "b.csv")]
    take_in(paths, on_progress=lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert told[0] == ("Reading a.csv", 0.0)
    assert shares == sorted(shares)
    assert told[-1][1] == 1.0


def test_the_same_files_give_the_same_result(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Qty", "Notes"]] + [
        ["Axis", f"P{n}", "lots" if n % 3 else n, "x"] for n in range(50)
    ]
    path = written_csv(tmp_path, rows)
    assert repr(take_in([path])) == repr(take_in([path]))


def test_blocks_of_rows_join_up(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Qty"]] + [["Axis", f"P{n}", n % 9 + 1] for n in range(1_750)]
    for path in (written_csv(tmp_path, rows), written_xlsx(tmp_path, {"One": rows})):
        intake = taken(path)
        assert column(intake, "model") == [f"P{n}" for n in range(1_750)]
        assert column(intake, "quantity") == [n % 9 + 1 for n in range(1_750)]


def test_a_zero_is_kept_as_nothing_held(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Force,Make,Qty\nFictional Force,DJI,0\n")
    assert (column(intake, "quantity"), column(intake, "quantity_basis")) == ([0], ["not_held"])

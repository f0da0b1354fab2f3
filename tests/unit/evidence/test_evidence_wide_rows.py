"""One row that is far too wide must not make thousands of others as wide."""

import tracemalloc
from pathlib import Path

import pytest
from evidence_files import column, taken_text

from custodes.errors import UnreadableInput
from custodes.evidence.readers.delimited import read
from custodes.evidence.shapes import Intake

SHORT = "Axis,P1\n" * 20_000
SECRET = "hunter2x"


def taken_small(folder: Path, text: str) -> Intake:
    """Taken in with less than 100 MB, where padding would take a thousand million cells."""
    tracemalloc.start()
    try:
        intake = taken_text(folder, text)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    return intake


@pytest.mark.parametrize("commas", [1_900, 100_000])
def test_a_row_of_delimiters_is_blank(tmp_path: Path, commas: int) -> None:
    intake = taken_small(tmp_path, "Make,Model\n" + "," * commas + "\n" + SHORT)
    assert (intake.files[0].rows_in, intake.files[0].rows_rejected, intake.problems) == (20_000, 0, ())


@pytest.mark.parametrize(
    "row", ["Bosch" + "," * 1_900 + "x", "x," * 100_000, "Bosch,P2" + "," * 100_000 + "x"]
)
def test_a_filled_row_is_rejected_and_all_others_are_kept(tmp_path: Path, row: str) -> None:
    intake = taken_small(tmp_path, f"Make,Model\n{row}\n{SHORT}")
    assert (intake.files[0].rows_accepted, intake.files[0].rows_rejected) == (20_000, 1)
    (problem,) = intake.problems
    assert (problem.kind, problem.line) == ("rejected", 2)
    assert problem.problem.endswith("far more than other rows; those after the first 2 were not kept")


def test_trailing_delimiters_of_a_good_row_cost_it_nothing(tmp_path: Path) -> None:
    intake = taken_small(tmp_path, "Make,Model\nBosch,P2" + "," * 100_000 + "\n" + SHORT)
    assert intake.files[0].rows_rejected == 0
    assert column(intake, "brand")[0] == "Bosch"


def test_a_wide_row_beside_a_refused_column_is_not_kept_at_all(tmp_path: Path) -> None:
    intake = taken_small(tmp_path, f"Make,Password\nBosch,x,{SECRET},{'y,' * 5_000}\nAxis,{SECRET}\n")
    assert SECRET not in repr(intake.rejects.to_pylist()) + repr(intake.problems) + repr(
        intake.table.to_pylist()
    )
    assert intake.files[0].rows_rejected == 1


def test_a_little_too_wide_keeps_every_cell_to_be_mended(tmp_path: Path) -> None:
    intake = taken_small(tmp_path, "Make,Model\nBosch,a,b,c,d\n" + SHORT)
    (row,) = intake.rejects.to_pylist()
    assert list(row.values())[-5:] == ["Bosch", "a", "b", "c", "d"]


def test_a_second_table_that_is_wider_is_read(tmp_path: Path) -> None:
    text = "Make,Model\n" + SHORT + "\n" + ",".join(["Make", "Model", "Serial", "Site", "Qty"]) + "\n"
    intake = taken_small(tmp_path, text + "Bosch,P2,S9,Hall,3\n")
    assert column(intake, "serial")[-1] == "S9"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Make,Model" + ",x" * 100_000 + "\n" + SHORT, "over 2,000 columns"),
        ("Make,Model," + ",".join(f"c{at}" for at in range(1_900)) + "\n" + SHORT * 2, "far shorter than its headers"),
    ],
)  # fmt: skip
def test_headers_that_are_too_wide_for_their_rows(text: str, says: str) -> None:
    with pytest.raises(UnreadableInput, match=says):
        read(text.encode(), "estate.csv")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.publication.cells import plain_cell, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1", "''-1"]
)
def test_a_cell_that_would_start_a_formula_is_marked(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Hikvision", "DS-2CD2143G2-I", "5", "'quoted'", "a=b"])
def test_other_cells_are_left_alone(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r\n a1"), max_size=6))
def test_the_mark_comes_off_again(text: str) -> None:
    assert safe_cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert plain_cell(safe_cell(text)) == text

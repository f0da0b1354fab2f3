from pathlib import Path

import pytest

from custodes.errors import UnreadableInput
from custodes.evidence.readers import read
from custodes.evidence.readers.delimited import read as read_delimited
from custodes.evidence.shapes import Grid


def grid(data: str | bytes) -> Grid:
    (only,) = read_delimited(data.encode() if isinstance(data, str) else data, "estate.csv")
    return only


def rows(found: Grid) -> list[list[str]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in found.columns), strict=True)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = f"Make{delimiter}Model{delimiter}Site\nHikvision{delimiter}DS-1{delimiter}Hall, lobby; east\n"
    text = text.replace("Hall, lobby; east", '"Hall, lobby; east"')
    assert rows(grid(text)) == [["Make", "Model", "Site"], ["Hikvision", "DS-1", "Hall, lobby; east"]]


def test_known_headers_outweigh_a_commoner_delimiter() -> None:
    text = "Make;Model;Site\n" + "Hikvision;DS-1;1, High Street, Town, County\n" * 5
    assert rows(grid(text))[1] == ["Hikvision", "DS-1", "1, High Street, Town, County"]


def test_the_line_that_names_the_delimiter_is_no_row() -> None:
    found = grid("sep=|\nMake|Model\nAxis|P1\n")
    assert rows(found) == [["Make", "Model"], ["Axis", "P1"]]
    assert found.lines.to_pylist() == [1, 2]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(ends: str) -> None:
    assert rows(grid(ends.join(["Make,Model", "Axis,P1", ""]))) == [["Make", "Model"], ["Axis", "P1"]]


def test_a_line_end_inside_quotation_marks_stays_in_its_cell() -> None:
    found = grid('Make,Model,Notes\nAxis,P1,"first\nsecond"\nBosch,N1,x\n')
    assert rows(found)[1][2] == "first\nsecond"
    assert found.lines.to_pylist() == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        'Make,Model,Site\n"Hik,DS-1,Hall\nAxis,P1,Lib\nBosch,N1,Town\n',  # never closed
        'Make,Model,Site\n"Hik,DS-1,Hall\nAxis,P1,Lib\n"Bosch,N1,Town\n',  # closed rows later
        'Make,Model,Site\nHik,DS-1,Hall\n"Axis,P1,Lib\n"Bosch,N1,Town\n',  # closed in the next row
    ],
)
def test_a_stray_quotation_mark_swallows_no_rows(text: str) -> None:
    found = grid(text)
    assert [row[1] for row in rows(found)] == ["Model", "DS-1", "P1", "N1"]
    assert all("quotation mark" in trouble.problem and not trouble.rejects for trouble in found.troubles)
    assert found.troubles


def test_whole_lines_in_quotation_marks_are_unwrapped() -> None:
    assert rows(grid('"Make,Model"\n"Axis,P1"\n')) == [["Make", "Model"], ["Axis", "P1"]]


def test_rows_of_other_lengths_are_kept_and_reported() -> None:
    found = grid("Make,Model,Site\nHik,DS-1,Hall, Room 1\nAxis,P1\nBosch,N1,Town,,,\n\nSony,S1,Lib\n")
    assert [row[0] for row in rows(found)] == ["Make", "Hik", "Axis", "Bosch", "", "Sony"]
    assert [(trouble.at, trouble.rejects) for trouble in found.troubles] == [(1, True), (2, False)]


def test_a_second_table_may_be_wider() -> None:
    found = grid("Make,Model\nHik,DS-1\n\nMake,Model,Site,Qty\nAxis,P1,Hall,2\n")
    assert found.troubles == ()


def test_a_very_long_cell_is_read() -> None:
    assert len(rows(grid("Make,Model\nAxis," + "x" * 300_000 + "\n"))[1][1]) == 300_000


TEXT = "Make;Model;Site\nHikvision;DS-1;Café Müller – £5\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("cp1252", b""),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32", b""),
    ],
)
def test_every_encoding_a_council_would_send(encoding: str, mark: bytes) -> None:
    assert rows(grid(mark + TEXT.encode(encoding)))[1][2] == "Café Müller – £5"


def test_latin_1() -> None:
    assert rows(grid("Make;Model\nCafé;Größe\n".encode("latin-1")))[1] == ["Café", "Größe"]


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_east_asian_code_pages(encoding: str) -> None:
    names = {"gb18030": "海康威视数字技术股份有限公司", "big5": "晶睿通訊股份有限公司"}
    text = "Make,Model\n" + f"{names[encoding]},DS-1\n" * 20
    assert rows(grid(text.encode(encoding)))[1][0] == names[encoding]


def test_short_windows_text_is_not_taken_for_something_exotic() -> None:
    assert rows(grid("Make,Site\nAxis,Zoë’s café\n".encode("cp1252")))[1][1] == "Zoë’s café"


def test_utf_8_with_a_few_stray_bytes() -> None:
    data = "Make,Site\nAxis,Café\nBosch,海康\n".encode() + b"Sony,Caf\xe9\n"
    assert [row[1] for row in rows(grid(data))] == ["Site", "Café", "海康", "Café"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"<html><table><tr><td>Make</td></tr></table></html>", "is a web page"),
        (b'<?xml version="1.0"?><Workbook/>', "is a web page or XML"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"Rar!\x1a\x07", "RAR"),
        (bytes(range(32)) * 40, "is not text"),
        (b"," * 5000, "over 2,000 columns"),
    ],
)
def test_what_is_no_table_says_so_and_how_to_mend_it(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "estate.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=says) as caught:
        read(path)
    assert caught.value.mend


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no file"):
        read(tmp_path / "absent.csv")
    with pytest.raises(UnreadableInput, match="is a folder"):
        read(tmp_path)

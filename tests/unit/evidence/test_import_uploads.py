"""Names of uploaded files, and what keeps an upload whole or leaves nothing."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.evidence.uploads import received, safe_name


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("estate.csv", "estate.csv"),
        ("Liste der Kameras (März).xlsx", "Liste der Kameras (März).xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ida\\estate.csv", "estate.csv"),
        ("..", "list"),
        ("", "list"),
        (".htaccess", "htaccess"),
        ("a\x00b\n.csv", "ab.csv"),
        ("report\u202ecod.csv", "reportcod.csv"),
        ('<img src="x">.csv', "_img src=_x__.csv"),
    ],
)
def test_names_are_made_safe(named: str, kept: str) -> None:
    assert safe_name(named) == kept


def test_the_second_of_a_name_is_numbered() -> None:
    assert safe_name("list.csv", ["List.csv"]) == "list (2).csv"
    assert safe_name("list.csv", ["list.csv", "list (2).csv"]) == "list (3).csv"


@given(st.lists(st.text(max_size=300), max_size=5))
def test_any_names_can_lie_in_one_folder(names: list[str]) -> None:
    kept: list[str] = []
    for name in names:
        kept.append(safe_name(name, kept))
    assert len({name.casefold() for name in kept}) == len(kept)
    for name in kept:
        assert Path(name).name == name not in {"", ".", ".."}
        assert name.isprintable()
        assert len(name.encode()) < 200


def test_the_folder_goes_unless_it_is_moved(tmp_path: Path, settings: Any) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    with received([("a.csv", BytesIO(b"Make"))]) as (folder, found):
        assert [(one.name, one.size) for one in found] == [("a.csv", 4)]
        assert (folder / "files" / "a.csv").read_bytes() == b"Make"
        assert (folder / "files" / "a.csv").stat().st_mode & 0o077 == 0, "for its owner only"
    assert not folder.exists()

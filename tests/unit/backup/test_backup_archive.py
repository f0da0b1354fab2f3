"""Backups that are damaged, or made to harm, are refused before anything is done with them."""

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from made_up_backup import EVENTS, backup, part_of, written
from registers import claim, contents, resigned, zipped

from custodes.backup import archive
from custodes.backup.archive import opened
from custodes.errors import OutputError, UnreadableInput


def checked(path: Path) -> list[str]:
    """What is wrong with its history. Raises UnreadableInput where it is damaged."""
    with opened(path) as found:
        return found.check(lambda what, share: None)


def test_a_sound_backup_has_no_problem(tmp_path: Path) -> None:
    assert checked(backup(tmp_path)) == []


def test_a_history_that_was_edited_is_a_problem_and_no_damage(tmp_path: Path) -> None:
    files = written()
    files[EVENTS] = files[EVENTS].replace(b"Axis 3", b"Axis 4")
    resigned(files)
    (said,) = checked(zipped(tmp_path / "b.zip", files))
    assert said.startswith("Event 3 (")


def test_events_missing_at_the_end_are_found_by_the_manifest(tmp_path: Path) -> None:
    files = written()
    files[EVENTS] = b"".join(files[EVENTS].splitlines(keepends=True)[:-2])
    resigned(files)
    assert checked(zipped(tmp_path / "b.zip", files)) == ["Events 9 to 10 are missing at the end."]


@pytest.mark.parametrize("name", sorted(written()))
def test_any_changed_byte_is_damage(tmp_path: Path, name: str) -> None:
    files = written()
    content = bytearray(files[name])
    content[len(content) // 2] ^= 1
    files[name] = bytes(content)
    with pytest.raises(UnreadableInput):
        checked(zipped(tmp_path / "b.zip", files))


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
def test_a_part_of_a_backup_is_none(tmp_path: Path, kept: float) -> None:
    whole = backup(tmp_path)
    content = whole.read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(content[: int(kept if kept >= 1 else kept * len(content))])
    with pytest.raises(UnreadableInput):
        checked(cut)


def test_damage_inside_the_compressed_data_is_found(tmp_path: Path) -> None:
    path = backup(tmp_path)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        info = file.getinfo(EVENTS)
    place = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    content[place] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(UnreadableInput):
        checked(path)


def test_a_file_more_or_less_than_the_manifest_says_is_damage(tmp_path: Path) -> None:
    more, less = written(), written()
    more["uploads/import-1/files/more.csv"] = b"x"
    del less["uploads/import-1/files/estate.csv"]
    for number, files in enumerate((more, less)):
        with pytest.raises(UnreadableInput, match="does not hold what its manifest says"):
            checked(zipped(tmp_path / f"{number}.zip", files))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_damage(tmp_path: Path) -> None:
    path = backup(tmp_path)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(EVENTS, b"[]\n")
    with pytest.raises(UnreadableInput, match="twice"):
        checked(path)


@pytest.mark.parametrize(
    "name",
    [
        "uploads/../../escaped", "/etc/passwd", "uploads/import-1/../../escaped", "uploads/import-1/./x",
        "uploads//import-1/x", "uploads/import-1", "uploads/import-x/y", "uploads/import-/y", "uploads/elsewhere/x",
        "uploads/import-1/a\\..\\b", "uploads/import-٣/x", "../uploads/import-1/x", "escaped", "uploads/import-1/a/",
    ],
)  # fmt: skip
def test_nothing_is_written_elsewhere_than_among_uploads(tmp_path: Path, name: str) -> None:
    files = written()
    content = files.pop("uploads/import-1/files/estate.csv")
    manifest = json.loads(files["manifest.json"])
    for part in manifest["parts"]:
        if part["name"].startswith("uploads/"):
            part["name"] = name
    claim(files, manifest)
    files[name] = content
    with pytest.raises(UnreadableInput):
        checked(zipped(tmp_path / "b.zip", files))


def test_a_bomb_is_stopped_at_the_size_it_claims(tmp_path: Path) -> None:
    """A file whose headers say less than it unpacks to: reading stops, and it does not fit its digest."""
    files = written()
    name = "uploads/import-1/files/estate.csv"
    files[name] = b"0" * 50_000_000
    resigned(files)
    path = zipped(tmp_path / "b.zip", files)
    content = path.read_bytes().replace(struct.pack("<L", 50_000_000), struct.pack("<L", 1_000))
    path.write_bytes(content)
    with pytest.raises(UnreadableInput):
        checked(path)


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LONGEST", 1_000)
    files = written()
    files[EVENTS] = b"[" + b"1," * 5_000_000 + b"1]\n"
    resigned(files)
    with pytest.raises(UnreadableInput, match="a line that is no row"):
        checked(zipped(tmp_path / "b.zip", files))


@pytest.mark.parametrize(
    "line", [b"{}", b"[1,2]", b"nonsense", b"[" * 100_000, b"null", b'"' + b"x" * 14 + b'"']
)
def test_a_line_that_is_no_row_is_damage(tmp_path: Path, line: bytes) -> None:
    files = written()
    files[EVENTS] += line + b"\n"
    resigned(files)
    with pytest.raises(UnreadableInput, match="no row"):
        checked(zipped(tmp_path / "b.zip", files))


def test_other_ways_of_packing_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as file:
        for name, content in written().items():
            file.writestr(name, content)
    with pytest.raises(UnreadableInput):
        checked(path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "something else"), ("format", 2), ("version", 3), ("sequence", "10"), ("digest", None),
        ("parts", 3), ("parts", [{"name": "x"}]), ("migrations", [["audit"]]), ("migrations", 3), ("unknown", 1),
    ],
)  # fmt: skip
def test_a_manifest_that_is_not_ours_is_refused(tmp_path: Path, key: str, value: Any) -> None:
    files = written()
    claim(files, json.loads(files["manifest.json"]) | {key: value})
    with pytest.raises(UnreadableInput):
        checked(zipped(tmp_path / "b.zip", files))


def test_parts_of_a_manifest_are_checked(tmp_path: Path) -> None:
    for change in (
        {"bytes": -1},
        {"sha256": 3},
        {"columns": [1]},
        {"rows": "x"},
        {"bytes": None},
        {"more": 1},
    ):
        files = written()
        manifest = json.loads(files["manifest.json"])
        manifest["parts"][0] |= change
        claim(files, manifest)
        with pytest.raises(UnreadableInput):
            checked(zipped(tmp_path / "b.zip", files))


def test_other_files_are_no_backups(tmp_path: Path) -> None:
    other = tmp_path / "estate.csv"
    other.write_text("Make,Model\n")
    with pytest.raises(UnreadableInput, match="no backup"):
        checked(other)
    with pytest.raises(UnreadableInput, match="cannot be read"):
        checked(tmp_path / "absent.zip")
    with pytest.raises(UnreadableInput):
        checked(zipped(tmp_path / "b.zip", {"a": b"b"}))


def test_what_is_taken_out_is_for_its_owner_and_replaces_nothing(tmp_path: Path) -> None:
    with opened(backup(tmp_path)) as found:
        part = part_of(found.manifest, "uploads/import-1/files/estate.csv")
        to = tmp_path / "out" / "estate.csv"
        found.copy(part, to)
        assert to.read_bytes() == contents(tmp_path / "backup.zip")[part.name]
        assert to.stat().st_mode & 0o777 == 0o600
        with pytest.raises(OutputError):
            found.copy(part, to)

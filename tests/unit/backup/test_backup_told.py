"""What `custodes backup` says is in a backup."""

import pytest

from custodes.backup.manifest import Manifest, Part
from custodes.cli.backup import told


def manifest(**rows: int) -> Manifest:
    """A backup with so many rows of bodies and people, and with the parts that `uploads` counts."""
    tables = [Part(f"tables/access.{name}.jsonl", 1, "", f"access.{name}", (), n) for name, n in rows.items()]
    return Manifest("0.2", "2026-03-01T10:00:00+00:00", "sqlite", (), 0, "", tables)


def lines(made: Manifest) -> list[str]:
    return [" ".join(line.split()) for line in told(made)]


def test_one_of_a_thing_and_none_and_many() -> None:
    assert lines(manifest(Body=1, Person=1_200))[:3] == ["1 body", "1,200 people", "0 systems"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ["0 files as they were uploaded", "0 files of what was read from them"]),
        (["files/a.csv"], ["1 file as it was uploaded", "0 files of what was read from them"]),
        (
            ["files/a.csv", "files/b.csv", "reading-1/accepted.parquet"],
            ["2 files as they were uploaded", "1 file of what was read from them"],
        ),
        (["reading-files/files"], ["0 files as they were uploaded", "1 file of what was read from them"]),
    ],
)
def test_what_was_uploaded_is_told_from_what_reading_made_of_it(names: list[str], said: list[str]) -> None:
    made = manifest()
    uploads = [Part(f"uploads/import-3/{name}", 1, "") for name in names]
    whole = Manifest(**{**vars(made), "parts": [*made.parts, *uploads]})
    assert lines(whole)[-2:] == said

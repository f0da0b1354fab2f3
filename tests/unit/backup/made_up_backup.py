"""A small backup made without a database: ten events and an uploaded file."""

import hashlib
import json
from pathlib import Path

from registers import zipped

from custodes.audit.chain import COLUMNS, START, canonical, digest
from custodes.backup.manifest import Manifest, Part

EVENTS = "tables/audit.Event.jsonl"
UPLOAD = "uploads/import-1/files/estate.csv"


def written() -> dict[str, bytes]:
    """Its files by name, the manifest among them."""
    rows, previous = [], START
    for number in range(1, 11):
        covered = [
            number, f"2026-03-01T10:00:{number:02}.000000+00:00", "register.change_device", 7, "Ida Marlowe", "page",
            "", 3, "device", "1", "", canonical({"changed": {"brand": ["", f"Axis {number}"]}}), previous,
        ]  # fmt: skip
        previous = digest(covered)
        rows.append([*covered, previous])
    files = {
        EVENTS: "".join(json.dumps(row) + "\n" for row in rows).encode(),
        UPLOAD: b"Make,Model\nAxis,P3245-LV\n" * 40,
    }
    parts = [
        Part(EVENTS, len(files[EVENTS]), _digest(files[EVENTS]), "audit.Event", COLUMNS, len(rows)),
        Part(UPLOAD, len(files[UPLOAD]), _digest(files[UPLOAD])),
    ]
    manifest = Manifest(
        "0.2", "2026-03-01T10:00:00+00:00", "sqlite", [("audit", "0001_initial")], 10, previous, parts
    )
    return {**files, "manifest.json": manifest.text().encode()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def backup(folder: Path) -> Path:
    return zipped(folder / "backup.zip", written())


def part_of(manifest: Manifest, name: str) -> Part:
    (found,) = [part for part in manifest.parts if part.name == name]
    return found

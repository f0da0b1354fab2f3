"""What a zip-based spreadsheet would unpack to, looked at before anything is unpacked into memory."""

import io
import re
import zipfile
from collections.abc import Iterator

from custodes.errors import UnreadableInput

LARGEST = 2 * 1024**3
"""Bytes that the parts of one file may unpack to, all together."""
MOST_CELLS = 60_000_000
"""Cells in the rectangle that holds everything on one sheet: about 3 GB of memory."""

_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')
_FAR_CELL = re.compile(rb'r="([A-Z]{2,3})\d')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c (?=[^>]*t="e")[^>]*?r="([A-Z]{1,3})(\d+)"')
_REPEATED = re.compile(rb'number-(rows|columns)-repeated="(\d+)"')


def parts(data: bytes, name: str) -> dict[str, zipfile.ZipInfo]:
    """The directory of the zip. Raises `UnreadableInput` where it is damaged, locked, or would unpack too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = {part.filename: part for part in archive.infolist()}
    except Exception:  # zipfile raises a dozen kinds for damaged files
        raise damaged(name) from None
    if any(part.flag_bits & 1 for part in found.values()):
        raise UnreadableInput(f"{name} is locked with a password.", "Save a copy without the password.")
    if sum(part.file_size for part in found.values()) > LARGEST:
        raise too_large(name)
    return found


def damaged(name: str) -> UnreadableInput:
    return UnreadableInput(
        f"{name} is damaged or was cut off.", "Copy or download it again, or open it and save it anew."
    )


def too_large(name: str) -> UnreadableInput:
    return UnreadableInput(
        f"{name} would unpack to over {LARGEST // 1024**3} GB.", "Split it, or save it as csv or parquet."
    )


def unpacked(data: bytes, part: str, name: str) -> Iterator[bytes]:
    """One part in pieces of 1 MB, counted as they come: a zip's directory may state false sizes."""
    total, tail = 0, b""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part) as stream:
            while piece := stream.read(1 << 20):
                total += len(piece)
                if total > LARGEST:
                    raise too_large(name)
                yield tail + piece
                tail = piece[-200:]
    except UnreadableInput:
        raise
    except Exception:  # zipfile and its decompressors raise a dozen kinds for damaged files
        raise damaged(name) from None


def check_sheet(data: bytes, part: str, name: str) -> list[tuple[int, int]]:
    """Row and column (from 0) of the formula errors on an xlsx sheet.

    Raises `UnreadableInput` where one stray cell far to the right or down would make the sheet too large:
    the reader keeps the whole rectangle in memory.
    """
    widest, last_row = 0, 0
    errors: set[tuple[int, int]] = set()
    for piece in unpacked(data, part, name):
        widest = max([widest, *map(_column, set(_FAR_CELL.findall(piece)))])
        last_row = max([last_row, *map(int, _ROW.findall(piece, max(piece.rfind(b"<row "), 0)))])
        if b't="e"' in piece:
            errors |= {(int(row) - 1, _column(letters) - 1) for letters, row in _ERROR_CELL.findall(piece)}
    if last_row * max(widest, 26) > MOST_CELLS:
        raise _too_many_cells(name)
    return sorted(errors)


def check_repeats(data: bytes, name: str) -> None:
    """The same for ods, where one cell can stand for millions. Blank repeats cost nothing and are left be."""
    for piece in unpacked(data, "content.xml", name):
        for row in piece.split(b"</table:table-row>"):
            if b"office:value-type" not in row:
                continue
            repeats = {"rows": 1, "columns": 1}
            for what, count in _REPEATED.findall(row):
                repeats[what.decode()] = max(repeats[what.decode()], int(count[:9]))
            if repeats["rows"] * repeats["columns"] > MOST_CELLS:
                raise _too_many_cells(name)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_many_cells(name: str) -> UnreadableInput:
    return UnreadableInput(
        f"A sheet of {name} reaches over more than {MOST_CELLS:,} cells, most of them surely blank.",
        "Delete the stray cell far to the right or far down, then save it again.",
    )

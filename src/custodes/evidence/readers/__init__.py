"""Readers: one file per shape. Each turns the bytes of a file into grids of text.

The reader is chosen by content, so a wrong suffix still reads. To add one: write a module with
`read(data: bytes, name: str) -> tuple[Grid, ...]` that raises `UnreadableInput`, and add it to `_reader`.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from custodes.errors import UnreadableInput
from custodes.evidence.readers import delimited, jsonl, parquet, spreadsheet, widths
from custodes.evidence.shapes import MOST_COLUMNS, Grid

LARGEST = 4 * 1024**3
"""Bytes. Files are read into memory whole."""

Reader = Callable[[bytes, str], tuple[Grid, ...]]

_NOT_TABLES = (
    (b"%PDF", "a PDF", "Ask for the spreadsheet it was printed from."),
    (b"\x89PNG", "a picture", "Ask for the list itself as a spreadsheet."),
    (b"\xff\xd8\xff", "a picture", "Ask for the list itself as a spreadsheet."),
    (b"GIF8", "a picture", "Ask for the list itself as a spreadsheet."),
    (b"{\\rtf", "a word-processor document", "Copy its table into a spreadsheet and save that."),
    (b"\x1f\x8b", "compressed with gzip", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"SQLite format 3", "a database", "Export the list of cameras from it as csv."),
)
_WEB_PAGE = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<workbook", b"<meta", b"<office:")


class ReadFile(NamedTuple):
    """A file's grids, and its SHA-256 in hex."""

    grids: tuple[Grid, ...]
    digest: str


def read(path: Path) -> ReadFile:
    """Read one file. Raises `UnreadableInput` saying what is wrong with it and how to mend it."""
    data = bytes_of(path)
    grids = _reader(data, path.name)(data, path.name)
    if any(len(grid.columns) > MOST_COLUMNS for grid in grids):
        raise widths.too_wide(path.name)
    return ReadFile(grids, hashlib.sha256(data).hexdigest())


def bytes_of(path: Path) -> bytes:
    """A file as it is. Raises `UnreadableInput` where it is missing, a folder, too large, or not to be opened."""
    try:
        if path.is_dir():
            raise UnreadableInput(f"{path.name} is a folder.", "Name the files in it.")
        if path.stat().st_size > LARGEST:
            raise UnreadableInput(f"{path.name} is larger than 4 GB.", "Split it, or save it as parquet.")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableInput(f"There is no file {path.name}.", "Check its name and folder.") from None
    except OSError as error:
        raise UnreadableInput(
            f"{path.name} cannot be opened: {error.strerror}.",
            "Close it elsewhere, or check its permissions.",
        ) from None


def _reader(data: bytes, name: str) -> Reader:
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableInput(f"{name} is empty.", "Export it again and check that it has rows.")
    for magic, what, mend in _NOT_TABLES:
        if data.startswith(magic):
            raise UnreadableInput(f"{name} is {what}, not a table.", mend)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", spreadsheet.OLE2)):
        return spreadsheet.read
    if data.startswith(b"PAR1"):
        return parquet.read
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_WEB_PAGE):
        raise UnreadableInput(
            f"{name} is a web page or XML, whatever its suffix says.",
            "Open it in a spreadsheet program and save it as xlsx, ods or csv.",
        )
    return jsonl.read if jsonl.looks_like(data) else delimited.read

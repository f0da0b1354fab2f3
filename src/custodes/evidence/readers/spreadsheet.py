"""xlsx, xlsb, xls and ods, by python-calamine: every sheet, hidden ones too."""

import io
import posixpath
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pyarrow as pa
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from custodes.errors import UnreadableInput
from custodes.evidence.readers import zipped
from custodes.evidence.shapes import Grid, Trouble
from custodes.evidence.text import ColumnsOfText, blocks

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORMULA_ERROR = (
    "holds a formula that gives an error, which was read as blank",
    "Mend the formula, or type the value in its place.",
)


def read(data: bytes, name: str) -> tuple[Grid, ...]:
    """One grid for each sheet. `lines` are the spreadsheet's own row numbers."""
    errors = _check(data, name)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [s for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        return tuple(
            _grid(workbook.get_sheet_by_name(sheet.name), sheet.name, errors.get(sheet.name, ()))
            for sheet in sheets
        )
    except PasswordError:
        raise _locked(name) from None
    except Exception:
        raise zipped.damaged(name) from None
    except BaseException as error:
        # A damaged file can panic the Rust reader; its PanicException is not an Exception and has no import.
        if type(error).__name__ == "PanicException":
            raise zipped.damaged(name) from None
        raise


def _locked(name: str) -> UnreadableInput:
    return UnreadableInput(f"{name} is locked with a password.", "Save a copy without the password.")


def _check(data: bytes, name: str) -> dict[str, Sequence[tuple[int, int]]]:
    """Formula errors by sheet. Raises `UnreadableInput` for what is no spreadsheet or would be too large."""
    if data.startswith(OLE2):
        _check_ole(data, name)
        return {}
    parts = zipped.parts(data, name)
    if "xl/workbook.xml" in parts:
        return {
            sheet: zipped.check_sheet(data, part, name)
            for sheet, part in _sheet_parts(data, name).items()
            if part in parts
        }
    if "content.xml" in parts:
        if b"encryption-data" in b"".join(zipped.unpacked(data, "META-INF/manifest.xml", name)):
            raise _locked(name)
        zipped.check_repeats(data, name)
    elif "xl/workbook.bin" not in parts:
        raise _no_spreadsheet(name, "word/document.xml" in parts)
    return {}


def _no_spreadsheet(name: str, document: bool) -> UnreadableInput:
    if document:
        return UnreadableInput(
            f"{name} is a word-processor document.", "Copy its table into a spreadsheet and save that."
        )
    return UnreadableInput(
        f"{name} is a zip archive, not a spreadsheet.", "Unpack it and name the files in it."
    )


def _check_ole(data: bytes, name: str) -> None:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise _locked(name)
    if not holds("Workbook") and not holds("Book"):
        raise UnreadableInput(
            f"{name} is not a spreadsheet.", "Copy its table into a spreadsheet and save that."
        )


def _sheet_parts(data: bytes, name: str) -> dict[str, str]:
    """Sheet name to the part of the xlsx that holds it."""
    targets = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", _whole(data, "xl/_rels/workbook.xml.rels", name)):
        identity, target = _attribute(tag, "Id"), _attribute(tag, "Target")
        targets[identity] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    tags = re.findall(r"<(?:\w+:)?sheet\b[^>]*>", _whole(data, "xl/workbook.xml", name))
    return {unescape(_attribute(tag, "name")): targets.get(_attribute(tag, r"\w+:id"), "") for tag in tags}


def _whole(data: bytes, part: str, name: str) -> str:
    with_overlaps = list(zipped.unpacked(data, part, name))
    return with_overlaps[0].decode("utf-8", "replace") if with_overlaps else ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}\s*=\s*[\"']([^\"']*)[\"']", tag)
    return found[1] if found else ""


def _grid(sheet: CalamineSheet, name: str, errors: Sequence[tuple[int, int]]) -> Grid:
    if sheet.start is None:
        return Grid(name, (), pa.array([], pa.int64()))
    first_column = sheet.start[1]
    merges, height, columns = _Merges(sheet, first_column), 0, None
    for block in blocks(sheet.iter_rows()):
        merges.fill(block, height)
        columns = columns or ColumnsOfText(len(block[0]))
        columns.add(block)
        height += len(block)
    troubles = [
        Trouble(row, column - first_column, *_FORMULA_ERROR) for row, column in errors if row < height
    ]
    lines = pa.arange(1, height + 1)
    assert columns is not None  # a sheet that starts somewhere has rows
    return Grid(name, columns.finish(), lines, None, tuple(troubles), first_column, columns.decimal())


class _Merges:
    """Cells merged over several rows, written into each of them, as a person reads them.

    Numbers are left alone: a merged count is the count of all its rows together. So are blank rows.
    """

    def __init__(self, sheet: CalamineSheet, first_column: int) -> None:
        self._tops: dict[int, list[int]] = {}
        self._below: dict[int, list[tuple[int, int]]] = {}
        self._shown: dict[tuple[int, int], object] = {}
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
            if left == right and left >= first_column:
                self._tops.setdefault(top, []).append(left - first_column)
                for row in range(top + 1, min(bottom, sheet.total_height) + 1):
                    self._below.setdefault(row, []).append((left - first_column, top))

    def fill(self, block: Sequence[list[Any]], start: int) -> None:
        if not self._tops:
            return
        for index, row in enumerate(block, start):
            self._shown |= {
                (index, column): row[column] for column in self._tops.get(index, ()) if column < len(row)
            }
            for column, top in self._below.get(index, ()):
                shown = self._shown.get((top, column))
                if isinstance(shown, str) and any(cell != "" for cell in row):
                    row[column] = shown

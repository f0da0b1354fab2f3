"""A workbook with the mistakes that people make in lists of cameras, each with what must be said about it.

    mistakes = thirty_mistakes(path)      # writes the workbook

Every place, person and address in it is made up.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

BODY = "Oxmere Constabulary"
OTHER_BODY = "Thornby Borough Council"
PASSWORDS = ("s3cret-of-the-gate", "hunter2-of-the-yard", "Lamp!Post77")
"""Passwords that stand in it; none of them may be shown or kept anywhere."""
HEADERS = (
    "Organisation", "System", "Site", "Technology", "Make", "Camera model", "FW", "MAC", "IP address", "Serial number",
    "Qty", "How counted", "Sensitive?", "Connection", "Install date", "End of support", "Admin password", "Manufacturer",
)  # fmt: skip
SHEET = "Cameras"


class Mistake(NamedTuple):
    """One mistake. `kind`: "rejected" or "warning", or "note" where it is about the import as a whole."""

    what: str
    sheet: str
    line: int
    """0 where it is about the sheet."""
    kind: str
    says: str
    """What must be among the words said about it."""


class _Row(NamedTuple):
    what: str
    cells: dict[str, Any]
    kind: str
    says: str


GOOD: dict[str, Any] = {
    "Organisation": BODY, "System": "Town centre", "Site": "Market Square", "Technology": "External CCTV", "Make": "Axis",
    "Camera model": "P3245-LV", "FW": "10.12.182", "Qty": 1, "Connection": "LAN", "Install date": dt.date(2021, 5, 4),
}  # fmt: skip
_ROWS = (
    _Row("a MAC address cut short", {"MAC": "44:19:B6:01:02"}, "warning", "is not a MAC address of twelve"),
    _Row("the MAC address of nobody", {"MAC": "FF:FF:FF:FF:FF:FF"}, "warning", "is not the address of any device"),
    _Row(
        "two MAC addresses in a cell",
        {"MAC": "44:19:B6:01:02:03 / 44:19:B6:01:02:04"},
        "warning",
        "holds several MAC addresses",
    ),
    _Row("an IP address that cannot be", {"IP address": "10.0.0.999"}, "warning", "is not an IP address"),
    _Row(
        "a password inside an address",
        {"IP address": f"rtsp://admin:{PASSWORDS[1]}@10.0.0.12:554/live"},
        "warning",
        "held a user name, password or key",
    ),
    _Row("a password beside the firmware", {"FW": f"root / {PASSWORDS[2]}"}, "warning", "held a user name, password or key"),
    _Row("a number in words that say nothing", {"Qty": "lots"}, "rejected", "is not a number of devices"),
    _Row("five million cameras in a row", {"Qty": 5_000_000}, "rejected", "is more than 1,000,000 devices"),
    _Row("a number that is not known", {"Qty": "n/k"}, "warning", "says that the number is not known"),
    _Row("a basis that says nothing", {"How counted": "Dave did it"}, "warning", "does not say how the number is known"),
    _Row("the 31st of February", {"Install date": "31/02/2020"}, "warning", "is not a date there is"),
    _Row("the year 1900", {"Install date": dt.date(1900, 1, 31)}, "warning", "lies before 1950"),
    _Row("a day long to come", {"Install date": "01/01/2199"}, "warning", "lies too far in the future"),
    _Row("a date in words", {"End of support": "when it breaks"}, "warning", "is not a date we can read"),
    _Row("a technology nobody knows", {"Technology": "Wombat detector"}, "warning", "is not a technology we know"),
    _Row("two technologies in a cell", {"Technology": "ANPR and drone"}, "warning", "is not a technology we know"),
    _Row("a site that may be sensitive", {"Sensitive?": "depends"}, "warning", "says neither sensitive nor not"),
    _Row("the text of a formula's error", {"Make": "#N/A"}, "warning", "is the error of a formula"),
    _Row("a formula that fails", {"Site": "=1/0"}, "warning", "holds a formula that gives an error"),
    _Row("characters nobody sees", {"Camera model": "P3245\u200b-LV"}, "warning", "holds invisible control characters"),
    _Row("a text without end", {"Site": "beside the gate " * 80}, "warning", "the first 1,000 were kept"),
    _Row("a firmware version typed as a number", {"FW": 5.1}, "warning", "holds numbers, so that 5.10 cannot be told"),
    _Row(
        "nothing that says what it is",
        {"Make": None, "Camera model": None},
        "rejected",
        "has neither a brand nor a model nor a MAC address",
    ),
    _Row(
        "a total",
        {"Site": "Total", "Make": None, "Camera model": None, "Qty": 40, "Technology": None, "FW": None},
        "rejected",
        "is a total of other rows",
    ),
    _Row("another body's camera", {"Organisation": OTHER_BODY}, "note", OTHER_BODY),
    _Row("a camera of which two rows speak (first)", {"Serial number": "ACCC8E000001"}, "", ""),
    _Row("a camera of which two rows speak (again)", {"Serial number": "accc8e-000001"}, "note", "an earlier row of these lists"),
)  # fmt: skip
_FIRST = 4
"""The line of the first row: a title, a blank line and the headings are over it."""


def thirty_mistakes(path: Path) -> list[Mistake]:
    """Write the workbook, and return every mistake in it."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", "strings_to_urls": False}) as book:
        rows = [GOOD, *(GOOD | row.cells for row in _ROWS)]
        _cameras(book.add_worksheet(SHEET), rows)
        _others(book)
    lines = range(_FIRST + 1, _FIRST + 1 + len(_ROWS))
    found = [
        Mistake(row.what, SHEET, _place(row, line), row.kind, row.says)
        for row, line in zip(_ROWS, lines, strict=True)
        if row.kind
    ]
    return [*found, *_about_sheets(_FIRST + 1 + len(_ROWS))]


def _place(row: _Row, line: int) -> int:
    return 3 if "cannot be told" in row.says else line


def _cameras(sheet: Any, rows: list[dict[str, Any]]) -> None:
    sheet.write(0, 0, "Oxmere Constabulary (fictional): cameras, as far as anybody knows")
    sheet.write_row(2, 0, HEADERS)
    for at, cells in enumerate(rows, _FIRST - 1):
        for column, header in enumerate(HEADERS):
            cell = PASSWORDS[0] if header == "Admin password" else cells.get(header)
            if cell == "=1/0":
                sheet.write_formula(at, column, cell, None, "#DIV/0!")
            elif cell is not None:
                sheet.write(at, column, cell)
    after = _FIRST - 1 + len(rows)
    sheet.write_row(after, 0, HEADERS)
    sheet.write_row(after + 1, 0, [GOOD.get(header, "") for header in HEADERS[:14]])


def _others(book: Any) -> None:
    notes = book.add_worksheet("Rota")
    for at, row in enumerate([("Who", "When"), ("Early shift", "Monday"), ("Late shift", "Tuesday")]):
        notes.write_row(at, 0, row)
    book.add_worksheet("To come").write_row(0, 0, ["Make", "Model", "MAC address"])
    bare = book.add_worksheet("From the scan")
    for at in range(3):
        bare.write_row(at, 0, [f"44:19:B6:0A:00:0{at}", f"10.0.1.{at + 1}", "Hikvision"])


def _about_sheets(repeated: int) -> Iterator[Mistake]:
    yield Mistake(
        "a title over the headings", SHEET, 1, "warning", "are over the headers and were taken as titles"
    )
    yield Mistake("a column of passwords", SHEET, 3, "warning", "looks like it holds passwords")
    yield Mistake("two columns for the make", SHEET, 3, "warning", "could be the brand too")
    yield Mistake("headings in the middle", SHEET, repeated, "warning", "holds headers again")
    yield Mistake("a sheet that is no list", "Rota", 0, "warning", "the sheet was skipped")
    yield Mistake("headings without rows", "To come", 1, "warning", "has headers and no rows below them")
    yield Mistake("rows without headings", "From the scan", 0, "warning", "has no headers")

"""A workbook to fill in: the columns an import reads, with lists to choose from where there is one."""

from typing import BinaryIO, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]


class Asked(NamedTuple):
    """A column: what it is called here, what to put into it, and the words to choose from."""

    canonical: str
    heading: str
    note: str
    choices: tuple[str, ...] = ()
    width: int = 18


TECHNOLOGIES = (
    "External CCTV",
    "Internal CCTV",
    "CCTV",
    "ANPR",
    "Body-worn video",
    "Drone",
    "Helicopter",
    "Facial recognition",
    "Other",
)
ASKED = (
    Asked(
        "system", "System", "Which surveillance system it belongs to, by its name in the register.", width=24
    ),
    Asked("technology", "Technology", "Choose one. It decides which watchlists apply.", TECHNOLOGIES),
    Asked("site", "Site", "Where it is: a building, a street, a vehicle.", width=28),
    Asked("brand", "Brand", "The name on the label. Brand, model or MAC address is needed in each row."),
    Asked("model", "Model", "The whole model number, as on the label.", width=22),
    Asked(
        "firmware", "Firmware", "The whole version with its build. It decides most vulnerabilities.", width=26
    ),
    Asked("hardware", "Hardware revision", "If the label or the device gives one."),
    Asked("serial", "Serial number", "By this the next list is known to speak of the same device.", width=24),
    Asked("mac", "MAC address", "Twelve hexadecimal digits. It contradicts a wrong label.", width=20),
    Asked("ip", "IP address", "One address, without a user name or password."),
    Asked("hostname", "Hostname", "Its name on the network, or your own reference."),
    Asked("quantity", "Quantity", "How many devices the row stands for; 1 if left blank."),
    Asked(
        "quantity_basis",
        "Quantity basis",
        "How the number is known.",
        ("Counted", "Estimated", "Not held"),
    ),
    Asked("site_class", "Site class", "Whether the site is a sensitive one.", ("Sensitive", "Not sensitive")),
    Asked(
        "connectivity",
        "Connectivity",
        "How it is connected.",
        ("Internet", "Mobile data", "Networked", "Closed network", "Standalone"),
    ),
    Asked("supplier", "Supplier", "Who sold or installed it.", width=24),
    Asked("installed", "Date installed", "A day, a month and year, or a year."),
    Asked("supported_until", "Supported until", "When the maker stops mending it."),
)
"""Every column an import reads but the body: a list is imported into one body."""

LABELS = {"body": "Body", **{asked.canonical: asked.heading for asked in ASKED}}
"""Canonical column to what people are shown."""

ROWS = 5_000
"""Rows that the lists to choose from reach down to."""
SHEET, NOTES = "Devices", "How to fill it in"


def write_template(file: BinaryIO) -> None:
    """Write the workbook, with headings and no rows."""
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})  # 5.10 stays 5.10, and a MAC address what it is
        for at, asked in enumerate(ASKED):
            sheet.set_column(at, at, asked.width, None if asked.canonical == "quantity" else text)
            sheet.write_string(0, at, asked.heading, head)
            sheet.data_validation(1, at, ROWS, at, _validation(asked))
        sheet.freeze_panes(1, 0)
        _write_notes(book)


def _validation(asked: Asked) -> dict[str, object]:
    """The note beside the cell, and the list; other words are read too, so nothing is refused while typing."""
    told: dict[str, object] = {
        "input_title": asked.heading,
        "input_message": asked.note,
        "ignore_blank": True,
    }
    if not asked.choices:
        return {**told, "validate": "any"}
    return {**told, "validate": "list", "source": list(asked.choices), "error_type": "information"}


def _write_notes(book: "xlsxwriter.Workbook") -> None:
    """Sentences only: a line that looks like headings would be read as a list."""
    sheet, wrap = book.add_worksheet(NOTES), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100, wrap)
    lines = (
        f"Fill in the sheet “{SHEET}”: one row for each device, or for several of a kind with their number beside them.",
        "Leave out what you do not know. A blank cell says nothing, and nothing is ever read as clean for want of an answer.",
        "Leave out passwords, PINs and keys. A column of them is refused.",
        *(f"About the column “{asked.heading}” of the sheet “{SHEET}”: {asked.note}" for asked in ASKED),
    )
    for at, line in enumerate(lines):
        sheet.write_string(at, 0, line, wrap)

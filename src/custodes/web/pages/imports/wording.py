"""What is found about lists, in the words of pages. The intake speaks to the command line as well."""

from collections.abc import Mapping
from typing import Any

from custodes.evidence.models import Import
from custodes.evidence.template import LABELS
from custodes.web.govuk.wording import count

KINDS = {"rejected": ("Cannot be added", "red"), "warning": ("To look at", "yellow")}
HEADINGS = {
    Import.State.READING: "Reading the lists",
    Import.State.UNREADABLE: "The lists cannot be read",
    Import.State.CHECKED: "Check what will be added",
    Import.State.ADDING: "Adding to the register",
    Import.State.ADDED: "What was added",
    Import.State.REFUSED: "Nothing was added",
    Import.State.UNDONE: "This import was undone",
}
COLOURS = {
    Import.State.READING: "blue",
    Import.State.UNREADABLE: "red",
    Import.State.CHECKED: "yellow",
    Import.State.ADDING: "blue",
    Import.State.ADDED: "green",
    Import.State.REFUSED: "grey",
    Import.State.UNDONE: "grey",
}
HOW = {"name": "its name", "content": "its content", "given": "somebody’s choice"}
NOT_USED = "Not used"


def column_in_words(canonical: str) -> str:
    """What a column of a list is read as."""
    return LABELS.get(canonical, NOT_USED)


def problem_in_words(text: str) -> str:
    """A problem as a sentence of its own."""
    return text[:1].upper() + text[1:]


def mend_in_words(text: str) -> str:
    """What to do: where the command line has an option, pages have a page."""
    return "Say which column is which under “Change what the columns are”." if "--map" in text else text


def notes(report: Mapping[str, Any], to_do: Mapping[str, Any], again: list[str]) -> list[str]:
    """What somebody should know before they choose, each in a sentence or two. `again`: files seen before."""
    found = [*again, *_refused(report), *_bodies(to_do)]
    for name, say in _ROWS.items():
        if number := to_do.get(name, 0):
            rows = count(number, "row")
            found.append(say.format(rows=rows, speak="speaks" if number == 1 else "speak"))
    return found


_ROWS = {
    "again": "{rows} {speak} of a device that an earlier row of these lists speaks of, by its serial number or MAC address. Each is kept as evidence about that one device; it is counted once.",
    "nameless": "{rows} cannot be recognised again, for want of a serial number or MAC address of one device. They become new rows of the register, also if the register holds those devices already.",
    "elsewhere": "{rows} {speak} of a device that is in another system than the row says. Devices stay in the systems they are in.",
    "returning": "{rows} {speak} of a device that was withdrawn from the register. They come in as new ones; look whether they should.",
}


def _refused(report: Mapping[str, Any]) -> list[str]:
    """Files that hold passwords, and what becomes of them."""
    named = [file["name"] for file in report["files"] if file["held_secrets"]]
    if not named:
        return []
    files = ", ".join(named)
    return [
        f"{files}: passwords, keys or user names were left out and are shown nowhere. Once you have chosen, the uploaded "
        "file is removed as well. Change passwords that others may have seen."
    ]


def _bodies(to_do: Mapping[str, Any]) -> list[str]:
    named = to_do.get("bodies", {})
    if not named:
        return []
    shown = "; ".join(f"{name} ({count(rows, 'row')})" for name, rows in list(named.items())[:10])
    more = f"; and {len(named) - 10:,} others" if len(named) > 10 else ""
    return [
        f"Some rows name another body: {shown}{more}. They are imported into this one: check that they belong here."
    ]

"""The sheet `choices`: lists of answers to choose from."""

from collections.abc import Mapping
from typing import NamedTuple

from custodes.survey.instrument import Choice
from custodes.survey.sheets import Row, Sheet

NEEDED = ("list_name", "name")


class ChoiceList(NamedTuple):
    """The choices of one list in order, each with the row it stands in."""

    choices: tuple[Choice, ...]
    rows: tuple[Row, ...]


def read_lists(sheet: Sheet | None, duplicates: bool) -> dict[str, ChoiceList]:
    """Every list by its name. `duplicates`: whether the form allows several choices of one name."""
    if sheet is None or not _has_columns(sheet):
        return {}
    found: dict[str, list[tuple[Choice, Row]]] = {}
    for row in sheet.rows:
        choice = _choice(row)
        if choice:
            found.setdefault(row.text("list_name"), []).append((choice, row))
    lists = {
        name: ChoiceList(tuple(choice for choice, _ in pairs), tuple(row for _, row in pairs))
        for name, pairs in found.items()
    }
    if not duplicates:
        for name, one in lists.items():
            _look_for_duplicates(name, one)
    return lists


def _has_columns(sheet: Sheet) -> bool:
    missing = [column for column in NEEDED if not sheet.of(column)]
    for column in missing:
        sheet.problem("error", f"There is no column “{column}”.", f"Add the heading “{column}” in row 1.")
    if not sheet.of("label"):
        sheet.problem("warning", "There is no column “label”: choices are shown by their names.", "Add one.")
    return not missing


def _choice(row: Row) -> Choice | None:
    lacking = [column for column in NEEDED if not row.text(column)]
    for column in lacking:
        row.error(column, f"This choice has no {column}.", "Fill it in, or delete the row.")
    if lacking:
        return None
    name, label = row.text("name"), row.words("label")
    if not label and row.sheet.of("label"):
        row.warn("label", f"The choice “{name}” has no label: it is shown by its name.", "Write one.")
    return Choice(name, label or dict.fromkeys(_languages(row.sheet), name), _extra(row))


def _languages(sheet: Sheet) -> list[str]:
    return [heading.language for heading in sheet.of("label")] or [""]


def _extra(row: Row) -> Mapping[str, str]:
    """Columns that only choice filters know."""
    return {
        heading.name: row.cells[heading.at]
        for heading in row.sheet.headings
        if heading.column is None and heading.at in row.cells
    }


def _look_for_duplicates(name: str, found: ChoiceList) -> None:
    first: dict[str, Row] = {}
    for choice, row in zip(found.choices, found.rows, strict=True):
        earlier = first.setdefault(choice.name, row)
        if earlier is not row:
            row.error(
                "name",
                f"“{choice.name}” is in the list “{name}” already, in row {earlier.number}.",
                "Give it a name of its own, or delete one of the two.",
            )


def look_for_spaces(name: str, found: ChoiceList) -> None:
    """Several chosen names are kept with spaces between, so that none may have one in it."""
    for choice, row in zip(found.choices, found.rows, strict=True):
        if " " in choice.name:
            row.error(
                "name",
                f"“{choice.name}” has a space in it, and several of the list “{name}” can be chosen.",
                f"Write “{choice.name.replace(' ', '_')}”; the label may have spaces.",
            )

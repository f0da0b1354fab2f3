"""The sheet `survey`: its rows as questions, groups and repeats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from custodes.survey.choices import ChoiceList, look_for_spaces
from custodes.survey.expressions import FORM, Place
from custodes.survey.instrument import Choice, Item
from custodes.survey.question import YES, group, name_of, question, say_unknown, unnamed
from custodes.survey.sheets import Row, Sheet
from custodes.survey.types import Type, understand
from custodes.survey.vocabulary import nearest

MOST_DEEP = 20
"""Groups that may stand in each other."""


class Placed(NamedTuple):
    """A question or group by its name, with its row and where in the form it stands."""

    name: str
    row: Row
    place: Place
    list_name: str = ""
    or_other: bool = False


@dataclass
class _Open:
    """A group that was begun, and what was found in it so far."""

    type: Type
    row: Row
    place: Place
    items: list[Item] = field(default_factory=list)


class Survey(NamedTuple):
    """The questions in order, where each stands, and the lists that were named."""

    items: tuple[Item, ...]
    placed: tuple[Placed, ...]
    lists_used: frozenset[str]


def read_questions(sheet: Sheet, lists: Mapping[str, ChoiceList], has_choices: bool) -> Survey:
    """Every row of the sheet. What is wrong is said to the sheet; what could be understood is returned.

    `has_choices`: whether the workbook has the sheet that lists stand in.
    """
    walk = _Walk(lists, has_choices)
    if _has_columns(sheet):
        for row in sheet.rows:
            if row.text("disabled").lower() not in YES:
                walk.take(row)
        walk.close_all()
    return Survey(tuple(walk.top), tuple(walk.placed), frozenset(walk.used))


def _has_columns(sheet: Sheet) -> bool:
    missing = [column for column in ("type", "name") if not sheet.of(column)]
    for column in missing:
        sheet.problem("error", f"There is no column “{column}”.", f"Add the heading “{column}” in row 1.")
    if not sheet.of("label") and not sheet.of("hint"):
        sheet.problem(
            "error", "There is no column “label”.", "Add it: it holds the wording of the questions."
        )
    return not missing


class _Walk:
    """Goes down the rows and keeps which groups are open."""

    def __init__(self, lists: Mapping[str, ChoiceList], has_choices: bool) -> None:
        self.lists, self.has_choices = lists, has_choices
        self.top: list[Item] = []
        self.placed: list[Placed] = []
        self.used: set[str] = set()
        self._open: list[_Open] = []
        self._taken: dict[str, Row] = {}
        self._several: set[str] = set()

    def take(self, row: Row) -> None:
        """One row, whatever it is."""
        text = row.text("type")
        found = understand(text)
        if found is None:
            say_unknown(row, text)
            self._place(row)  # others may speak of it, rightly
        elif found.verb == "begin":
            self._begin(row, found)
        elif found.verb == "end":
            self._end(row, found)
        else:
            self._ask(row, found)

    def close_all(self) -> None:
        """What was never ended ends with the sheet, and what can be said of lists is said once of each."""
        for name in sorted(self._several):
            look_for_spaces(name, self.lists[name])
        for left in self._open:
            what = f"The {left.type.group} “{left.place.name}” that begins here is never ended."
            left.row.error("type", what, f"Add a row “end_{left.type.group}” below its last question.")
        while self._open:
            self._close()

    def _begin(self, row: Row, found: Type) -> None:
        if len(self._open) == MOST_DEEP:
            what = f"Groups stand more than {MOST_DEEP} deep in each other here."
            row.error("type", what, "End groups before others begin.")
        self._open.append(_Open(found, row, self._place(row, found)))

    def _end(self, row: Row, found: Type) -> None:
        if not self._open:
            mend = f"Delete the row, or add “begin_{found.group}” above the questions it ends."
            row.error("type", f"This ends a {found.group}, but none is open.", mend)
            return
        begun = self._open[-1]
        if begun.type.group != found.group:
            row.error(
                "type",
                f"Row {row.number} ends a {found.group}, but what is open is the {begun.type.group}"
                f" “{begun.place.name}”, which row {begun.row.number} began.",
                f"Write “end_{begun.type.group}”, or correct row {begun.row.number}.",
            )
        self._close()

    def _close(self) -> None:
        done = self._open.pop()
        if len(self._open) >= MOST_DEEP:
            self._items().extend(done.items)  # said where it began
            return
        repeats = done.type.group == "repeat"
        self._items().append(group(done.row, repeats, done.place.name, tuple(done.items)))

    def _items(self) -> list[Item]:
        return self._open[-1].items if self._open else self.top

    def _ask(self, row: Row, found: Type) -> None:
        choices = self._choices(row, found) if found.from_list else ()
        place = self._place(row, found)
        self._items().append(question(row, found, place.name, choices))

    def _place(self, row: Row, found: Type | None = None) -> Place:
        """Where a row stands. Its name is looked at, and kept to find the row by."""
        name = name_of(row, f"generated_note_name_{row.number}" if found and unnamed(found) else "")
        first = self._taken.setdefault(name, row) if name else row
        if first is not row:
            what = f"The name “{name}” is taken already, by row {first.number}."
            mend = "Give it a name of its own: answers are found by their names, in whatever group."
            row.error("name", what, mend)
        inside = self._open[:MOST_DEEP][-1].place if self._open else FORM
        place = inside.inside(name, repeat=found is not None and found.group == "repeat")
        chosen = (found.list_name, found.or_other) if found else ("", False)
        self.placed.append(Placed(name, row, place, *chosen))
        return place

    def _choices(self, row: Row, found: Type) -> tuple[Choice, ...]:
        if not found.list_name:
            row.error(
                "type", "No list of choices is named.", "Write its list_name behind, as “select_one yes_no”."
            )
            return ()
        if "${" in found.list_name:
            row.warn(
                "type",
                "Answers to another question cannot be the choices here: it is asked as text.",
                "Write the choices into a list if they are known beforehand.",
            )
            return ()
        self.used.add(found.list_name)
        if found.list_name not in self.lists:
            self._say_no_list(row, found.list_name)
            return ()
        if found.kind and found.kind.name != "select_one":
            self._several.add(found.list_name)
        return self.lists[found.list_name].choices

    def _say_no_list(self, row: Row, name: str) -> None:
        if not self.has_choices:
            what = f"There is no list “{name}”: the workbook has no sheet “choices”."
            row.error("type", what, "Add the sheet, with the columns list_name, name and label.")
            return
        near = nearest(name, self.lists)
        mend = f"Write “{near}” if that is meant." if near else "Add its choices to the sheet “choices”."
        row.error("type", f"There is no list “{name}” in the sheet “choices”.", mend)

"""An answer as the cells of a row, and back. Whatever is unclear is said and not guessed."""

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress

from custodes.errors import Invalid
from custodes.evidence.text import text_of
from custodes.survey.actions.answering import fitting_answer
from custodes.survey.filling import Given, State
from custodes.survey.filling.given import OTHER as SOMETHING_OTHER
from custodes.survey.filling.given import SAID_INSTEAD
from custodes.survey.instrument import Choice, Question
from custodes.survey.offline.columns import (
    ANSWER,
    EXEMPTION,
    MARK,
    NOTE,
    OTHER,
    SOMETHING_ELSE,
    STATE,
    STATES,
    Cell,
    plain,
    same,
)
from custodes.survey.offline.conditions import first

NUMBERS = frozenset(("integer", "decimal", "range"))
BY_CHOICE = frozenset(("select_multiple", "rank"))
"""Kinds that have a row for each choice: nobody has to write several answers into one cell."""
ACKNOWLEDGED = "OK"
"""What XForms keeps of an acknowledgement."""
_YES = frozenset(("yes", "y", "x", "✓", "✔", "☒", "☑", "1", "true", "ja", "oui", "ydy", "ie"))
_NO = frozenset(("", "no", "n", "0", "false", "-"))
_DAYS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,14})?")
_STATE_NAMES = {same(name): state for name, state in STATES.items()}


class Unclear(Exception):
    """Cells that cannot be taken as an answer. `column`: where that is to be seen."""

    def __init__(self, column: str, what: str, mend: str) -> None:
        super().__init__(what)
        self.column, self.what, self.mend = column, what, mend


def choices_of(question: Question) -> dict[str, str]:
    """The choices by their names, as they are shown; of two with the same words, each has its name behind."""
    shown = {choice.name: _label(choice) for choice in question.choices}
    if question.kind == "acknowledge":
        return {ACKNOWLEDGED: ACKNOWLEDGED}
    if question.or_other:
        shown.setdefault(SOMETHING_OTHER, SOMETHING_ELSE)
    often = [same(text) for text in shown.values()]
    return {name: f"{text} ({name})" if often.count(same(text)) > 1 else text for name, text in shown.items()}


def _label(choice: Choice) -> str:
    return " ".join(first(choice.label).split()) or choice.name


def written(question: Question, given: Given) -> tuple[dict[str, Cell], dict[str, Cell]]:
    """The cells of an answer by their columns, and those of its choices by their names; blank ones are left out."""
    state = next((name for name, state in STATES.items() if state is given.state), "")
    cells: dict[str, Cell] = {STATE: state, EXEMPTION: given.exemption, OTHER: given.other, NOTE: given.note}
    marks: dict[str, Cell] = {}
    if question.kind in BY_CHOICE:
        words = given.value.split()
        marks = {
            word: (MARK if question.kind == "select_multiple" else at) for at, word in enumerate(words, 1)
        }
    else:
        cells[ANSWER] = _cell(question, given.value)
    return {column: cell for column, cell in cells.items() if cell != ""}, marks


def _cell(question: Question, value: str) -> Cell:
    """Numbers and days as such where no digit of them changes on the way."""
    if question.choices or question.kind == "acknowledge":
        return choices_of(question).get(value, value)
    if question.kind in NUMBERS and _NUMBER.fullmatch(value):
        number = int(value) if "." not in value else float(value)
        return number if text_of(number) == value and abs(number) < 10**15 else value
    if question.kind == "date":
        with suppress(ValueError):
            day = dt.date.fromisoformat(value)
            return day if day.year > 1900 and day.isoformat() == value else value
    return value


def understood(question: Question, cells: Mapping[str, str], marks: Mapping[str, str]) -> Given:
    """The answer that stands in cells. Raises Unclear."""
    state = _state(cells.get(STATE, ""))
    value = (
        _marked(question, marks) if question.kind in BY_CHOICE else _value(question, cells.get(ANSWER, ""))
    )
    column = ANSWER
    if state in SAID_INSTEAD and value:
        said = cells[STATE]
        raise Unclear(STATE, f"There is an answer, and the state says “{said}”.", "Delete one of the two.")
    if cells.get(EXEMPTION) and state is not State.WITHHELD:
        what = "An exemption stands beside an answer that is not withheld."
        raise Unclear(EXEMPTION, what, "Choose “Withheld” as the state, or delete the exemption.")
    if cells.get(OTHER) and SOMETHING_OTHER not in value.split():
        what = f"It says what else it is, and “{SOMETHING_ELSE}” is not chosen."
        raise Unclear(OTHER, what, "Choose it, or delete what else it is.")
    kept = state if state in SAID_INSTEAD else State.ANSWERED if value else State.BLANK
    texts = {name: cells.get(name, "") for name in (OTHER, EXEMPTION, NOTE)}
    try:
        return fitting_answer(question, Given(kept, value, texts[OTHER], texts[EXEMPTION], texts[NOTE]))
    except Invalid as error:
        if "exemption" in error.fields:
            column = EXEMPTION
        raise Unclear(column, error.message, error.mend) from None


def _state(text: str) -> State | None:
    if not plain(text):
        return None
    state = _STATE_NAMES.get(same(text)) or _STATE_NAMES.get(same(text.replace("_", " ")))
    if state is None:
        names = ", ".join(STATES)
        raise Unclear(STATE, f"“{text[:80]}” is no state of an answer.", f"Choose one of: {names}.")
    return state


def _value(question: Question, text: str) -> str:
    text = plain(text)
    if not text:
        return ""
    if question.choices or question.kind == "acknowledge":
        return _choice(question, text)
    if question.kind == "date":
        return _day(text)
    if question.kind == "dateTime" and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d.*", text):
        return text.replace(" ", "T", 1)
    return text


def _choice(question: Question, text: str) -> str:
    shown = choices_of(question)
    wanted = same(text)
    for name, label in shown.items():
        if same(label) == wanted:
            return name
    for choice in question.choices:  # by name, or in another language of the form
        if wanted in {same(choice.name), *map(same, choice.label.values())}:
            return choice.name
    offered = "”, “".join(list(shown.values())[:8])
    raise Unclear(ANSWER, f"“{text[:80]}” is not among the choices.", f"Choose one of: “{offered}”.")


def _day(text: str) -> str:
    """As 2026-03-01; days as the British write them are read, and what is none is kept as it was typed."""
    for pattern in _DAYS:
        with suppress(ValueError):
            return dt.datetime.strptime(text, pattern).date().isoformat()
    return text


def _marked(question: Question, marks: Mapping[str, str]) -> str:
    """The names of those that are marked: in the order of the form, or of the numbers beside them."""
    if question.kind == "rank":
        return _ranked({name: plain(text) for name, text in marks.items() if plain(text)})
    chosen = []
    for name, text in marks.items():
        if same(text) in _YES:
            chosen.append(name)
        elif same(text) not in _NO:
            what = f"“{text[:80]}” does not say whether this is chosen."
            raise Unclear(ANSWER, what, f"Write {MARK}, or leave the cell blank.")
    return " ".join(chosen)


def _ranked(places: Mapping[str, str]) -> str:
    if not all(text.isascii() and text.isdigit() for text in places.values()):
        raise Unclear(ANSWER, "A place is a whole number.", "Give each choice its place: 1, 2, 3.")
    if len(set(map(int, places.values()))) < len(places):
        raise Unclear(ANSWER, "Two choices have the same place.", "Give each choice a place of its own.")
    return " ".join(sorted(places, key=lambda name: int(places[name])))

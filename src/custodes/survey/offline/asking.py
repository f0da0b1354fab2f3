"""How each question is to be answered in a workbook: what is said beside it, and what its cells offer."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from custodes.survey.filling import Form, Standing
from custodes.survey.instrument import Question
from custodes.survey.offline.cells import BY_CHOICE, NUMBERS, choices_of
from custodes.survey.offline.columns import MARK, SOMETHING_ELSE
from custodes.survey.offline.conditions import in_words

_ASKED_FOR: Mapping[str, str] = {
    "integer": "A whole number.",
    "decimal": "A number.",
    "range": "A number.",
    "select_one": "Choose one from the list.",
    "select_multiple": f"Write {MARK} beside each that applies, in the rows below.",
    "rank": "Number the rows below: 1 for the first, and so on.",
    "date": "A day, like 27/3/2026.",
    "time": "A time, like 14:30.",
    "dateTime": "A day and a time, like 2026-03-27T14:30.",
    "acknowledge": "Choose OK to say that you have read it.",
}
NOT_ASKED = "Not asked as the answers stand now."
LOOSE = {"error_type": "information", "error_title": "Is this right?"}
"""Whatever is typed is taken: programs ask, and do not refuse."""


class Lists(NamedTuple):
    """Where lists of choices stand: the texts of each, to the cells that hold them."""

    places: dict[tuple[str, ...], str]

    def place(self, texts: tuple[str, ...]) -> str:
        """The cells of a list, as a formula; each list is written once."""
        at = len(self.places)
        column = _letters(at)
        return self.places.setdefault(texts, f"=choices!${column}$1:${column}${len(texts)}")


def _letters(at: int) -> str:
    before, last = divmod(at, 26)
    return (_letters(before - 1) if before else "") + chr(65 + last)


def how_to(form: Form, standing: Standing, hint: str) -> str:
    """The hint, what is asked for, whether it must be answered, and when it is asked. `hint`: with answers filled in."""
    question = standing.question
    other = f"If you choose “{SOMETHING_ELSE}”, say what." if question.or_other else ""
    must = "Must be answered." if standing.required else ""
    now = "" if standing.applies else NOT_ASKED
    said = (
        hint,
        _ASKED_FOR.get(question.kind, ""),
        other,
        _unit(question),
        must,
        in_words(form, question.relevant),
    )
    return "\n".join(filter(None, (now, *said)))


def asked_for(question: Question) -> str:
    """The same for a form on paper: what is to be written."""
    if question.kind == "select_one":
        return "Tick one."
    if question.kind == "select_multiple":
        return "Tick each that applies."
    if question.kind == "rank":
        return "Number them: 1 for the first, and so on."
    said = "" if question.kind == "acknowledge" else _ASKED_FOR.get(question.kind, "")
    return " ".join(filter(None, (said, _unit(question))))


def _unit(question: Question) -> str:
    return f"Counted in {question.unit}." if question.unit and question.kind in NUMBERS else ""


def validation(question: Question, lists: Lists) -> dict[str, Any] | None:
    """What the answer's cell offers or asks of what is typed; None where any text will do."""
    kind = question.kind
    if kind in BY_CHOICE:
        return None
    if kind in ("select_one", "acknowledge"):
        return listed(tuple(choices_of(question).values()), lists)
    if kind == "integer":
        return _bounded(
            "integer", -(10**15), 10**15, "This is not a whole number. It is kept as you typed it."
        )
    if kind in NUMBERS:
        return _bounded("decimal", -1e15, 1e15, "This is not a number. It is kept as you typed it.")
    if kind == "date":
        text = "This is not a day that the program knows. It is kept as you typed it."
        return _bounded("date", dt.date(1901, 1, 1), dt.date(2199, 12, 31), text)
    return None


def listed(texts: tuple[str, ...], lists: Lists) -> dict[str, Any]:
    """A list to choose from; what is not in it is refused, as nobody could say what it means."""
    return {
        "validate": "list",
        "source": lists.place(texts),
        "error_title": "Choose from the list",
        "error_message": "This is not among the choices.",
    }


def _bounded(validate: str, least: Any, most: Any, text: str) -> dict[str, Any]:
    return {
        "validate": validate,
        "criteria": "between",
        "minimum": least,
        "maximum": most,
        "error_message": text,
        **LOOSE,
    }

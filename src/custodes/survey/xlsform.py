"""Reading an XLSForm workbook: the instrument in it, and everything that is wrong with it at once (ADR 0018).

Source of the format: https://xlsform.org/en/ and, where that is silent, what pyxform accepts.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from custodes.survey import judge, references
from custodes.survey.choices import ChoiceList, read_lists
from custodes.survey.instrument import Instrument
from custodes.survey.problems import Enough, Gathered, Problem, Severity, in_order
from custodes.survey.question import YES
from custodes.survey.questions import Survey, read_questions
from custodes.survey.sheets import NOT_READ, SHEETS, Row, Say, Sheet, Workbook, open_workbook, read_sheet
from custodes.survey.vocabulary import OURS, nearest


class Reading(NamedTuple):
    """What was read. `found` is as much as could be understood; use `instrument`."""

    found: Instrument
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many problems keep the form from being used."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def instrument(self) -> Instrument | None:
        """The instrument, or None where the form has errors."""
        return None if self.errors else self.found


def read(path: Path, *, judged: bool = True) -> Reading:
    """The instrument in a workbook, and every problem. `judged`: pyxform, too, is asked whether it takes it.

    Raises UnreadableInput for a file that is missing, damaged, locked, too large, or no workbook.
    """
    book = open_workbook(path)
    problems = Gathered()
    found = Instrument(path.stem, path.stem, "", ("",), ())
    with suppress(Enough):
        found = _read(book, path.stem, problems.say)
    if judged and not any(problem.severity == "error" for problem in problems):
        _look_at_emptiness(found, book, problems.say)
        problems.extend(judge.refusals(book))
    return Reading(found, tuple(in_order(problems, book.names)))


def _read(book: Workbook, stem: str, say: Say) -> Instrument:
    _look_at_sheets(book, say)
    head = _settings(read_sheet(book, "settings", say), stem, say)
    choices = read_sheet(book, "choices", say, head["default_language"])
    survey = read_sheet(book, "survey", say, head["default_language"])
    lists = read_lists(choices, head["allow_choice_duplicates"].lower() in YES)
    read = Survey((), (), frozenset())
    if survey:
        read = read_questions(survey, lists, choices is not None)
        references.look_at(read.placed, lists)
        if not survey.rows and survey.headings:
            survey.problem("error", "There is no question in it.", "Write one row for each question.")
    _look_at_unused(lists, read)
    sheets = [sheet for sheet in (survey, choices) if sheet]
    languages = _languages(sheets, head["default_language"])
    _look_at_translations(sheets, languages)
    return Instrument(
        head["form_id"],
        head["form_title"],
        head["version"],
        languages,
        read.items,
        head[f"{OURS}about"],
        head[f"{OURS}source"],
    )


def _look_at_sheets(book: Workbook, say: Say) -> None:
    for name, grid in book.grids.items():
        if name in NOT_READ:
            say(
                _of_sheet(
                    "warning",
                    grid.sheet,
                    f"The sheet is not used here: {NOT_READ[name]}.",
                    "Nothing needs to be done.",
                )
            )
        elif name not in SHEETS and not name.startswith("_"):
            meant = nearest(name, [one for one in SHEETS if one not in book.grids])
            if meant:
                say(
                    _of_sheet(
                        "warning",
                        grid.sheet,
                        "No sheet of this name is read.",
                        f"Call it “{meant}” if that is meant, or begin its name with _.",
                    )
                )
    if "survey" not in book.grids:
        there = ", ".join(f"“{name}”" for name in book.names)
        say(
            _of_sheet(
                "error",
                "",
                f"There is no sheet “survey”, only {there}.",
                "Call the sheet with the questions “survey”.",
            )
        )


def _of_sheet(severity: Severity, sheet: str, what: str, mend: str) -> Problem:
    return Problem(severity, sheet, 0, "", "", what, mend)


_HEAD = (
    "form_title",
    "form_id",
    "version",
    "default_language",
    "allow_choice_duplicates",
    f"{OURS}about",
    f"{OURS}source",
)


def _settings(sheet: Sheet | None, stem: str, say: Say) -> dict[str, str]:
    """What the form says of itself. What is missing is taken from the name of the file."""
    row = sheet.rows[0] if sheet and sheet.rows else None
    head = {column: row.text(column) if row else "" for column in _HEAD}
    lacking = [column for column in ("form_title", "form_id", "version") if not head[column]]
    if lacking:
        what = f"The form says no {', no '.join(lacking)}."
        mend = "Say it in row 2 of the sheet “settings”: two versions of a form must be told apart."
        say(Problem("warning", sheet.name if sheet else "", 2 if row else 0, "", "", what, mend))
    if sheet:
        for more in sheet.rows[1:]:
            more.warn("form_title", "Only row 2 of the settings is read.", "Delete this row.")
    head["form_id"] = head["form_id"] or stem
    head["form_title"] = head["form_title"] or head["form_id"]
    return head


def _look_at_emptiness(found: Instrument, book: Workbook, say: Say) -> None:
    if not any(question.asked for question in found.questions()):
        say(
            _of_sheet(
                "warning", book.grids["survey"].sheet, "It asks nothing.", "Write one row for each question."
            )
        )


def _look_at_unused(lists: Mapping[str, ChoiceList], read: Survey) -> None:
    for name, one in lists.items():
        if name not in read.lists_used:
            one.rows[0].warn(
                "list_name", f"No question uses the list “{name}”.", "Use it, or delete its rows."
            )


def _languages(sheets: list[Sheet], default: str) -> tuple[str, ...]:
    """In the order of the columns, the default language first."""
    found = dict.fromkeys(
        heading.language
        for sheet in sheets
        for heading in sheet.headings
        if heading.column and heading.column.translated and heading.column.use == "read"
    )
    named = [language for language in found if language]
    first = [default] if default in found else []
    return tuple(dict.fromkeys([*first, *(named or [""])]))


def _look_at_translations(sheets: list[Sheet], languages: tuple[str, ...]) -> None:
    """Texts that are there in one language and not in another; said once for each column."""
    if len(languages) < 2:
        return
    for sheet in sheets:
        for column in ("label", "hint", "constraint_message"):
            for language, rows in _untranslated(sheet, column, languages).items():
                _say_untranslated(rows, column, language)


def _untranslated(sheet: Sheet, column: str, languages: Sequence[str]) -> dict[str, list[Row]]:
    """The rows that have a text in another language, by the language it lacks."""
    found: dict[str, list[Row]] = {}
    for row in sheet.rows:
        words = row.words(column)
        for language in languages if words else ():
            if language not in words:
                found.setdefault(language, []).append(row)
    return found


def _say_untranslated(rows: list[Row], column: str, language: str) -> None:
    more = f", and in {len(rows) - 1:,} other rows" if len(rows) > 1 else ""
    what = f"There is no {column} in {language} here{more}."
    rows[0].warn(column, what, f"Write it in the column “{column}::{language}”.")

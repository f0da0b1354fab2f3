"""Writing an instrument as an XLSForm workbook: what `xlsform.read` reads, and ODK and Kobo too.

Every cell is written as text, so that none is a formula whatever it begins with.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from custodes.publication.files import replacing
from custodes.publication.workbook import LONGEST, OPTIONS
from custodes.survey.instrument import ALWAYS, Choice, Group, Instrument, Item, Question, Repeat, Words
from custodes.survey.vocabulary import OURS

Cells = Mapping[str, str]
"""Heading to text, of the cells of a row that are filled."""

_WIDTHS = {"type": 30, "name": 26, "label": 60, "hint": 60, "list_name": 22, "custodes::source": 60}
_WIDTH = 24
_NEEDED = ("type", "name", "label")
_FIRST = ("type", "name", "label", "hint", "required", "relevant")
"""Columns that stand first, in this order; the others follow as they come up."""


def write(instrument: Instrument, path: Path) -> None:
    """Write the workbook, whole or not at all. Raises OutputError where `path` cannot be written."""
    with replacing(path) as part, xlsxwriter.Workbook(str(part), OPTIONS) as book:
        _sheet(book, "survey", list(_rows(instrument.items)), _NEEDED)
        choices = list(_choices(instrument))
        if choices:
            _sheet(book, "choices", choices)
        _sheet(book, "settings", [_settings(instrument)])


def _sheet(book: Any, name: str, rows: Sequence[Cells], needed: Sequence[str] = ()) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    headings = _headings(rows, needed)
    sheet.freeze_panes(1, 2 if name == "survey" else 0)
    for at, heading in enumerate(headings):
        sheet.set_column(at, at, _WIDTHS.get(heading.partition("::")[0], _WIDTHS.get(heading, _WIDTH)))
        sheet.write_string(0, at, heading, bold)
    for number, row in enumerate(rows, 1):
        for at, heading in enumerate(headings):
            if row.get(heading):
                sheet.write_string(number, at, row[heading][:LONGEST], text)


def _headings(rows: Iterable[Cells], needed: Sequence[str]) -> list[str]:
    """Every heading that is needed, or used. Ours come last: nobody needs them to read the form."""
    found = list(dict.fromkeys(heading for row in rows for heading in row))
    found += [one for one in needed if one not in {heading.partition("::")[0] for heading in found}]
    order = {column: at for at, column in enumerate(_FIRST)}
    last = len(order)

    def place(heading: str) -> tuple[int, bool]:
        return order.get(heading.partition("::")[0], last), heading.startswith(OURS)

    return sorted(found, key=place)


def _rows(items: Iterable[Item]) -> Iterator[Cells]:
    for item in items:
        if isinstance(item, Question):
            yield _filled(_question(item))
        else:
            what = "repeat" if isinstance(item, Repeat) else "group"
            yield _filled({"type": f"begin_{what}", **_group(item)})
            yield from _rows(item.items)
            yield {"type": f"end_{what}"}


def _group(group: Group) -> Cells:
    return {
        "name": group.name,
        **_words("label", group.label),
        **_words("hint", group.hint),
        "relevant": group.relevant,
        "appearance": group.appearance,
        "repeat_count": group.count if isinstance(group, Repeat) else "",
    }


def _question(question: Question) -> Cells:
    other = "or_other" if question.or_other else ""
    return {
        "type": " ".join(filter(None, (question.kind, question.list_name, other))),
        "name": question.name,
        **_words("label", question.label),
        **_words("hint", question.hint),
        "required": _yes(question.required),
        "relevant": question.relevant,
        "constraint": question.constraint,
        **_words("constraint_message", question.constraint_message),
        "calculation": question.calculation,
        "default": question.default,
        "choice_filter": question.choice_filter,
        "parameters": question.parameters,
        "appearance": question.appearance,
        "read_only": _yes(question.read_only),
        f"{OURS}theme": question.theme,
        f"{OURS}technology": question.technology,
        f"{OURS}unit": question.unit,
        f"{OURS}register": question.register,
        f"{OURS}comparable": ", ".join(question.comparable),
    }


def _words(column: str, words: Words) -> Cells:
    return {f"{column}::{language}" if language else column: text for language, text in words.items()}


def _yes(when: str) -> str:
    return "yes" if when == ALWAYS else when


def _filled(cells: Cells) -> Cells:
    return {heading: text for heading, text in cells.items() if text}


def _choices(instrument: Instrument) -> Iterator[Cells]:
    for name, choices in _lists(instrument).items():
        for choice in choices:
            yield {"list_name": name, "name": choice.name, **_words("label", choice.label), **choice.extra}


def _lists(instrument: Instrument) -> dict[str, tuple[Choice, ...]]:
    return {q.list_name: q.choices for q in instrument.questions() if q.list_name}


def _settings(instrument: Instrument) -> Cells:
    return _filled(
        {
            "form_title": instrument.title,
            "form_id": instrument.id,
            "version": instrument.version,
            "default_language": instrument.languages[0],
            "allow_choice_duplicates": "yes" if _has_duplicates(instrument) else "",
            f"{OURS}about": instrument.about,
            f"{OURS}source": instrument.source,
        }
    )


def _has_duplicates(instrument: Instrument) -> bool:
    return any(len({c.name for c in choices}) < len(choices) for choices in _lists(instrument).values())
